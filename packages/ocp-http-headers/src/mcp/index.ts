export { listMcpTools, type McpAddress, type McpListing } from "./listing.ts";
export type { ServeOptions } from "./server.ts";
export { serveOpenAPI } from "./stdio.ts";
