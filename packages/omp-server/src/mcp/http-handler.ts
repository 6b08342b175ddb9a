import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { withExtension } from "./identity.ts";
import { createMcpServer, type McpServerOptions } from "./server.ts";

/** Answers one MCP request over HTTP; every answer is one JSON body, and nothing is kept between requests. */
export type McpHttpHandler = (request: Request, body: unknown) => Promise<Response>;

/**
 * Builds the handler for both eras of MCP: the stateless one, and the older one served without sessions. With `watch`
 * changes are announced on the streams of the newer era; the older one has none without sessions.
 */
export function createMcpHttpHandler(options: McpServerOptions & { readonly watch: boolean }): McpHttpHandler {
  const { live, log, watch } = options;
  const announcing = watch ? { ...options, subscribed: new Set<string>() } : options;
  const modern = createMcpHandler(() => createMcpServer(announcing), {
    legacy: "reject",
    onerror: (error) => log.debug(`mcp: ${error.message}`),
  });
  live.onChange(({ list, updated }) => {
    for (const uri of updated) modern.notify.resourceUpdated(uri);
    if (list) modern.notify.resourcesChanged();
  });
  return async (request, body) => {
    const isLegacy = await isLegacyRequest(request, body);
    const response = isLegacy
      ? await serveLegacy(options, request, body)
      : await modern.fetch(request, { parsedBody: body });
    return introduces(body) ? stampExtension(response) : response;
  };
}

async function serveLegacy(options: McpServerOptions, request: Request, body: unknown): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const server = createMcpServer(options);
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody: body });
  } finally {
    void server.close();
  }
}

function introduces(body: unknown): boolean {
  const { method } = (body ?? {}) as { method?: unknown };
  return method === "initialize" || method === "server/discover";
}

async function stampExtension(response: Response): Promise<Response> {
  if (!response.ok || response.headers.get("content-type")?.startsWith("application/json") !== true) return response;
  const message = withExtension<unknown>(await response.json());
  return new Response(JSON.stringify(message), { status: response.status, headers: response.headers });
}
