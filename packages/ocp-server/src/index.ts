export type { CallOptions } from "./engine.ts";
export { createOcpServer, type OcpServer, type OcpServerOptions, type ServerTransport } from "./mcp/ocp-server.ts";
export type { CustomTokenCounter } from "./retrieval/custom-tokens.ts";
export { VERSION } from "./version.ts";
