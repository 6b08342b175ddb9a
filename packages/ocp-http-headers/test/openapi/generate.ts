import fc from "fast-check";

type Schema = Record<string, unknown> | boolean;
type Values = Record<string, unknown>;

const FORMATS: Values = {
  date: "2026-01-02",
  "date-time": "2026-01-02T03:04:05Z",
  email: "a@example.com",
  uri: "https://example.com/x",
  url: "https://example.com/x",
  uuid: "123e4567-e89b-42d3-a456-426614174000",
  ipv4: "192.0.2.1",
  hostname: "example.com",
  time: "03:04:05Z",
};
const MAX_DEPTH = 4;

/**
 * A value for a JSON Schema: the least, or with `full` its optional properties too. Of alternatives it takes the one at
 * `pick`, which need not be one that fits.
 */
export function generate(root: Record<string, unknown>, { full, pick }: { full: boolean; pick: number }): unknown {
  const defs = (root["$defs"] ?? {}) as Record<string, Schema>;
  return value(root, 0);

  function value(schema: Schema, depth: number): unknown {
    if (typeof schema === "boolean") return "x";
    const { $ref, allOf, anyOf, oneOf, ...own } = schema;
    if (typeof $ref === "string")
      return value({ ...(defs[$ref.replace("#/$defs/", "")] as Values), ...own }, depth + 1);
    if ("const" in own) return own["const"];
    if (Array.isArray(own["enum"])) return own["enum"][0];
    if (Array.isArray(allOf))
      return value(
        allOf.reduce<Values>((all, part) => merge(all, resolve(part as Schema)), own),
        depth,
      );
    const choices = (anyOf ?? oneOf) as Schema[] | undefined;
    if (choices) {
      const choice = choices[Math.min(pick, choices.length - 1)] as Schema;
      return value(merge(own, resolve(choice)), depth + 1);
    }
    return simple(own, depth);
  }

  function resolve(schema: Schema): Values {
    if (typeof schema === "boolean") return {};
    const { $ref, ...own } = schema;
    return typeof $ref === "string" ? merge(resolve(defs[$ref.replace("#/$defs/", "")] as Schema), own) : schema;
  }

  function simple(schema: Values, depth: number): unknown {
    const type = [schema["type"]].flat()[0] ?? (schema["properties"] ? "object" : schema["items"] ? "array" : "string");
    switch (type) {
      case "object":
        return object(schema, depth);
      case "array": {
        const count = Number(schema["minItems"] ?? (depth < 2 * MAX_DEPTH ? 1 : 0));
        return Array.from({ length: count }, () => value((schema["items"] ?? {}) as Schema, depth + 1));
      }
      case "integer":
      case "number":
        return number(schema);
      case "boolean":
        return true;
      case "null":
        return null;
      default:
        return text(schema);
    }
  }

  function object(schema: Values, depth: number): Values {
    const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
    const required = (schema["required"] ?? []) as string[];
    const made: Values = {};
    for (const [name, property] of Object.entries(properties))
      if (required.includes(name) || (full && depth < MAX_DEPTH)) made[name] = value(property, depth + 1);
    for (const name of required) made[name] ??= "x";
    // Forms cannot say that an object is empty.
    const [first] = Object.entries(properties);
    if (depth > 0 && depth < 2 * MAX_DEPTH && first && Object.keys(made).length === 0)
      made[first[0]] = value(first[1], depth + 1);
    const forbidden = ((schema["not"] as Values | undefined)?.["required"] ?? []) as string[];
    if (forbidden.length > 0 && forbidden.every((name) => name in made)) delete made[forbidden.at(-1) as string];
    const least = Number(schema["minProperties"] ?? 0);
    const more = schema["additionalProperties"];
    for (let index = 0; Object.keys(made).length < least; index++)
      made[`key${index}`] = value((typeof more === "object" ? more : {}) as Schema, depth + 1);
    return made;
  }
}

function merge(a: Values, b: Values): Values {
  return {
    ...a,
    ...b,
    ...(Boolean(a["properties"] ?? b["properties"]) && {
      properties: { ...(a["properties"] as Values | undefined), ...(b["properties"] as Values | undefined) },
    }),
    ...(Boolean(a["required"] ?? b["required"]) && {
      required: [...((a["required"] ?? []) as string[]), ...((b["required"] ?? []) as string[])],
    }),
  };
}

function number(schema: Values): number {
  const step = Number(schema["multipleOf"] ?? 1);
  const low = Number(
    schema["minimum"] ?? (schema["exclusiveMinimum"] === undefined ? 1 : Number(schema["exclusiveMinimum"]) + step),
  );
  const high = Number(
    schema["maximum"] ??
      (schema["exclusiveMaximum"] === undefined ? Infinity : Number(schema["exclusiveMaximum"]) - step),
  );
  return low <= high ? low : high;
}

function text(schema: Values): string {
  const format = FORMATS[String(schema["format"])];
  if (typeof format === "string") return format;
  if (typeof schema["pattern"] === "string") {
    const least = Number(schema["minLength"] ?? 0);
    const most = Number(schema["maxLength"] ?? Infinity);
    const pattern = new RegExp(schema["pattern"], "u");
    const made = fc.sample(fc.stringMatching(pattern), { numRuns: 50, seed: 1 });
    // Lengths that are rare among random matches are met by putting several together.
    const fits = [...made, made.join("").slice(0, Math.max(1, least))].find(
      (one) => pattern.test(one) && one.length >= Math.max(1, least) && one.length <= most,
    );
    if (fits !== undefined) return fits;
  }
  return "x".repeat(Math.max(1, Number(schema["minLength"] ?? 1)));
}
