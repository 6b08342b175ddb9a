import { isObject } from "./json.ts";

/** What the value of a JSON Schema keyword is. */
export type KeywordKind = "schema" | "schemas" | "map" | "data";

/** The keywords of JSON Schema 2020-12 that mean something outside a document; everything else is left behind. */
export const KEYWORDS: ReadonlyMap<string, KeywordKind> = new Map<string, KeywordKind>([
  ...kind("schema", [
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
  ]),
  ...kind("schemas", ["allOf", "anyOf", "oneOf", "prefixItems"]),
  ...kind("map", ["dependentSchemas", "patternProperties", "properties"]),
  ...kind("data", [
    "const",
    "contentEncoding",
    "contentMediaType",
    "default",
    "dependentRequired",
    "deprecated",
    "description",
    "enum",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "required",
    "title",
    "type",
    "uniqueItems",
  ]),
]);

function kind(value: KeywordKind, names: readonly string[]): [string, KeywordKind][] {
  return names.map((name) => [name, value]);
}

const TYPES = new Set(["array", "boolean", "integer", "null", "number", "object", "string"]);
const NUMBERS = /^(?:max|min|exclusive|multiple)/;
const BOOLEANS = new Set(["deprecated", "uniqueItems"]);
const ANYTHING = new Set(["const", "default"]);

/** A keyword's value if it is one that JSON Schema allows, repaired where what is meant is plain; else undefined. */
export function dataKeyword(key: string, value: unknown): unknown {
  if (ANYTHING.has(key)) return value;
  if (key === "type") return typeKeyword(value);
  if (key === "enum") return Array.isArray(value) && value.length > 0 ? value : undefined;
  if (key === "examples") return Array.isArray(value) ? value : undefined;
  if (key === "required") return Array.isArray(value) ? value.filter((name) => typeof name === "string") : undefined;
  if (key === "pattern") return typeof value === "string" ? usablePattern(value) : undefined;
  if (key === "dependentRequired") return isObject(value) ? value : undefined;
  if (BOOLEANS.has(key)) return typeof value === "boolean" ? value : undefined;
  if (NUMBERS.test(key)) return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  return typeof value === "string" ? value : undefined;
}

function typeKeyword(value: unknown): unknown {
  // Swagger 2.0's word for an upload.
  if (value === "file") return "string";
  if (typeof value === "string") return TYPES.has(value) ? value : undefined;
  if (!Array.isArray(value)) return undefined;
  const types = [...new Set(value)].filter((type) => TYPES.has(type as string));
  return types.length > 0 ? types : undefined;
}

/** A pattern that compiles with the `u` flag, as JSON Schema wants it; undefined when it cannot be made to. */
function usablePattern(pattern: string): string | undefined {
  const candidates = [
    pattern,
    // People escape more than they must, which the flag forbids.
    pattern.replaceAll(/\\-/g, "\\x2d").replaceAll(/\\([^\w\s\\^$.*+?()[\]{}|/])/g, "$1"),
  ];
  return candidates.find((candidate) => {
    try {
      return new RegExp(candidate, "u") instanceof RegExp;
    } catch {
      return false;
    }
  });
}
