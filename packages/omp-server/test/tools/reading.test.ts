import { describe, expect, test } from "vitest";
import { bodyOf, errorOf, SAMPLE, withCorpus } from "../support.ts";

describe("get_contract_doc", () => {
  test("gives the exact text with the status of the version, its source and its licence", () =>
    withCorpus({}, (corpus) => {
      const body = bodyOf(corpus, "get_contract_doc", { contract: "ABC", document: "README" });
      expect(body).toMatchObject({
        contract: "ABC",
        document: "README",
        version: "0.9.0",
        status: "STABLE",
        format: "markdown",
        content: SAMPLE["standards/abc/0.9.0/README.md"],
        metadata: {
          path: "/standards/abc/0.9.0/README.md",
          last_updated: "2026-01-02T03:04:05Z",
          authoritative_source: "https://example.org/std/standards/abc/0.9.0/README.md",
          license: "CC0-1.0",
        },
      });
    }));

  test("gives the schema itself where there is no text about it", () =>
    withCorpus({}, (corpus) => {
      const body = bodyOf(corpus, "get_contract_doc", { contract: "ABC", document: "SCHEMA" });
      expect(body).toMatchObject({ format: "json", content: SAMPLE["standards/abc/0.9.0/schema.json"] });
    }));

  test("never takes a document from another version, but says which have it", () =>
    withCorpus({}, (corpus) => {
      expect(errorOf(corpus, "get_contract_doc", { contract: "ABC", document: "GOVERNANCE" })).toMatchObject({
        code: "not_found",
        message: expect.stringContaining("These versions have one: 0.2.0.") as string,
        available_in: ["0.2.0"],
      });
    }));
});

describe("get_schema", () => {
  test("keeps the order of keys and gives the $id", () =>
    withCorpus({}, (corpus) => {
      const { schema, metadata } = bodyOf(corpus, "get_schema", { contract: "ABC" });
      expect(JSON.stringify(schema)).toBe(SAMPLE["standards/abc/0.9.0/schema.json"]);
      expect(metadata).toMatchObject({ schema_id: "https://example.org/schemas/abc/0.9.0.json" });
    }));

  test("is not_found where there is none", () =>
    withCorpus({}, (corpus) => expect(errorOf(corpus, "get_schema", { contract: "XY" }).code).toBe("not_found")));
});

describe("get_example", () => {
  test("gives what is valid, files before blocks, and lists what is withheld", () =>
    withCorpus({}, (corpus) => {
      const { examples, metadata } = bodyOf(corpus, "get_example", { contract: "ABC" });
      const id = "https://example.org/schemas/abc/0.9.0.json";
      expect(examples).toMatchObject([
        { id: "first", title: "The first letter", validates_against: id, artifact: { name: "A" } },
        { id: "last", title: "Z", artifact: { name: "Z", at: "2026-01-02T03:04:05Z" } },
        { id: "a-letter", title: "A letter", description: "The second", artifact: { name: "B" } },
        { id: "a-letter-3", title: "A letter", artifact: { name: "C" } },
      ]);
      expect(metadata["withheld"]).toMatchObject([{ id: "wrong", reason: expect.stringContaining("name") as string }]);
    }));

  test("offers no blocks when told not to", () =>
    withCorpus({}, (corpus) => expect(bodyOf(corpus, "get_example", { contract: "ABC" })["examples"]).toHaveLength(2), {
      blocks: false,
    }));

  test("gives one, and says of others that they are unknown or why they are withheld", () =>
    withCorpus({}, (corpus) => {
      const one = bodyOf(corpus, "get_example", { contract: "ABC", example_id: "last" });
      expect(one["examples"]).toHaveLength(1);
      expect(one.metadata["path"]).toBe("/standards/abc/0.9.0/examples/last.yaml");
      const wrong = errorOf(corpus, "get_example", { contract: "ABC", example_id: "wrong" });
      expect(wrong).toMatchObject({ code: "not_found", message: expect.stringContaining("is withheld") as string });
      const typed = errorOf(corpus, "get_example", { contract: "ABC", example_id: "frist" });
      expect(typed).toMatchObject({
        code: "not_found",
        message: expect.stringContaining("Did you mean 'first'?") as string,
      });
      expect(errorOf(corpus, "get_example", { contract: "XY" }).code).toBe("not_found");
    }));
});

describe("get_outline and get_section", () => {
  test("read a document in parts that are exactly its own", () =>
    withCorpus({}, (corpus) => {
      const document = { contract: "ABC", document: "SPECIFICATION" };
      const { sections } = bodyOf(corpus, "get_outline", document);
      const anchors = (sections as { anchor: string }[]).map(({ anchor }) => anchor);
      expect(anchors).toEqual([
        "alpha-beta-contract",
        "1-letters",
        "11-vowels",
        "2-collation-order",
        "2-collation-order-1",
      ]);
      const parts = anchors.map(
        (section) => bodyOf(corpus, "get_section", { ...document, section, subsections: false })["content"] as string,
      );
      expect(parts.join("")).toBe(SAMPLE["standards/abc/0.9.0/SPECIFICATION.md"]);
      const whole = bodyOf(corpus, "get_section", { ...document, section: "#1-letters" });
      expect(whole["content"]).toBe(`${parts[1]}${parts[2]}`);
      expect(whole.metadata["path"]).toBe("/standards/abc/0.9.0/SPECIFICATION.md#1-letters");
    }));

  test("name the sections that there are", () =>
    withCorpus({}, (corpus) => {
      const error = errorOf(corpus, "get_section", { contract: "ABC", document: "SPECIFICATION", section: "1-leters" });
      expect(error).toMatchObject({ code: "not_found", available: expect.arrayContaining(["1-letters"]) as string[] });
      expect(error.message).toContain("Did you mean '1-letters'?");
    }));
});
