import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCorpus } from "../../src/corpus/open.ts";
import { SAMPLE, schemaText, temporaryFolder, withCorpus, type Files } from "../support.ts";

const contract = (more: object): string =>
  JSON.stringify({
    acronym: "XY",
    name: "Cross Check",
    category: "tooling",
    versions: [{ version: "1.0.0", status: "DRAFT" }],
    ...more,
  });

/** Each kind of bad corpus: what makes it so, which path is named, and what is said of it. */
const BAD: Record<string, readonly [Files, path: string, reason: RegExp]> = {
  "a contract without its statement": [
    { "standards/xy/contract.json": undefined },
    "/standards/xy/contract.json",
    /is missing; it states/,
  ],
  "a statement that is no JSON": [{ "standards/xy/contract.json": "{" }, "/standards/xy/contract.json", /is not JSON/],
  "a statement for another acronym": [
    { "standards/xy/contract.json": contract({ acronym: "YX" }) },
    "/standards/xy/contract.json",
    /acronym must be 'XY'/,
  ],
  "a folder that no acronym names": [
    { "standards/toolong/contract.json": "{}" },
    "/standards/toolong/",
    /two to five lower-case letters/,
  ],
  "a version with a leading zero": [
    { "standards/xy/contract.json": contract({ versions: [{ version: "01.0.0", status: "DRAFT" }] }) },
    "/standards/xy/contract.json",
    /'01\.0\.0' is no version/,
  ],
  "a folder that is no version": [
    { "standards/xy/v1/SPECIFICATION.md": "# One" },
    "/standards/xy/v1/",
    /'v1' is no version/,
  ],
  "a pre-release": [
    { "standards/xy/1.0.0-rc.1/SPECIFICATION.md": "# One" },
    "/standards/xy/1.0.0-rc.1/",
    /is no version/,
  ],
  "a status that OMP does not have": [
    { "standards/xy/contract.json": contract({ versions: [{ version: "1.0.0", status: "CANDIDATE" }] }) },
    "/standards/xy/contract.json",
    /status of 1\.0\.0 is not one of STABLE, DRAFT/,
  ],
  "a listed version that is not there": [
    {
      "standards/xy/contract.json": contract({
        versions: [
          { version: "1.0.0", status: "DRAFT" },
          { version: "2.0.0", status: "DRAFT" },
        ],
      }),
    },
    "/standards/xy/2.0.0/",
    /listed in .* but not there/,
  ],
  "a version that is not listed": [
    { "standards/xy/3.0.0/SPECIFICATION.md": "# Three" },
    "/standards/xy/3.0.0/",
    /is not listed in/,
  ],
  "a category that OMP does not have": [
    { "standards/xy/contract.json": contract({ category: "misc" }) },
    "/standards/xy/",
    /'misc' is not one of core/,
  ],
  "a contract without a category": [
    { "standards/xy/contract.json": contract({ category: undefined }) },
    "/standards/xy/",
    /category is not stated; state it in an overlay/,
  ],
  "a contract without a name": [
    { "standards/xy/contract.json": contract({ name: undefined }) },
    "/standards/xy/",
    /name is not stated/,
  ],
  "a schema without an $id": [
    { "standards/xy/1.0.0/schema.json": '{"$schema": "https://json-schema.org/draft/2020-12/schema"}' },
    "/standards/xy/1.0.0/schema.json",
    /has no \$id/,
  ],
  "a schema that a newer version took over with its $id": [
    { "standards/abc/0.10.0/schema.json": schemaText("abc/0.9.0") },
    "/standards/abc/0.10.0/schema.json",
    /has the \$id of \/standards\/abc\/0\.9\.0\/schema\.json/,
  ],
  "a schema with the $id of another": [
    { "standards/xy/1.0.0/schema.json": schemaText("abc/0.9.0") },
    "/standards/xy/1.0.0/schema.json",
    /has the \$id of \/standards\/abc\/0\.9\.0\/schema\.json/,
  ],
  "a schema that is none": [
    { "standards/xy/1.0.0/schema.json": schemaText("xy/1.0.0", { type: "thing" }) },
    "/standards/xy/1.0.0/schema.json",
    /is no valid JSON Schema/,
  ],
  "a schema that refers to nothing": [
    { "standards/xy/1.0.0/schema.json": schemaText("xy/1.0.0", { $ref: "https://elsewhere.example/x.json" }) },
    "/standards/xy/1.0.0/schema.json",
    /is no valid JSON Schema/,
  ],
  "a file that is not UTF-8": [
    { "standards/xy/1.0.0/README.md": new Uint8Array([0xff, 0xfe, 0x41]) },
    "/standards/xy/1.0.0/README.md",
    /is not UTF-8/,
  ],
  "a file that belongs nowhere": [
    { "standards/xy/1.0.0/notes.md": "# Notes" },
    "/standards/xy/1.0.0/notes.md",
    /belong in extra/,
  ],
  "an example of another kind": [
    { "standards/abc/0.9.0/examples/a.xml": "<a/>" },
    "/standards/abc/0.9.0/examples/a.xml",
    /end with \.json/,
  ],
  "an example that is not valid": [
    { "standards/abc/0.9.0/examples/no.json": '{"name": 1}' },
    "/standards/abc/0.9.0/examples/no.json",
    /\/name must be string/,
  ],
  "an example whose time is none": [
    { "standards/abc/0.9.0/examples/no.yaml": "name: A\nat: yesterday\n" },
    "/standards/abc/0.9.0/examples/no.yaml",
    /\/at must match format "date-time"/,
  ],
  "an example that is no object": [
    { "standards/abc/0.9.0/examples/no.json": "[1]" },
    "/standards/abc/0.9.0/examples/no.json",
    /is not an object/,
  ],
  "an example with the id of another": [
    { "standards/abc/0.9.0/examples/first.yaml": "name: A\n" },
    "/standards/abc/0.9.0/examples/first.yaml",
    /another file has the id 'first'/,
  ],
  "an example without a schema": [
    { "standards/xy/1.0.0/examples/a.json": "{}" },
    "/standards/xy/1.0.0/examples/a.json",
    /no schema to check it against/,
  ],
  "a term that is defined twice": [
    { "foundation/GLOSSARY.md": "## A\n\nOne.\n\n## a\n\nTwo.\n" },
    "/foundation/GLOSSARY.md",
    /'a' of the term 'a' is already taken by 'A'/,
  ],
  "an alias that is a term": [
    { "foundation/GLOSSARY.md": "## A\n\nOne.\n\n## B\n\nTwo.\n\n- Aliases: A\n" },
    "/foundation/GLOSSARY.md",
    /'A' of the term 'B' is already taken/,
  ],
  "a term without a definition": [
    { "foundation/GLOSSARY.md": "## A\n\n## B\n\nTwo.\n" },
    "/foundation/GLOSSARY.md",
    /'A' has no definition/,
  ],
  "a map of an unknown contract": [
    { "foundation/CONTRACT-MAP.md": "## ZZZ\n\n### Owns\n\n### Does not own\n\n### Depends on\n" },
    "/foundation/CONTRACT-MAP.md",
    /'ZZZ' is no contract/,
  ],
  "a map that depends on an unknown contract": [
    { "foundation/CONTRACT-MAP.md": "## ABC\n\n### Owns\n\n### Does not own\n\n### Depends on\n\n- ZZZ\n" },
    "/foundation/CONTRACT-MAP.md",
    /depends on 'ZZZ'/,
  ],
  "a map without one of its parts": [
    { "foundation/CONTRACT-MAP.md": "## ABC\n\n### Owns\n\n### Depends on\n" },
    "/foundation/CONTRACT-MAP.md",
    /no heading '### Does not own'/,
  ],
};

describe("a corpus in our layout", () => {
  test("is served whole when nothing is wrong with it", () =>
    withCorpus({ "standards/abc/0.9.0/examples/wrong.json": undefined }, (corpus) => {
      expect(corpus.checks()).toEqual([
        expect.objectContaining({ severity: "note", reason: expect.stringContaining("1 code blocks") as string }),
      ]);
      expect([...corpus.contracts.keys()]).toEqual(["ABC", "XY"]);
      expect(corpus.withheld).toEqual([]);
    }));

  test.for(Object.entries(BAD))("names the path and the reason of %s", ([, [files, path, reason]]) =>
    withCorpus(files, (corpus) => {
      const found = corpus.checks().filter((problem) => problem.path === path);
      expect(found, JSON.stringify(corpus.checks())).not.toEqual([]);
      expect(found.map((problem) => problem.reason).join("\n")).toMatch(reason);
      // What is wrong with one contract withholds nothing of another.
      expect(corpus.contracts.has("ABC")).toBe(true);
    }),
  );

  test("never follows a symbolic link", async () => {
    await using folder = await temporaryFolder({ ...SAMPLE, "secret.md": "# Secret\n" });
    symlinkSync(join(folder.path, "secret.md"), join(folder.path, "standards/xy/1.0.0/README.md"));
    const corpus = openCorpus({ root: folder.path });
    expect(corpus.problems).toContainEqual({
      severity: "error",
      path: "/standards/xy/1.0.0/README.md",
      reason: "is a symbolic link, which is never followed; copy the file here",
    });
    expect(corpus.contracts.get("XY")!.latest.documents.has("README")).toBe(false);
  });

  test("keeps every byte of a document", () =>
    withCorpus({}, (corpus) => {
      const document = corpus.contracts.get("ABC")!.latest.documents.get("README")!;
      expect(document.text).toBe(SAMPLE["standards/abc/0.9.0/README.md"]);
      expect(document.outline().map(({ anchor }) => anchor)).toEqual(["read-me"]);
    }));

  test("takes times from the lock, the statement, a header or the file, in this order, and says from which", () =>
    withCorpus({}, (corpus) => {
      const of = (path: string) => corpus.files.get(path)!;
      const stable = of("/standards/abc/0.9.0/SPECIFICATION.md");
      expect([stable.lastUpdated, stable.lastUpdatedFrom]).toEqual(["2026-01-02T03:04:05Z", "statement"]);
      expect(of("/standards/xy/1.0.0/SPECIFICATION.md").lastUpdatedFrom).toBe("file");
    }));

  test("is refused with a reason when it is no corpus, or nothing of it can be served", async () => {
    await using empty = await temporaryFolder({});
    expect(() => openCorpus({ root: empty.path })).toThrow(/is no corpus of standards. It must hold/);
    expect(() => openCorpus({ root: join(empty.path, "missing") })).toThrow(/There is no folder/);
    await empty.write({ "standards/abc/contract.json": "{}" });
    expect(() => openCorpus({ root: empty.path })).toThrow(
      /No contract of .* The first reason: .*acronym must be 'ABC'/,
    );
  });
});

describe("an overlay", () => {
  const withOverlay = (overlay: unknown, files: Files = {}) =>
    withCorpus(
      { "standards/xy/contract.json": contract({ category: undefined }), ...files, "o.json": JSON.stringify(overlay) },
      (_, folder) => openCorpus({ root: folder.path, overlay: join(folder.path, "o.json") }),
    );

  test("states a category that the corpus does not state", async () => {
    const corpus = await withOverlay({ contracts: { XY: { category: "supporting", reason: "we say so" } } });
    expect(corpus.contracts.get("XY")!.category).toBe("supporting");
  });

  test("marks a version as not served", async () => {
    const corpus = await withOverlay({ unsupported: [{ contract: "ABC", version: "0.9.0", reason: "recalled" }] });
    expect(corpus.contracts.get("ABC")!.latest.version).toBe("0.10.0");
    expect(corpus.contracts.get("ABC")!.unsupported).toContainEqual({ version: "0.9.0", reason: "recalled" });
  });

  test.for([
    [{ contract: {} }, /unknown field 'contract'; did you mean 'contracts'/],
    [{ contracts: { XY: { category: "core" } } }, /contracts\.XY has no 'reason'/],
    [{ contracts: { XY: { category: "misc", reason: "r" } } }, /not one of core/],
    [{ contracts: { xy: { category: "core", reason: "r" } } }, /no acronym/],
    [{ base: "example.org" }, /base must be an http\(s\) URL/],
    [{ unsupported: [{ contract: "ABC", version: "1", reason: "r" }] }, /not MAJOR\.MINOR\.PATCH/],
    [[], /the overlay is not an object/],
  ] as const)("is refused when it is %j", ([overlay, reason]) => expect(withOverlay(overlay)).rejects.toThrow(reason));
});
