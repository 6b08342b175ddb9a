export type { CallOptions } from "./call.ts";
export { OcpClient, type ConnectOptions } from "./client.ts";
export type { CallProgress } from "./connect/connector.ts";
export type { InProcessServer } from "./connect/in-process.ts";
export type { ConnectedMcpClient } from "./connect/mcp-client.ts";
export type { StdioOptions } from "./connect/stdio.ts";
export { OcpConnectionError, type ConnectionFault } from "./errors.ts";
export type { EventStream, EventStreamOptions } from "./event-stream.ts";
export type { ServerInfo } from "./server-info.ts";
export type { OcpTools, ToolMethod } from "./tools.ts";
export {
  OcpError,
  type Chunk,
  type ChunkFilters,
  type ErrorCode,
  type EventPayload,
  type EventType,
  type Handoff,
  type Level,
  type OcpEvent,
  type Scope,
  type Session,
  type StateEntry,
  type ToolInput,
  type ToolName,
  type ToolOutput,
  type Workspace,
} from "ocp-core";
