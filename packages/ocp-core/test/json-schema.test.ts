import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { publishedSchemas, toolSchemas, TOOL_NAMES, TOOLS, type JsonSchema } from "../src/index.ts";

const folder = new URL("../../../spec/schemas/", import.meta.url);
const published = Object.entries(publishedSchemas());

/** Every schema inside a schema, with the path that leads to it. */
function* parts(schema: unknown, path: string): Generator<[string, JsonSchema]> {
  if (typeof schema !== "object" || schema === null) return;
  if (!Array.isArray(schema)) yield [path, schema as JsonSchema];
  for (const [key, value] of Object.entries(schema)) yield* parts(value, `${path}/${key}`);
}

/** Objects that list their properties, as opposed to free-form ones such as metadata. */
const shapes = (schema: JsonSchema): [string, JsonSchema][] =>
  [...parts(schema, "#")].filter(([, part]) => part["type"] === "object" && "properties" in part);

describe("spec/schemas", () => {
  it("holds these files and no others", () => {
    expect(readdirSync(folder).sort()).toEqual(published.map(([name]) => `${name}.json`).sort());
  });

  it.each(published)("holds %s as this package has it (otherwise run `pnpm schemas`)", (name, schema) => {
    expect(JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"))).toEqual(schema);
  });
});

describe.each(published)("%s", (name, schema) => {
  it("names its dialect and itself", () => {
    expect(Object.keys(schema).slice(0, 2)).toEqual(["$schema", "$id"]);
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(schema["$id"]).toBe(`urn:ocp:0.1:${name}`);
  });

  it("is an object at its root, stands alone, and compiles", () => {
    expect(schema["type"]).toBe("object");
    expect([...parts(schema, "#")].filter(([, part]) => "$ref" in part || "$dynamicRef" in part)).toEqual([]);
    const { $id: _id, ...anonymous } = schema;
    expect(z.fromJSONSchema(anonymous).safeParse("not an object").success).toBe(false);
  });
});

describe("the schemas of the tools", () => {
  it("close every input at every depth", () => {
    for (const name of TOOL_NAMES) {
      const open = shapes(toolSchemas(name).inputSchema).filter(([, part]) => part["additionalProperties"] !== false);
      expect(open, name).toEqual([]);
    }
  });

  it("leave every output open, so that later versions may add to it", () => {
    for (const name of TOOL_NAMES) {
      const closed = shapes(toolSchemas(name).outputSchema).filter(
        ([, part]) => part["additionalProperties"] === false,
      );
      expect(closed, name).toEqual([]);
    }
  });

  it("require of a caller only what has no default", () => {
    expect(toolSchemas("context.search").inputSchema["required"]).toEqual(["workspace_id", "query"]);
    expect(toolSchemas("events.poll").inputSchema).not.toHaveProperty("required");
    expect(toolSchemas("state.set").inputSchema["required"]).toEqual(["key", "value", "scope"]);
  });

  it("agree with the zod schemas on what they accept", () => {
    const samples: unknown[] = [
      {},
      { workspace_id: "ws_1" },
      { workspace_id: "ws_1", query: "q" },
      { workspace_id: "ws_1", query: "q", k: 3, filters: { language: ["ts", "go"], path: "src" } },
      { workspace_id: "ws_1", query: "q", k: 0 },
      { workspace_id: "ws_1", query: "q", filters: { unknown: 1 } },
      { workspace_id: "ws_1", documents: [{ uri: "a", content: null }] },
      { workspace_id: "ws_1", documents: [{ uri: "a" }] },
      { key: "k", value: { deep: [1] }, scope: "global", if_version: 0 },
      { key: "k", value: 1, scope: "agent", agent_id: "a\u0007" },
      { session_id: "s", from_agent: "a", to_agent: "b", message: [null] },
      { subscription_id: "sub_1" },
      { workspace_id: "ws_1", types: ["state.changed"], since: "2030-01-01T00:00:00Z" },
      { workspace_id: 1 },
      null,
      [],
    ];
    for (const name of TOOL_NAMES) {
      const schema = z.fromJSONSchema(toolSchemas(name).inputSchema);
      const accepted = (by: z.ZodType): boolean[] => samples.map((sample) => by.safeParse(sample).success);
      expect(accepted(schema), name).toEqual(accepted(TOOLS[name].input));
    }
  });
});
