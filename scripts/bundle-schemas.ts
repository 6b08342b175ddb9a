import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

type JsonSchema = Record<string, unknown> & { $id: string };

interface Bundle {
  id: string;
  title: string;
  /** The folder of the schemas, below `spec`. */
  schemas: string;
}

/** One schema with all of a folder inside it, for a call of a tool with its answer, and for an event. */
export function bundleSchemas(spec: string, { id, title, schemas }: Bundle): object {
  const all = new Map(
    readdirSync(join(spec, schemas))
      .sort()
      .map((file) => {
        const schema = JSON.parse(readFileSync(join(spec, schemas, file), "utf8")) as JsonSchema;
        return [file.replace(/\.json$/, ""), schema] as const;
      }),
  );
  const ref = (name: string): object => ({ $ref: idOf(name) });
  const idOf = (name: string): string => {
    const schema = all.get(name);
    if (!schema) throw new Error(`${schemas} has no ${name}.json`);
    return schema.$id;
  };
  const tools = namesOf(all, /^tool\.(.+)\.input$/);
  const events = namesOf(all, /^event\.(.+)$/);
  const when = (name: string, value: string): object => ({
    properties: { [name]: { const: value } },
    required: [name],
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: id,
    title,
    description: "A call of a tool with its answer, or an event. Under $defs stands every schema of the protocol.",
    type: "object",
    properties: {
      title: { type: "string" },
      description: { type: "string" },
      tool: { enum: tools },
      input: { type: "object" },
      output: { type: "object" },
      event: ref("event"),
    },
    oneOf: [{ required: ["tool", "input", "output"] }, { required: ["event"] }],
    allOf: [
      ...tools.map((tool) => ({
        anyOf: [
          { not: when("tool", tool) },
          { properties: { input: ref(`tool.${tool}.input`), output: ref(`tool.${tool}.output`) } },
          // What is refused need not keep to the schema of the input.
          { properties: { output: ref("error") } },
        ],
      })),
      ...events.map((event) => ({
        anyOf: [
          { not: { properties: { event: when("type", event) }, required: ["event"] } },
          { properties: { event: { properties: { payload: ref(`event.${event}`) } } } },
        ],
      })),
    ],
    additionalProperties: false,
    $defs: Object.fromEntries(all),
  };
}

function namesOf(all: ReadonlyMap<string, unknown>, pattern: RegExp): string[] {
  return [...all.keys()].flatMap((name) => pattern.exec(name)?.[1] ?? []);
}
