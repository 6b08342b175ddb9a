import { Validator, type OutputUnit } from "@cfworker/json-schema";
import { isBytes } from "./bytes.ts";
import type { SchemaIssue } from "./errors.ts";
import { isObject, put, typeName, type JsonObject } from "./json.ts";

/** Says in which ways a value breaks the schema; nothing when it does not. It changes and coerces nothing. */
export type Checker = (value: unknown) => SchemaIssue[];

/** Errors that only say that something below is wrong. */
const WRAPPERS = new Set([
  "properties",
  "items",
  "prefixItems",
  "additionalProperties",
  "patternProperties",
  "$ref",
  "allOf",
  "dependentSchemas",
]);
const MAX_ISSUES = 20;

/** A check of plain values and bytes, which count as strings, against a schema of draft 2020-12, interpreted: nothing is compiled, so it runs where `eval` is forbidden. */
export function createChecker(schema: JsonObject): Checker {
  let validator: Validator | undefined;
  return (value) => {
    validator ??= new Validator(schema, "2020-12", false);
    const plain = withoutBytes(value);
    const { valid, errors } = validator.validate(plain);
    if (valid) return [];
    const leaves = errors.filter(({ keyword }) => !WRAPPERS.has(keyword));
    const told = (leaves.length > 0 ? leaves : errors).slice(0, MAX_ISSUES);
    return told.map((unit) => toIssue(unit, plain));
  };
}

function toIssue({ keyword, instanceLocation, error }: OutputUnit, root: unknown): SchemaIssue {
  const path = instanceLocation.replace(/^#/, "");
  const value = at(root, path);
  const got = value === undefined ? "nothing" : typeName(value);
  return { path, rule: keyword === "false" ? "additionalProperties" : keyword, message: say(keyword, error), got };
}

/** The library quotes values in some messages; values do not belong there. */
function say(keyword: string, error: string): string {
  if (keyword === "false") return "is not an argument that is known here";
  if (keyword === "enum") return `must be one of ${error.replace(/^.*?match any of /s, "").slice(0, 300)}`;
  if (keyword === "const") return "must be the constant of the schema";
  if (keyword === "format") return `must be of format ${JSON.stringify(/format "([^"]*)"/.exec(error)?.[1] ?? "")}`;
  if (keyword === "pattern") return "must match the schema's pattern";
  return error.replace(/^-?[\d.]+(?:e[+-]?\d+)? is /, "Number is ").slice(0, 300);
}

function at(root: unknown, path: string): unknown {
  let value = root;
  for (const token of path.split("/").slice(1)) {
    const key = decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

function withoutBytes(value: unknown): unknown {
  if (isBytes(value)) return "";
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (!isObject(value)) return value;
  const out: JsonObject = {};
  for (const [key, item] of Object.entries(value)) put(out, key, withoutBytes(item));
  return out;
}
