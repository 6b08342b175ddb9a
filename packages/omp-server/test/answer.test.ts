import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../src/corpus/model.ts";
import { openCorpus } from "../src/corpus/open.ts";
import { listMirror } from "../src/mirror.ts";
import { TOOLS } from "../src/tools/catalogue.ts";
import published from "../src/tools/omp-0.1.0.schema.json" with { type: "json" };
import { ask, errorOf, OKHAM, OKHAM_OVERLAY, TIMESTAMP, WITHOUT_OKHAM, withCorpus } from "./support.ts";

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);
ajv.addSchema(published, "omp");

/** The published definition of what a tool answers, errors included. */
function outputName(tool: string): string {
  return `${tool
    .split("_")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("")}Output`;
}

/** Why an answer is not what the published schema and the tool's own say; empty when it is. */
function faultsOf(tool: string, body: JsonObject): string {
  const name = outputName(tool);
  const schemas = [TOOLS.get(tool)!.outputSchema, ...(name in published.$defs ? [{ $ref: `omp#/$defs/${name}` }] : [])];
  return schemas.map((schema) => (ajv.validate(schema, body) ? "" : ajv.errorsText())).join("");
}

describe("every answer", () => {
  test("is valid against the published output schemas, of errors too", () =>
    withCorpus({}, (corpus) => {
      const calls = [
        ...[...listMirror(corpus)].map(({ tool, input }) => [tool, input] as const),
        ["search_docs", { query: "letters" }] as const,
        ["search_docs", { query: "" }] as const,
        ...[...TOOLS.keys()].map((tool) => [tool, { nonsense: 1 }] as const),
        ["get_schema", { contract: "ZZZ" }] as const,
        ["resolve_term", { term: "nothing" }] as const,
      ];
      expect(calls.length).toBeGreaterThan(50);
      for (const [tool, input] of calls) {
        const { body } = ask(corpus, tool, input);
        expect(faultsOf(tool, body), `${tool} ${JSON.stringify(input)}`).toBe("");
        expect(body["metadata"]).toMatchObject({ omp_version: "0.1.0", timestamp: TIMESTAMP });
        expect(Object.keys(body)).not.toContain(ask(corpus, tool, input).isError ? "contracts" : "error");
      }
    }));

  if (OKHAM === undefined) console.log(`skipped: ${WITHOUT_OKHAM}`);
  test.skipIf(OKHAM === undefined)(
    "about the corpus of OKHAM is valid too, and so is each of its own examples of answers",
    () => {
      const corpus = openCorpus({ root: OKHAM!, overlay: OKHAM_OVERLAY });
      let answers = 0;
      for (const { tool, input } of listMirror(corpus)) {
        if (tool === "get_section" && answers++ % 7 > 0) continue;
        const { isError, body } = ask(corpus, tool, input);
        expect(isError, JSON.stringify(body).slice(0, 200)).toBe(false);
        expect(faultsOf(tool, body)).toBe("");
      }
      for (const { artifact } of corpus.contracts.get("OMP")!.latest.examples().served)
        expect(ajv.validate("omp", artifact), ajv.errorsText()).toBe(true);
    },
  );

  test("comes from the corpus alone, so that the same question has the same answer", () =>
    withCorpus({}, (corpus) => {
      for (const { tool, input } of listMirror(corpus))
        expect(JSON.stringify(ask(corpus, tool, input))).toBe(JSON.stringify(ask(corpus, tool, { ...input })));
    }));
});

describe("wrong parameters", () => {
  test.for([
    ["list_contracts", { page: 2 }, "list_contracts has no parameter 'page'. list_contracts takes no parameters."],
    ["get_schema", {}, "get_schema needs 'contract'. It takes contract, version."],
    ["get_schema", { contract: "abc" }, "Write 'ABC'."],
    ["get_schema", { contract: 5 }, "'contract' must be a text."],
    ["get_schema", { contract: "ABC", versoin: "0.9.0" }, "Did you mean 'version'?"],
    ["get_contract_doc", { contract: "ABC", document: "SPECIFICATIONS" }, "Did you mean 'SPECIFICATION'?"],
    ["search_docs", { query: "a", contracts: "ABC" }, "'contracts' must be a list."],
    ["search_docs", { query: "a", contracts: ["abc"] }, "Each of 'contracts' must be an acronym"],
    ["search_docs", { query: "x".repeat(10_001) }, "'query' is longer than 10000 characters."],
    [
      "get_section",
      { contract: "ABC", document: "README", section: "a", subsections: "no" },
      "'subsections' must be a boolean.",
    ],
    ["get_schema", [], "takes an object"],
  ] as const)("of %s are told: %j", ([tool, input, message]) =>
    withCorpus({}, (corpus) => {
      const error = errorOf(corpus, tool, input);
      expect(error.code).toBe("invalid_params");
      expect(error.message).toContain(message);
    }),
  );
});
