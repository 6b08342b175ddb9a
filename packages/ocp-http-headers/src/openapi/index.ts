export { createCaller, type Caller, type CallerOptions, type CallOptions, type RequestPreview } from "./caller.ts";
export type { Dialect, DocumentOcp, OpenAPIDocument } from "./document.ts";
export { ToolError, type SchemaIssue, type ToolErrorCode } from "./errors.ts";
export { loadOpenAPI, type LoadOptions } from "./load.ts";
export type { PageOptions } from "./pages.ts";
export type { ToolResponse } from "./read-response.ts";
export type { SearchHit } from "./search.ts";
export type { Auth, BasicCredentials, Secret, SecretRequest } from "./security.ts";
export type { ContextHeaders, OnResponse } from "./send.ts";
export type { ServerEvent } from "./streams.ts";
export type { Tool, ToolOcp, ToolParameter } from "./tool.ts";
export { toolsFromOpenAPI, type ToolsOptions } from "./tools.ts";
export {
  toAnthropicTools,
  toMcpTools,
  toOpenAIChatTools,
  toOpenAITools,
  type AnthropicTool,
  type McpTool,
  type OpenAIChatTool,
  type OpenAITool,
} from "./tool-formats.ts";
export { callerOf, discoverFromOpenAPI, wrapOpenAPI, type WrapOptions } from "./wrap.ts";
export type { AnyMethod, ApiClient, FromSchema, Method, TypedResponse } from "./wrap-types.ts";
export type { NetworkOptions } from "./guard.ts";
export type { JsonObject } from "./json.ts";
