import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Live } from "../live.ts";
import type { Logger } from "../log.ts";
import { toSeconds } from "../corpus/last-updated.ts";
import { directCall } from "../mcp/direct-call.ts";
import { createMcpHttpHandler } from "../mcp/http-handler.ts";
import { TOOLS } from "../tools/catalogue.ts";
import { admit, PREFLIGHT_HEADERS, type AdmissionOptions } from "./admission.ts";
import { pageAt } from "./pages.ts";
import { createRateLimit } from "./rate-limit.ts";
import { readBody } from "./read-body.ts";
import { cacheControl, send, type Body } from "./send.ts";

export interface HttpOptions extends AdmissionOptions {
  readonly live: Live;
  readonly clock: () => Date;
  readonly name: string;
  readonly log: Logger;
  /** Whether the corpus is followed, so that its changes are announced. */
  readonly watch: boolean;
  /** Requests a minute for each address; 0 is no limit. */
  readonly perMinute: number;
}

/** Builds the HTTP server: MCP at `/mcp`, and everything that can be asked for by GET. It does not listen yet. */
export function createHttpServer(options: HttpOptions): Server {
  const { live, clock, log, perMinute } = options;
  const mcp = createMcpHttpHandler(options);
  const limit = createRateLimit(perMinute);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("x-content-type-options", "nosniff");
    const admission = admit(request.headers, options);
    if (!admission.admitted) return send(request, response, problem(403, admission.reason));
    for (const [name, value] of Object.entries(admission.headers)) response.setHeader(name, value);
    const wait = limit.take(request.socket.remoteAddress ?? "", performance.now());
    if (wait > 0) {
      response.setHeader("retry-after", String(wait));
      return send(request, response, problem(429, `Too many requests. Try again in ${wait} s.`));
    }
    if (request.method === "OPTIONS") {
      response.writeHead(204, PREFLIGHT_HEADERS).end();
      return;
    }
    const target = request.url ?? "/";
    const url = URL.canParse(target, "http://localhost") ? new URL(target, "http://localhost") : undefined;
    if (!url) return send(request, response, problem(400, "This address cannot be read."));
    if (url.pathname === "/mcp" || url.pathname === "/mcp/") return serveMcp(request, response, url);
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD, OPTIONS");
      return send(request, response, problem(405, "This server is read-only: use GET, or POST to /mcp."));
    }
    const page = pageAt(live.answers, url, clock());
    return send(
      request,
      response,
      page ??
        problem(
          404,
          "There is nothing at this address. MCP is at /mcp, the answers begin at /answers/list_contracts.json.",
        ),
    );
  }

  async function serveMcp(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.method !== "POST") {
      // No sessions, so nothing to stream from or to end.
      response.setHeader("allow", "POST, OPTIONS");
      return send(
        request,
        response,
        problem(405, "POST your MCP requests here. The answers by GET begin at /answers/list_contracts.json."),
      );
    }
    const text = await readBody(request);
    if (text === undefined) {
      response.setHeader("connection", "close");
      return send(request, response, problem(413, "The request is too large."));
    }
    const body = parseBody(text);
    const { headers } = request;
    const direct = directCall({
      headers,
      body,
      answers: live.answers,
      timestamp: toSeconds(clock()),
      name: options.name,
    });
    if (direct) {
      const control = cacheControl(direct.freshness);
      return send(request, response, { type: "application/json", content: direct.content, cacheControl: control });
    }
    const left = new AbortController();
    response.on("close", () => left.abort());
    const asked = new Request(url, { method: "POST", headers: toHeaders(headers), body: text, signal: left.signal });
    const answered = await mcp(asked, body);
    if (answered.headers.get("content-type")?.startsWith("text/event-stream") === true)
      return stream(answered, response);
    const kept = [...answered.headers].filter(([field]) => !/^(content-|cache-control|vary)/.test(field));
    return send(request, response, {
      status: answered.status,
      type: answered.headers.get("content-type") ?? "application/json",
      content: await answered.text(),
      cacheControl: freshnessOf(body),
      headers: Object.fromEntries(kept),
    });
  }

  /** A call of a stable version's tool may be kept as long as its page; everything else must be asked for again. */
  function freshnessOf(body: unknown): string {
    const { method, params } = (body ?? {}) as { method?: unknown; params?: { name?: unknown; arguments?: unknown } };
    const tool = params?.name;
    if (method !== "tools/call" || typeof tool !== "string" || !TOOLS.has(tool)) return "no-cache";
    return cacheControl(live.answers.get(tool, params?.arguments ?? {}).freshness);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error(`http: ${error instanceof Error ? error.message : String(error)}`);
      if (response.headersSent) response.destroy();
      else
        send(request, response, problem(500, "The server failed; its log says more.")).catch(() => response.destroy());
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  return server;
}

const PROBLEM_CODES: Readonly<Record<number, string>> = {
  400: "invalid_params",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  413: "too_large",
  429: "rate_limited",
};

/** An answer of the door itself, in the shape of OMP 3.2. */
function problem(status: number, message: string): Body {
  const content = JSON.stringify({ error: { code: PROBLEM_CODES[status] ?? "internal_error", message } });
  return { status, type: "application/json; charset=utf-8", content, cacheControl: "no-cache" };
}

function toHeaders(fields: IncomingMessage["headers"]): Headers {
  const headers = new Headers();
  for (const [field, value] of Object.entries(fields))
    if (value !== undefined) headers.set(field, Array.isArray(value) ? value.join(", ") : value);
  return headers;
}

function parseBody(text: string): unknown {
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Passes on a stream of events, such as that of `subscriptions/listen`. */
async function stream(answered: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  for await (const part of answered.body ?? []) response.write(part);
  response.end();
}
