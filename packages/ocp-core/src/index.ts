export { AgentContextData, AgentInteraction, AgentSession, ContextHeaders, ContextId } from "./agent-context.ts";
export { Chunk, ChunkFilters, LeftOut, Source, SourceRange } from "./chunk.ts";
export { ERRORS, OcpError, type ErrorCode, type ErrorDetails, type WireError } from "./errors.ts";
export { EVENT_PAYLOADS, EVENT_TYPES, EventEnvelope, EventType, type EventPayload, type OcpEvent } from "./event.ts";
export {
  BAGGAGE_CONTEXT_ID,
  CONTEXT_HEADERS,
  CONTEXT_HEADER_LENGTHS,
  CONTEXT_LIMITS,
  HEADER_PROFILE_VERSION,
  type ContextHeader,
} from "./headers.ts";
export {
  canonicalRootUri,
  chunkId,
  contentHash,
  fromFileUri,
  isAbsolutePath,
  isFileRoot,
  toFileUri,
  workspaceId,
  type ChunkIdentity,
  type Sha256,
} from "./ids.ts";
export { publishedSchemas, toolSchemas, type JsonSchema } from "./json-schema.ts";
export type {
  ContentPart,
  FinishReason,
  GenerateEvent,
  GenerateRequest,
  GenerateResponse,
  ImagePart,
  ModelBackend,
  ModelMessage,
  ModelTool,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolChoice,
  ToolResultPart,
  VendorPart,
} from "./model.ts";
export { EVENT_LOGGER, EVENT_META_KEY, EXTENSION_ID, LEVELS, PROTOCOL_VERSION, type Level } from "./protocol.ts";
export { Checkpoint, Handoff, Session } from "./session.ts";
export { MAX_STATE_VALUE_BYTES, Scope, StateEntry } from "./state.ts";
export {
  TOOLS,
  TOOL_NAMES,
  findTool,
  underscoreName,
  type ParsedToolInput,
  type ToolContract,
  type ToolHints,
  type ToolInput,
  type ToolName,
  type ToolOutput,
} from "./tools.ts";
export { Document, IndexFault, Workspace, WorkspaceStatus } from "./workspace.ts";
