import type { JsonObject } from "../corpus/model.ts";
import published from "./omp-0.1.0.schema.json" with { type: "json" };

/** The version of OMP that answers follow. */
export const OMP_VERSION = "0.1.0";
/** The name of the profile (OMP 1.1). */
export const OMP_PROFILE = "okham-mcp-profile";

type Definition = keyof typeof published.$defs;
const definitions = published.$defs as unknown as Record<string, JsonObject>;

/** A definition of the published schema of OMP 0.1.0, with all definitions that it refers to below `$defs`. */
export function publishedSchema(name: Definition): JsonObject {
  return selfContained(definitions[name]!);
}

/**
 * The schema of a tool's answers, errors included: clients that check answers against a schema of successes alone
 * would refuse errors.
 */
export function outputSchema(response: JsonObject): JsonObject {
  return selfContained({ type: "object", oneOf: [response, { $ref: "#/$defs/ErrorResponse" }] });
}

/** A published definition by reference, for use in `outputSchema`. */
export function reference(name: Definition): JsonObject {
  return { $ref: `#/$defs/${name}` };
}

/** A schema with all published definitions that it refers to. */
export function selfContained(schema: JsonObject): JsonObject {
  const needed = new Map<string, JsonObject>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { $ref: target } = value as { $ref?: unknown };
    const name = typeof target === "string" ? target.replace(/^#\/\$defs\//, "") : undefined;
    const definition = name === undefined || needed.has(name) ? undefined : definitions[name];
    if (name !== undefined && definition) {
      needed.set(name, definition);
      visit(definition);
    }
    Object.values(value).forEach(visit);
  };
  visit(schema);
  if (needed.size === 0) return schema;
  return { ...schema, $defs: Object.fromEntries([...needed].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
