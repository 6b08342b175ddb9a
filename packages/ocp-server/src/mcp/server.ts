import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { OcpError, type ToolInput, type ToolName, type ToolOutput } from "ocp-core";
import type { Caller } from "../access/keys.ts";
import type { Engine } from "../engine.ts";
import type { Logger } from "../log.ts";
import { CAPABILITIES, INSTRUCTIONS, SERVER_INFO } from "./identity.ts";
import { createEventPush, type EventPush } from "./push.ts";
import { serveResources } from "./resources.ts";
import { serveTools, type ToolListOptions } from "./tools.ts";

export interface McpServerOptions extends ToolListOptions {
  readonly engine: Engine;
  readonly caller: Caller;
  readonly log: Logger;
  /** `modern` is MCP 2026-07-28 and later, where listening is the serving entry's business. */
  readonly era: "legacy" | "modern";
}

export interface McpServer {
  readonly server: Server;
  readonly push: EventPush;
}

/** One MCP server for one connection, over an engine that connections share. */
export function createMcpServer(options: McpServerOptions): McpServer {
  const { engine, caller, log, era } = options;
  const server = new Server(SERVER_INFO, {
    capabilities: CAPABILITIES,
    instructions: INSTRUCTIONS,
    cacheHints: {
      "tools/list": { ttlMs: 3_600_000, cacheScope: "public" },
      "resources/templates/list": { ttlMs: 3_600_000, cacheScope: "public" },
      "server/discover": { ttlMs: 3_600_000, cacheScope: "public" },
      "resources/list": { ttlMs: 5_000, cacheScope: "private" },
      "resources/read": { ttlMs: 0, cacheScope: "private" },
    },
  });
  const push = createEventPush({ engine, caller, server, log });
  const onCalled = (name: ToolName, input: unknown, output: unknown): void => {
    if (name === "events.subscribe") push.watchSubscription((output as ToolOutput<"events.subscribe">).subscription_id);
    if (name === "events.unsubscribe")
      push.unwatchSubscription((input as ToolInput<"events.unsubscribe">).subscription_id);
  };
  serveTools(server, { ...options, ...(era === "legacy" ? { onCalled } : {}) });
  serveResources(server, { engine, caller });
  if (era === "legacy") {
    server.setRequestHandler("resources/subscribe", async ({ params }) => {
      try {
        await push.watchResource(params.uri);
        return {};
      } catch (error) {
        throw OcpError.is(error)
          ? new ProtocolError(ProtocolErrorCode.InvalidParams, `${error.code}: ${error.message}`)
          : error;
      }
    });
    server.setRequestHandler("resources/unsubscribe", ({ params }) => {
      push.unwatchResource(params.uri);
      return {};
    });
  }
  server.onclose = () => push.stop();
  server.onerror = (error) => log.debug(`mcp: ${error.message}`);
  return { server, push };
}
