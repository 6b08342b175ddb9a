import { describe, expect, test } from "vitest";
import { listMirror, parseMirrorPath } from "../src/mirror.ts";
import { fillPrompt, PROMPTS } from "../src/prompts.ts";
import { completeArgument, listResources, readResource } from "../src/resources.ts";
import { SAMPLE, withCorpus } from "./support.ts";

describe("resources", () => {
  test("are every licence, document, schema, example, extra file and section, and each can be read", () =>
    withCorpus({}, (corpus) => {
      const uris = listResources(corpus).map(({ uri }) => uri);
      expect(uris).toEqual(
        expect.arrayContaining([
          "omp://standards/LICENSE.md",
          "omp://standards/GLOSSARY",
          "omp://standards/CONTRACT-MAP",
          "omp://standards/ABC/0.9.0/README",
          "omp://standards/ABC/0.9.0/schema.json",
          "omp://standards/ABC/0.9.0/examples/a-letter-3",
          "omp://standards/ABC/0.9.0/extra/history.md",
          "omp://standards/ABC/0.2.0/GOVERNANCE",
          "omp://standards/ABC/0.9.0/SPECIFICATION#2-collation-order-1",
        ]),
      );
      expect(new Set(uris).size).toBe(uris.length);
      for (const uri of uris) expect(readResource(corpus, uri)?.text, uri).toBeTruthy();
      for (const uri of uris) expect(uri).not.toContain("wrong");
    }));

  test("are sections too, by their anchors", () =>
    withCorpus({}, (corpus) => {
      expect(readResource(corpus, "omp://standards/ABC/0.9.0/SPECIFICATION#11-vowels")).toMatchObject({
        text: expect.stringMatching(/^### 1\.1 Vowels/) as string,
        mimeType: "text/markdown",
        freshness: "stable",
      });
      expect(readResource(corpus, "omp://standards/XY/1.0.0/SPECIFICATION")).toMatchObject({ freshness: "changing" });
    }));

  test.for([
    "omp://standards/",
    "omp://standards/ABC",
    "omp://standards/ABC/0.9.0",
    "omp://standards/ABC/9.9.9/README",
    "omp://standards/ABC/0.9.0/NOTHING",
    "omp://standards/ABC/0.9.0/SPECIFICATION#nothing",
    "omp://standards/ABC/0.9.0/schema.json#a",
    "omp://standards/ABC/0.9.0/examples/wrong",
    "omp://standards/ABC/0.9.0/extra/..%2F..%2Fcontract.json",
    "omp://standards/../overlay.json",
    "omp://standards/%E0%A4%A",
    "omp://standards/constructor/0.9.0/README",
    "file:///etc/passwd",
    `omp://standards/${"a".repeat(5_000)}`,
  ])("are nothing at %s", (uri) => withCorpus({}, (corpus) => expect(readResource(corpus, uri)).toBeUndefined()));

  test("complete a contract, then its versions, documents, sections and examples", () =>
    withCorpus({}, (corpus) => {
      const complete = (name: string, value: string, chosen = {}) => completeArgument(corpus, { name, value }, chosen);
      expect(complete("contract", "a")).toEqual(["ABC"]);
      expect(complete("version", "", { contract: "ABC" })).toEqual(["0.10.0", "0.9.0", "0.2.0"]);
      expect(complete("document", "g", { contract: "ABC", version: "0.2.0" })).toEqual(["GOVERNANCE"]);
      expect(complete("section", "2", { contract: "ABC", document: "SPECIFICATION" })).toEqual([
        "2-collation-order",
        "2-collation-order-1",
      ]);
      expect(complete("example", "l", { contract: "ABC" })).toEqual(["last"]);
      expect(complete("nothing", "")).toEqual([]);
    }));
});

describe("prompts", () => {
  test("carry published texts as they are", () =>
    withCorpus({}, (corpus) => {
      const parts = fillPrompt(corpus, "implement_contract", { contract: "abc" });
      expect(parts).toContainEqual({
        type: "resource",
        resource: {
          uri: "omp://standards/ABC/0.9.0/SPECIFICATION",
          mimeType: "text/markdown",
          text: SAMPLE["standards/abc/0.9.0/SPECIFICATION.md"],
        },
      });
      const compared = fillPrompt(corpus, "compare_versions", { contract: "ABC", from: "0.10.0", to: "0.9.0" });
      expect(compared[0]).toMatchObject({
        text: expect.stringContaining("from 0.9.0 (STABLE) to 0.10.0 (DRAFT)") as string,
      });
      expect(fillPrompt(corpus, "validate_artifact", { contract: "ABC", artifact: "name: Q" })).toHaveLength(2);
    }));

  test("say what they lack", () =>
    withCorpus({}, (corpus) => {
      expect(() => fillPrompt(corpus, "validate_artifact", { contract: "ABC" })).toThrow(/needs 'artifact'/);
      expect(() => fillPrompt(corpus, "implement_contract", { contract: "ZZ" })).toThrow(/'ZZ' does not exist/);
      expect(() => fillPrompt(corpus, "nothing", {})).toThrow(new RegExp(PROMPTS.map(({ name }) => name).join(", ")));
    }));
});

describe("the mirror", () => {
  test("has an address for every answer, from which the call can be read again", () =>
    withCorpus({}, (corpus) => {
      const entries = [...listMirror(corpus)];
      expect(new Set(entries.map(({ path }) => path)).size).toBe(entries.length);
      for (const { path, tool, input } of entries)
        expect(parseMirrorPath(new URL(path, "http://x").pathname, new URLSearchParams()), path).toEqual({
          tool,
          input,
        });
    }));

  test("searches by a query", () => {
    const query = new URLSearchParams("query=a+b&contracts=ABC,XY&document_types=README");
    expect(parseMirrorPath("/answers/search_docs", query)).toEqual({
      tool: "search_docs",
      input: { query: "a b", contracts: ["ABC", "XY"], document_types: ["README"] },
    });
  });

  test.for([
    "/answers/",
    "/answers/nothing.json",
    "/answers/get_schema/ABC.json",
    "/answers/get_schema/%E0%A4%A/latest.json",
    "/other",
  ])("has nothing at %s", (path) => expect(parseMirrorPath(path, new URLSearchParams())).toBeUndefined());
});
