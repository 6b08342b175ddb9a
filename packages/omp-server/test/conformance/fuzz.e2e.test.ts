import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectSound, TOOLS } from "./judge.ts";
import { openStdio, teaFolder, type Json, type Wire } from "./wire.ts";

/** What models send by mistake and attackers on purpose. */
const word = fc.oneof(
  fc.constantFrom(
    "TEA",
    "tea",
    "CUP",
    "README",
    "SPECIFICATION",
    "1.10.0",
    "latest",
    "__proto__",
    "constructor",
    "toString",
    "../..",
    "",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ maxLength: 2000 }),
);
const key = fc.oneof(
  fc.constantFrom(
    "contract",
    "document",
    "version",
    "example_id",
    "query",
    "contracts",
    "document_types",
    "term",
    "section",
    "constructor",
  ),
  fc.string({ maxLength: 20 }),
);

const value = fc.oneof(word, fc.jsonValue({ maxDepth: 4 }), fc.array(word, { maxLength: 50 }));
// MCP's own libraries drop a key `__proto__` before a tool sees it.
const input = fc.dictionary(
  key.filter((name) => name !== "__proto__"),
  value,
  { maxKeys: 6 },
);

describe("whatever is asked", () => {
  let wire: Wire;
  beforeAll(async () => {
    wire = await openStdio(["--corpus", teaFolder()]);
  });
  afterAll(() => wire.close());

  for (const tool of [...TOOLS, "get_outline", "get_section"]) {
    test(`${tool} answers soundly, or with an OMP error and never a stack`, async () => {
      await fc.assert(
        fc.asyncProperty(input, async (asked) => {
          const sent = JSON.parse(JSON.stringify(asked)) as Json;
          const answer = await wire.call(tool, sent);
          expectSound(tool, sent, answer);
          const code = ((answer.body["error"] ?? {}) as Json)["code"];
          expect([undefined, "invalid_params", "not_found", "unsupported_version"]).toContain(code);
        }),
        { numRuns: 150 },
      );
    });
  }

  // They reach no tool: MCP answers what is no tools/call at all with its own error, not with a result.
  test("arguments that are no object make a malformed request", async () => {
    for (const odd of [null, 1, true, "x", [], [{ contract: "TEA" }]]) {
      const { error } = await wire.request("tools/call", { name: "get_schema", arguments: odd as unknown as Json });
      expect(error?.code).toBe(-32602);
    }
  });

  test("huge and deep arguments are answered, and the server goes on", async () => {
    const deep = JSON.parse(`${"[".repeat(1000)}1${"]".repeat(1000)}`) as unknown;
    for (const asked of [
      { query: "tea ".repeat(200_000) },
      { query: deep },
      { query: "x", contracts: Array.from({ length: 50_000 }, () => "TEA") },
    ]) {
      const { result, error } = await wire.request("tools/call", { name: "search_docs", arguments: asked });
      expect(result ?? error).toBeDefined();
      expect(JSON.stringify(result ?? error)).not.toMatch(/\\n +at /);
    }
    expect((await wire.call("list_contracts")).isError).toBe(false);
  });

  test("many calls at once are each answered by their own", async () => {
    const asked = Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? "CUP" : "TEA"));
    const answers = await Promise.all(
      asked.map((contract) => wire.call("get_contract_doc", { contract, document: "SPECIFICATION" })),
    );
    expect(answers.map(({ body }) => body["contract"])).toEqual(asked);
  });
});
