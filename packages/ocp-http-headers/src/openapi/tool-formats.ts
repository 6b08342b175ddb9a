import { put, type JsonObject } from "./json.ts";
import { OperationTool } from "./operation-tool.ts";
import type { Tool } from "./tool.ts";

/** A function tool of OpenAI's chat completions API. */
export interface OpenAIChatTool {
  readonly type: "function";
  readonly function: { readonly name: string; readonly description: string; readonly parameters: JsonObject };
}

/** A function tool of OpenAI's responses API. */
export interface OpenAITool {
  readonly type: "function";
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
  readonly strict: false;
}

/** A tool of Anthropic's messages API. */
export interface AnthropicTool {
  readonly name: string;
  readonly description: string;
  readonly input_schema: JsonObject;
}

/** A tool as an MCP server lists it. */
export interface McpTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: true;
  };
}

/** Longest description that every host takes. */
const MAX_DESCRIPTION = 1024;

/** For `tools` of OpenAI's responses API; calls come back under names that `find` and `call` know. */
export function toOpenAITools(tools: readonly Tool[]): OpenAITool[] {
  return tools.map((tool) => ({
    type: "function",
    name: tool.model_name,
    description: describeTool(tool),
    parameters: hostSchema(tool),
    strict: false,
  }));
}

/** For `tools` of OpenAI's chat completions API, and of the many that copy it. */
export function toOpenAIChatTools(tools: readonly Tool[]): OpenAIChatTool[] {
  return tools.map((tool) => ({
    type: "function",
    function: { name: tool.model_name, description: describeTool(tool), parameters: hostSchema(tool) },
  }));
}

/** For `tools` of Anthropic's messages API. */
export function toAnthropicTools(tools: readonly Tool[]): AnthropicTool[] {
  return tools.map((tool) => ({
    name: tool.model_name,
    description: describeTool(tool),
    input_schema: hostSchema(tool),
  }));
}

/** As `tools/list` of an MCP server answers. */
export function toMcpTools(tools: readonly Tool[]): McpTool[] {
  return tools.map((tool) => {
    const method = tool.method.toUpperCase();
    const readOnlyHint = ["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"].includes(method);
    return {
      name: tool.model_name,
      title: tool.description.slice(0, 120),
      description: describeTool(tool),
      inputSchema: hostSchema(tool),
      annotations: {
        readOnlyHint,
        destructiveHint: !readOnlyHint && method !== "POST",
        idempotentHint: readOnlyHint || method === "PUT" || method === "DELETE",
        openWorldHint: true,
      },
    };
  });
}

/** Summary and description in one text, cut where hosts cut it. */
export function describeTool(tool: Tool): string {
  const details = tool instanceof OperationTool ? tool.details : "";
  const parts = [tool.description, details].filter((part, index, all) => part !== "" && all.indexOf(part) === index);
  const text = `${tool.deprecated === true ? "Deprecated. " : ""}${parts.join("\n\n")}`;
  return text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 1).trimEnd()}…`;
}

/** What hosts accept as a tool's schema: no combinations at the top, and plain names. The call checks the rest. */
function hostSchema(tool: Tool): JsonObject {
  const { allOf: _allOf, dependentRequired: _dependent, ...schema } = tool.input_schema;
  if (!(tool instanceof OperationTool)) return schema;
  const safe = new Map([...tool.layout().safeNames].map(([short, own]) => [own, short]));
  if (safe.size === 0) return schema;
  const properties: JsonObject = {};
  for (const [name, property] of Object.entries(schema["properties"] ?? {}))
    put(properties, safe.get(name) ?? name, property);
  const required = schema["required"];
  return {
    ...schema,
    properties,
    ...(Array.isArray(required) && { required: required.map((name) => safe.get(name as string) ?? (name as string)) }),
  };
}
