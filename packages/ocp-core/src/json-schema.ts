import { z } from "zod";
import { AgentContextData, ContextHeaders } from "./agent-context.ts";
import { Chunk } from "./chunk.ts";
import { ERRORS } from "./errors.ts";
import { EVENT_PAYLOADS, EventEnvelope } from "./event.ts";
import { PROTOCOL_VERSION } from "./protocol.ts";
import { Handoff, Session } from "./session.ts";
import { StateEntry } from "./state.ts";
import { TOOLS, TOOL_NAMES, type ToolName } from "./tools.ts";
import { Workspace } from "./workspace.ts";

/** A JSON Schema of draft 2020-12. */
export type JsonSchema = Record<string, unknown>;

/** Closed: a property that is not listed is refused. */
function inputSchema(schema: z.ZodType): JsonSchema {
  return toSchema(schema, "input", () => {});
}

/** Open: later versions may add properties. */
function outputSchema(schema: z.ZodType): JsonSchema {
  return toSchema(schema, "output", (json) => {
    if (json["additionalProperties"] === false) delete json["additionalProperties"];
  });
}

function toSchema(schema: z.ZodType, io: "input" | "output", edit: (json: JsonSchema) => void): JsonSchema {
  return z.toJSONSchema(schema, { io, target: "draft-2020-12", override: (part) => edit(part.jsonSchema) });
}

/** The input and output schemas of a tool. */
export function toolSchemas(name: ToolName): { inputSchema: JsonSchema; outputSchema: JsonSchema } {
  const { input, output } = TOOLS[name];
  return { inputSchema: inputSchema(input), outputSchema: outputSchema(output) };
}

/** A tool error as it stands in the text of a result (OCP-0001 §9). A code of a later version is allowed. */
const WireErrorBody = z.object({
  error: z.object({
    code: z.string().describe(`One of ${Object.keys(ERRORS).join(", ")}`),
    message: z.string().describe("What happened and what to do next"),
    retryable: z.boolean().optional().describe("true: the same call may succeed later"),
    current_version: z.int().min(0).optional().describe("With CONFLICT over a version: what is there; 0 = absent"),
  }),
});

const MODEL = {
  chunk: Chunk,
  workspace: Workspace,
  "state-entry": StateEntry,
  session: Session,
  handoff: Handoff,
  event: EventEnvelope,
  error: WireErrorBody,
  "agent-context": AgentContextData,
  "context-headers": ContextHeaders,
};

/** Every published schema by file name without its ending, as `spec/schemas` holds them. */
export function publishedSchemas(): Record<string, JsonSchema> {
  const schemas: Record<string, JsonSchema> = {};
  const publish = (name: string, { $schema, ...schema }: JsonSchema): void => {
    schemas[name] = { $schema, $id: `urn:${PROTOCOL_VERSION.replace("/", ":")}:${name}`, ...schema };
  };
  for (const [name, schema] of Object.entries(MODEL)) publish(name, outputSchema(schema));
  for (const [type, schema] of Object.entries(EVENT_PAYLOADS)) publish(`event.${type}`, outputSchema(schema));
  for (const name of TOOL_NAMES) {
    const { inputSchema: input, outputSchema: output } = toolSchemas(name);
    publish(`tool.${name}.input`, input);
    publish(`tool.${name}.output`, output);
  }
  return schemas;
}
