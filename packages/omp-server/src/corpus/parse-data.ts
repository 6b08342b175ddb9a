import { yaml } from "../lazy.ts";
import type { JsonValue } from "./model.ts";

/** How many times a YAML document may expand its aliases. */
const MAX_ALIASES = 100;
const MAX_DEPTH = 200;

/** Parses JSON. Throws an `Error` whose message says what is wrong, without the text. */
export function parseJson(text: string): JsonValue {
  let value: JsonValue;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, "")) as JsonValue;
  } catch (error) {
    throw new Error(`is not JSON: ${firstLine(error)}`, { cause: error });
  }
  assertShallow(value);
  return value;
}

/**
 * Parses one YAML 1.2 document of the core schema, so that times stay texts. Custom tags, several documents, repeated
 * keys and floods of aliases are errors.
 */
export function parseYaml(text: string): JsonValue {
  const documents = yaml().parseAllDocuments(text, {
    version: "1.2",
    schema: "core",
    uniqueKeys: true,
    stringKeys: true,
    strict: true,
  });
  if (!Array.isArray(documents) || documents.length !== 1) throw new Error("is not exactly one YAML document");
  const [document] = documents;
  const [problem] = [...document!.errors, ...document!.warnings];
  if (problem) throw new Error(`is not YAML: ${firstLine(problem)}`);
  const value = document!.toJS({ maxAliasCount: MAX_ALIASES }) as JsonValue;
  assertShallow(value);
  return value;
}

/** Throws when a value nests too deep for the checks that come after. */
function assertShallow(value: JsonValue): void {
  let level: JsonValue[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new Error(`nests more than ${MAX_DEPTH} levels deep`);
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Node.js quotes what it read, which may be anything.
  const said = message.replace(/, (?:\.\.\.)?".*is not valid JSON$/su, "");
  return said
    .split("\n")[0]!
    .slice(0, 200)
    .replace(/:$/, "")
    .replaceAll(/\p{Cc}/gu, "\uFFFD");
}
