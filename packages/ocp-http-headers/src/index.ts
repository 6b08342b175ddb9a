export { OCPAgent, type AgentOptions, type AgentRegisterOptions } from "./agent.ts";
export { ContextRequiredError } from "./agent/requirements.ts";
export { OCPClient, type ApiTool, type FindOptions, type RegisterOptions, type SearchOptions } from "./client.ts";
export { BAGGAGE_CONTEXT_ID, CONTEXT_HEADERS, CONTEXT_LIMITS, HEADER_PROFILE_VERSION } from "ocp-core";
export type { AgentContextData, AgentInteraction } from "ocp-core";
export { createContextFetch, type ContextFetchOptions } from "./context-fetch.ts";
export { AgentContext, type InteractionDetails, type UpdateOptions } from "./context.ts";
export type { ContextInit } from "./context/data.ts";
export type { Json, JsonRecord } from "./context/json.ts";
export { UPDATABLE, type UpdatableField } from "./context/merge.ts";
export type { HeaderSource } from "./headers/bag.ts";
export { traceFrom, type TraceFields } from "./headers/baggage.ts";
export type { ContextFault, DecodeOptions } from "./headers/decode.ts";
export {
  toHeaders,
  toHeadersAsync,
  type ContextDetail,
  type ContextLike,
  type EncodeOptions,
} from "./headers/encode.ts";
export { addContextHeaders, isContextHeader, stripContextHeaders } from "./headers/target.ts";
export { parseContext, parseContextAsync, type ContextReading } from "./parse-context.ts";
export { contextHeadersFor, type ContextPolicy, type PolicyOptions } from "./policy.ts";
export { isSecretKey, REDACTED, redactText, redactValue } from "./redact.ts";
export {
  callerOf,
  createCaller,
  discoverFromOpenAPI,
  loadOpenAPI,
  toAnthropicTools,
  toMcpTools,
  toOpenAIChatTools,
  toOpenAITools,
  ToolError,
  toolsFromOpenAPI,
  wrapOpenAPI,
  type AnthropicTool,
  type AnyMethod,
  type ApiClient,
  type Auth,
  type BasicCredentials,
  type Caller,
  type CallerOptions,
  type CallOptions,
  type ContextHeaders,
  type Dialect,
  type DocumentOcp,
  type FromSchema,
  type LoadOptions,
  type McpTool,
  type Method,
  type OnResponse,
  type OpenAIChatTool,
  type OpenAITool,
  type OpenAPIDocument,
  type PageOptions,
  type RequestPreview,
  type SchemaIssue,
  type SearchHit,
  type Secret,
  type SecretRequest,
  type ServerEvent,
  type Tool,
  type ToolErrorCode,
  type ToolOcp,
  type ToolParameter,
  type ToolResponse,
  type ToolsOptions,
  type TypedResponse,
  type WrapOptions,
} from "./openapi/index.ts";
