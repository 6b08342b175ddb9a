import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

type JsonSchema = Record<string, unknown> & { $id: string };

/** One schema with others inside it, for what a contract's artifacts are. */
export interface Bundle {
  id: string;
  title: string;
  of: "calls and events" | "contexts and headers";
}

/** The schemas of the header profile; all others are the protocol's. */
const PROFILE = new Set(["agent-context", "context-headers"]);

/** Makes a bundle of schemas that stand in a folder. Each keeps its `$id`. */
export function bundleSchemas(folder: string, { id, title, of }: Bundle): object {
  const isProfile = of === "contexts and headers";
  const all = new Map(
    readdirSync(folder)
      .sort()
      .map(
        (file) =>
          [file.replace(/\.json$/, ""), JSON.parse(readFileSync(join(folder, file), "utf8")) as JsonSchema] as const,
      )
      .filter(([name]) => PROFILE.has(name) === isProfile),
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: id,
    title,
    type: "object",
    ...(isProfile ? contextsAndHeaders(all) : callsAndEvents(all)),
    additionalProperties: false,
    $defs: Object.fromEntries(all),
  };
}

const DESCRIBED = { title: { type: "string" }, description: { type: "string" } };

function contextsAndHeaders(all: ReadonlyMap<string, JsonSchema>): object {
  return {
    description: "A context as a session holds it, the header fields that carry one, or both.",
    properties: { ...DESCRIBED, context: ref(all, "agent-context"), headers: ref(all, "context-headers") },
    anyOf: [{ required: ["context"] }, { required: ["headers"] }],
  };
}

function callsAndEvents(all: ReadonlyMap<string, JsonSchema>): object {
  const tools = namesOf(all, /^tool\.(.+)\.input$/);
  const events = namesOf(all, /^event\.(.+)$/);
  const isValue = (name: string, value: string): object => ({
    properties: { [name]: { const: value } },
    required: [name],
  });
  return {
    description: "A call of a tool with its answer, or an event. Under $defs stands every schema of the protocol.",
    properties: {
      ...DESCRIBED,
      tool: { enum: tools },
      input: { type: "object" },
      output: { type: "object" },
      event: ref(all, "event"),
    },
    oneOf: [{ required: ["tool", "input", "output"] }, { required: ["event"] }],
    allOf: [
      ...tools.map((tool) => ({
        anyOf: [
          { not: isValue("tool", tool) },
          { properties: { input: ref(all, `tool.${tool}.input`), output: ref(all, `tool.${tool}.output`) } },
          // What is refused need not keep to the schema of the input.
          { properties: { output: ref(all, "error") } },
        ],
      })),
      ...events.map((event) => ({
        anyOf: [
          { not: { properties: { event: isValue("type", event) }, required: ["event"] } },
          { properties: { event: { properties: { payload: ref(all, `event.${event}`) } } } },
        ],
      })),
    ],
  };
}

function ref(all: ReadonlyMap<string, JsonSchema>, name: string): object {
  const schema = all.get(name);
  if (!schema) throw new Error(`There is no schema ${name}.json`);
  return { $ref: schema.$id };
}

function namesOf(all: ReadonlyMap<string, unknown>, pattern: RegExp): string[] {
  return [...all.keys()].flatMap((name) => pattern.exec(name)?.[1] ?? []);
}
