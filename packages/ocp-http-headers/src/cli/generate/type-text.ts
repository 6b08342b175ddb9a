import { isObject } from "../../openapi/json.ts";

/** How a language writes types. */
export interface TypeWords {
  readonly any: string;
  readonly nothing: string;
  readonly text: string;
  readonly integer: string;
  readonly number: string;
  readonly boolean: string;
  literal(value: unknown): string;
  list(item: string): string;
  map(item: string): string;
  /** An object with known fields. */
  object(fields: readonly { name: string; required: boolean; type: string }[]): string;
  union(types: readonly string[]): string;
  both(types: readonly string[]): string;
  /** A definition by its name in `$defs`. */
  reference(name: string): string;
}

const MAX_DEPTH = 8;

/** The type that a JSON Schema describes, in the words of a language. */
export function typeText(schema: unknown, words: TypeWords, depth = 0): string {
  if (!isObject(schema) || depth > MAX_DEPTH) return words.any;
  const go = (inner: unknown): string => typeText(inner, words, depth + 1);
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  if (typeof $ref === "string") return words.reference($ref.replace("#/$defs/", ""));
  if ("const" in schema) return words.literal(schema["const"]);
  if (Array.isArray(schema["enum"])) return words.union(schema["enum"].map((value) => words.literal(value)));
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices) && !isObject(schema["properties"])) return words.union(choices.map(go));
  if (Array.isArray(allOf) && !isObject(schema["properties"])) return words.both(allOf.map(go));
  if (Array.isArray(type)) return words.union(type.map((one) => go({ ...schema, type: one as unknown })));
  switch (type ?? (isObject(schema["properties"]) ? "object" : undefined)) {
    case "string":
      return words.text;
    case "integer":
      return words.integer;
    case "number":
      return words.number;
    case "boolean":
      return words.boolean;
    case "null":
      return words.nothing;
    case "array":
      return words.list(go(schema["items"]));
    case "object": {
      const properties = isObject(schema["properties"]) ? Object.entries(schema["properties"]) : [];
      const required = Array.isArray(schema["required"]) ? schema["required"] : [];
      if (properties.length > 0)
        return words.object(
          properties.map(([name, inner]) => ({ name, required: required.includes(name), type: go(inner) })),
        );
      const more = schema["additionalProperties"];
      return words.map(isObject(more) ? go(more) : words.any);
    }
    default:
      return words.any;
  }
}
