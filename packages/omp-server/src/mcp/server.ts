import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError, Server } from "@modelcontextprotocol/server";
import type { Live } from "../live.ts";
import type { Logger } from "../log.ts";
import { fillPrompt, PROMPTS } from "../prompts.ts";
import { completeArgument, listResources, readResource, RESOURCE_TEMPLATES } from "../resources.ts";
import { OmpError } from "../tools/omp-error.ts";
import type { Freshness } from "../tools/tool.ts";
import { capabilities, instructions, serverInfo } from "./identity.ts";
import { callTool, listTools } from "./tools.ts";

export interface McpServerOptions {
  readonly live: Live;
  readonly clock: () => Date;
  readonly name: string;
  readonly log: Logger;
  /**
   * Where it is kept which resources the connection asked to hear of; without it, as where nothing can be sent unasked,
   * no change is announced.
   */
  readonly subscribed?: Set<string> | undefined;
}

/** How many resources one page lists. */
const PAGE = 500;
const HOUR_MS = 3_600_000;

function cacheHint(freshness: Freshness): { ttlMs: number; cacheScope: "public" } {
  return { ttlMs: freshness === "stable" ? HOUR_MS : 0, cacheScope: "public" };
}

/** One MCP server for one connection or request, over the corpus that is live. */
export function createMcpServer({ live, clock, name, log, subscribed }: McpServerOptions): Server {
  const server = new Server(serverInfo(name), {
    capabilities: capabilities({ announces: subscribed !== undefined }),
    instructions: instructions(live.answers.corpus),
    cacheHints: {
      "tools/list": { ttlMs: HOUR_MS, cacheScope: "public" },
      "prompts/list": { ttlMs: HOUR_MS, cacheScope: "public" },
      "resources/templates/list": { ttlMs: HOUR_MS, cacheScope: "public" },
      "server/discover": cacheHint("changing"),
      "resources/list": cacheHint("changing"),
      "resources/read": cacheHint("changing"),
    },
  });
  server.onerror = (error) => log.debug(`mcp: ${error.message}`);

  server.setRequestHandler("tools/list", () => ({ tools: listTools() }));
  server.setRequestHandler("tools/call", ({ params }) => callTool(live.answers, params, clock()));

  server.setRequestHandler("resources/list", ({ params }) => {
    const from = params?.cursor === undefined ? 0 : readCursor(params.cursor);
    const all = listResources(live.answers.corpus);
    const next = from + PAGE < all.length ? { nextCursor: String(from + PAGE) } : {};
    return { resources: all.slice(from, from + PAGE), ...next };
  });
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: RESOURCE_TEMPLATES }));
  server.setRequestHandler("resources/read", ({ params: { uri } }) => {
    const content = readResource(live.answers.corpus, uri);
    if (!content) throw new ResourceNotFoundError(uri);
    const { text, mimeType, freshness } = content;
    return { contents: [{ uri, text, mimeType }], ...cacheHint(freshness) };
  });

  if (subscribed) {
    server.setRequestHandler("resources/subscribe", ({ params: { uri } }) => {
      if (!readResource(live.answers.corpus, uri)) throw new ResourceNotFoundError(uri);
      subscribed.add(uri);
      return {};
    });
    server.setRequestHandler("resources/unsubscribe", ({ params: { uri } }) => {
      subscribed.delete(uri);
      return {};
    });
  }

  server.setRequestHandler("prompts/list", () => ({
    prompts: PROMPTS.map(({ arguments: parameters, ...prompt }) => ({ ...prompt, arguments: [...parameters] })),
  }));
  server.setRequestHandler("prompts/get", ({ params }) => {
    try {
      const parts = fillPrompt(live.answers.corpus, params.name, params.arguments ?? {});
      const description = PROMPTS.find((prompt) => prompt.name === params.name)?.description;
      return {
        ...(description === undefined ? {} : { description }),
        messages: parts.map((content) => ({ role: "user" as const, content })),
      };
    } catch (error) {
      if (!(error instanceof OmpError)) throw error;
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, error.message, { code: error.code });
    }
  });

  server.setRequestHandler("completion/complete", ({ params: { argument, context } }) => {
    const values = completeArgument(live.answers.corpus, argument, context?.arguments ?? {});
    return { completion: { values: values.slice(0, 100), total: values.length, hasMore: values.length > 100 } };
  });
  return server;
}

function readCursor(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, "This cursor is not one of ours. List again without one.");
}
