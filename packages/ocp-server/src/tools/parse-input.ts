import { OcpError, TOOLS, toolSchemas, type JsonSchema, type ParsedToolInput, type ToolName } from "ocp-core";
import type { z } from "zod";
import { nearest } from "../nearest.ts";

/**
 * Checks what a client passed to a tool and fills in defaults. Throws `INVALID_PARAMS` that names each parameter that is
 * wrong, what was expected, and the nearest name where one is unknown.
 */
export function parseInput<N extends ToolName>(name: N, input: unknown): ParsedToolInput<N> {
  const schema: z.ZodObject = TOOLS[name].input as never;
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data as ParsedToolInput<N>;
  const parameters = Object.keys(schema.shape);
  const json = toolSchemas(name).inputSchema;
  const problems = parsed.error.issues.slice(0, 8).flatMap((issue) => describeIssue(issue, input, json));
  throw new OcpError("INVALID_PARAMS", `${name}: ${problems.join(" ")}`, { details: { parameters } });
}

type Issue = z.core.$ZodIssue;

/** The part of a schema that describes what is at a path; undefined where it does not say. */
function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((inner, key) => {
    const properties = inner?.["properties"] as Record<string, JsonSchema> | undefined;
    return typeof key === "number" ? (inner?.["items"] as JsonSchema | undefined) : properties?.[String(key)];
  }, schema);
}

/** The kinds of value that a schema allows, in words. */
function kindsOf(schema: JsonSchema | undefined): string | undefined {
  const forms = schema?.["anyOf"] as JsonSchema[] | undefined;
  if (!forms) return undefined;
  const typeOf = (form: JsonSchema | undefined): string =>
    typeof form?.["type"] === "string" ? form["type"] : "value";
  const kinds = forms.map((form) =>
    typeOf(form) === "array" ? `an array of ${typeOf(form["items"] as JsonSchema | undefined)}s` : `a ${typeOf(form)}`,
  );
  return kinds.join(" or ");
}

function describeIssue(issue: Issue, input: unknown, schema: JsonSchema): string[] {
  const at = issue.path
    .map((part, i) => (typeof part === "number" ? `[${part}]` : `${i === 0 ? "" : "."}${String(part)}`))
    .join("");
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys((schemaAt(schema, issue.path)?.["properties"] as object | undefined) ?? {});
    return issue.keys.map((key) => {
      const close = nearest(key, known);
      const where = at === "" ? "" : ` in ${at}`;
      const hint = close ? ` Did you mean '${close}'?` : ` It takes: ${known.join(", ") || "none"}.`;
      return `unknown parameter '${key.slice(0, 80)}'${where}.${hint}`;
    });
  }
  if (at === "") return [`expected an object of parameters, got ${kindOf(input)}.`];
  const value = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    input,
  );
  if (value === undefined) return [`parameter '${at}' is missing (${expected(issue)}).`];
  const wanted = (issue.code === "invalid_union" && kindsOf(schemaAt(schema, issue.path))) || expected(issue);
  return [`parameter '${at}' is wrong: expected ${wanted}, got ${kindOf(value)}.`];
}

/** What would have been right, in a few words. */
function expected(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "nonoptional"
        ? "any JSON value"
        : issue.expected === "record"
          ? "object"
          : issue.expected === "int"
            ? "integer"
            : issue.expected;
    case "invalid_value":
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "too_small":
      return `${unit(issue.origin)} ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return `${unit(issue.origin)} ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
    case "invalid_union":
      return "one of the allowed forms";
    default:
      return issue.message.replace(/^Invalid input: /, "");
  }
}

function unit(origin: string): string {
  return origin === "string" ? "a length of" : origin === "array" ? "a number of items of" : "a number of";
}

/** The kind of a value, with short values themselves; long ones may hold what nobody should log. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "string")
    return value.length === 0 ? "an empty string" : `a string of ${value.length} characters`;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return `an ${typeof value}`;
}
