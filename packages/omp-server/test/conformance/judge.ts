import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { expect } from "vitest";
import type { Answer, Json } from "./wire.ts";

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);
const read = (path: string): Json => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as Json;
/** What OKHAM publishes, and what the OMP notes add. */
const isProfile = ajv.compile(read("../../src/tools/omp-0.1.0.schema.json"));
const isNotes = ajv.compile(read("../../../../spec/contracts/ompn/schema.json"));

/** The seven tools of OMP 2. */
export const TOOLS = [
  "list_contracts",
  "get_contract_doc",
  "get_schema",
  "get_example",
  "search_docs",
  "resolve_term",
  "get_contract_map",
] as const;

/** Asserts what holds for every answer: one text with the whole as JSON, valid in both schemas, metadata, no leak. */
export function expectSound(tool: string, input: Json, answer: Answer): void {
  const { body, result, isError } = answer;
  expect(result["content"]).toEqual([{ type: "text", text: answer.text }]);
  expect("error" in body).toBe(isError);
  expect(result["structuredContent"] ?? body).toEqual(body);
  expectValid(tool, input, body);
  if (isError) expect(answer.text).not.toMatch(/\\n +at |node_modules|file:\/\/|\/tmp\//);
}

/** Asserts that an answer is valid against OKHAM's schema and against what the OMP notes add. */
function expectValid(tool: string, input: Json, output: Json): void {
  // What is refused need not keep to the schema of the input.
  const asked = "error" in output ? sampleInput(tool) : input;
  if ((TOOLS as readonly string[]).includes(tool)) {
    isProfile({ tool, input: asked, output });
    expect(isProfile.errors ?? [], `${tool} by OKHAM's schema`).toEqual([]);
  }
  isNotes({ tool, input: asked, output });
  expect(isNotes.errors ?? [], `${tool} by the OMP notes`).toEqual([]);
}

function sampleInput(tool: string): Json {
  if (tool === "search_docs") return { query: "tea" };
  if (tool === "resolve_term") return { term: "tea" };
  if (tool === "get_contract_doc") return { contract: "TEA", document: "README" };
  return tool === "get_schema" || tool === "get_example" ? { contract: "TEA" } : {};
}

/** Asserts an error of this code with a message that says something. */
export function expectError(answer: Answer, code: string): Json {
  const error = answer.body["error"] as Json | undefined;
  expect(error, answer.text.slice(0, 300)).toMatchObject({ code });
  expect(String(error?.["message"]).length).toBeGreaterThan(10);
  expect(answer.isError).toBe(true);
  return error!;
}

/** Whether a value is a usable JSON Schema of draft 2020-12. */
export function isSchema(schema: Json): boolean {
  return ajv.validateSchema(schema) === true;
}

/** Whether an artifact is valid against a schema, judged anew. */
export function isValidBy(schema: Json, artifact: unknown): boolean {
  const { $id: _id, ...rest } = schema;
  return ajv.compile(rest)(artifact);
}
