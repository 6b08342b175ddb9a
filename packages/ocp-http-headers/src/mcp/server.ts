import { ProtocolError, ProtocolErrorCode, Server, type CallToolResult } from "@modelcontextprotocol/server";
import type { CallOptions, Caller } from "../openapi/caller.ts";
import { ToolError } from "../openapi/errors.ts";
import { isObject } from "../openapi/json.ts";
import { toMcpTools } from "../openapi/tool-formats.ts";
import { createFinderTools } from "./finder.ts";
import { toContent } from "./content.ts";

/** How an API is offered to an MCP host. */
export interface ServeOptions {
  /**
   * `all` lists every operation as a tool; `search` lists three tools that find, describe and call them [`all` up to
   * 100 operations, which is about what a model's context bears].
   */
  readonly list?: "all" | "search" | undefined;
  /** Longest text of one answer, in characters; what is longer is cut, and says so [100000]. */
  readonly maxTextLength?: number | undefined;
  /** For every call. */
  readonly call?: CallOptions | undefined;
}

const MANY = 100;

/** An MCP server over the operations of a document, for one connection. */
export function createOpenAPIServer(caller: Caller, version: string, options: ServeOptions = {}): Server {
  const { document, tools } = caller;
  const searching = options.list === undefined ? tools.length > MANY : options.list === "search";
  const finder = createFinderTools(caller);
  const listed = searching ? finder.tools : toMcpTools(tools);
  const server = new Server(
    { name: `openapi: ${document.title || "untitled"}`.slice(0, 100), version: document.version || version },
    {
      capabilities: { tools: {} },
      instructions: `The operations of ${document.title || "an API"} (OpenAPI ${document.dialect}) as tools.${
        searching ? " There are many: find them with search_tools, then call_tool." : ""
      }`,
    },
  );
  server.setRequestHandler("tools/list", () => ({ tools: listed as never }));
  server.setRequestHandler("tools/call", async ({ params }, context): Promise<CallToolResult> => {
    const args = params.arguments ?? {};
    const signal = context.mcpReq.signal;
    try {
      const found = searching ? finder.answer(params.name, args) : undefined;
      if (found !== undefined) return { content: [{ type: "text", text: JSON.stringify(found) }] };
      const target = searching && params.name === "call_tool" ? targetOf(args) : { name: params.name, args };
      const answer = await caller.call(target.name, target.args, { ...options.call, signal });
      return await toContent(answer, options.maxTextLength ?? 100_000);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      if (error.code === "UNKNOWN_TOOL" && !searching)
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, error.message);
      const { code, message, issues } = error;
      const text = JSON.stringify({ error: { code, message, ...(issues.length > 0 && { issues }) } });
      return { isError: true, content: [{ type: "text", text }] };
    }
  });
  return server;
}

function targetOf(args: Record<string, unknown>): { name: string; args: Record<string, unknown> } {
  const { name, arguments: own } = args;
  if (typeof name !== "string") throw new ToolError("INVALID_ARGUMENTS", "call_tool: name has to be a tool's name.");
  return { name, args: isObject(own) ? own : {} };
}
