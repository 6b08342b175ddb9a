import { messageOf, ToolError } from "./errors.ts";
import { createGuard, type NetworkOptions } from "./guard.ts";
import type { OperationTool } from "./operation-tool.ts";
import { encodeStrict } from "./percent.ts";
import { isStream, readResponse, type ReadOptions, type ToolResponse } from "./read-response.ts";
import { fetchGuarded, type OutgoingRequest } from "./redirects.ts";
import { isTransient, mayRepeat, pause, retryDelay, type RetryOptions } from "./retries.ts";
import { canRefresh, credentialsFor, type Auth, type Credential } from "./security.ts";
import { serverOf, type ServerOptions } from "./servers.ts";
import type { Tool } from "./tool.ts";

/** Asked before every request that goes out, redirects and retries included. */
export type ContextHeaders = (request: {
  readonly url: URL;
  readonly tool: Tool;
  readonly redirectedFrom: URL | null;
}) => Record<string, string> | Promise<Record<string, string>>;

/** Told once about each call's answer, after its body was read. */
export type OnResponse = (event: {
  readonly url: URL;
  readonly tool: Tool;
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
}) => void | Promise<void>;

/** How requests are sent. */
export interface SendOptions extends NetworkOptions, RetryOptions, ReadOptions, ServerOptions {
  readonly auth?: Auth;
  /** Sent with every request; none of them can be an `ocp-` header. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
  /** Longest wait for an answer, retries included, in milliseconds [30000]. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly contextHeaders?: ContextHeaders;
  readonly onResponse?: OnResponse;
}

/** Sends a built request with credentials and context, follows, retries, and reads the answer. */
export async function send(tool: OperationTool, built: OutgoingRequest, options: SendOptions): Promise<ToolResponse> {
  const stop = new AbortController();
  const timeoutMs = options.timeoutMs ?? 30_000;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stop.abort(new Error("timeout"));
  }, timeoutMs);
  const signal = options.signal ? AbortSignal.any([stop.signal, options.signal]) : stop.signal;
  try {
    const { response, url, hidden } = await sendRepeatedly(tool, built, options, signal);
    // A stream may last; only the caller ends it.
    if (isStream(response)) clearTimeout(timer);
    const shown = new URL(url);
    for (const name of hidden) shown.searchParams.delete(name);
    const answer = await readResponse({ tool, response, url: shown.href }, options);
    await options.onResponse?.({ url: shown, tool, status: answer.status, headers: answer.headers, data: answer.data });
    return answer;
  } catch (error) {
    if (error instanceof ToolError) throw error;
    if (timedOut) throw new ToolError("TIMEOUT", `${tool.name}: no answer within ${timeoutMs} ms.`);
    if (options.signal?.aborted)
      throw new ToolError("ABORTED", `${tool.name}: the call was aborted.`, { cause: options.signal.reason });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

interface Sent {
  readonly response: Response;
  readonly url: URL;
  /** Query parameters that hold credentials. */
  readonly hidden: readonly string[];
}

async function sendRepeatedly(
  tool: OperationTool,
  built: OutgoingRequest,
  options: SendOptions,
  signal: AbortSignal,
): Promise<Sent> {
  const { retries = 2 } = options;
  let refresh = false;
  for (let attempt = 0; ; attempt++) {
    const { request, hidden } = await prepare(tool, built, { ...options, refresh });
    let sent: { response: Response; url: URL } | undefined;
    try {
      sent = await sendOnce(tool, request, options, signal);
    } catch (error) {
      if (error instanceof ToolError || signal.aborted) throw error;
      if (attempt >= retries || !mayRepeat(request.method, request.headers))
        throw unreachable(tool, request.url, error);
    }
    const { response } = sent ?? {};
    if (sent && response?.status === 401 && !refresh && options.auth && canRefresh(options.auth)) {
      await response.body?.cancel();
      refresh = true;
      continue;
    }
    const again = !response || (isTransient(response.status) && mayRepeat(request.method, request.headers));
    const delay =
      again && attempt < retries ? retryDelay(attempt, response?.headers.get("retry-after") ?? null, options) : null;
    if (sent && delay === null) return { ...sent, hidden };
    await response?.body?.cancel();
    await pause(delay ?? 0, signal);
  }
}

function unreachable(tool: OperationTool, { origin }: URL, error: unknown): ToolError {
  const { code } = (error instanceof Error ? (error.cause ?? error) : {}) as { code?: unknown };
  const reason = typeof code === "string" ? code : messageOf(error);
  return new ToolError("NETWORK", `${tool.name}: ${origin} gave no answer (${reason}).`);
}

async function sendOnce(tool: OperationTool, request: OutgoingRequest, options: SendOptions, signal: AbortSignal) {
  const { contextHeaders } = options;
  const withContext = async (url: URL, headers: Headers, redirectedFrom: URL | null): Promise<Headers> => {
    const merged = new Headers([...headers].filter(([name]) => !name.startsWith("ocp-")));
    const context = contextHeaders ? await contextHeaders({ url, tool, redirectedFrom }) : {};
    for (const [name, value] of Object.entries(context))
      if (CONTEXT.test(name) || !merged.has(name)) merged.set(name, value);
    return merged;
  };
  return fetchGuarded({
    request: { ...request, headers: await withContext(request.url, request.headers, null) },
    guard: createGuard({ ...options, trusted: trustedUrls(tool, options) }),
    fetch: options.fetch ?? fetch,
    signal,
    redirectHeaders: (to, from, headers) => {
      const kept =
        to.origin === from.origin ? headers : new Headers([...headers].filter(([name]) => HARMLESS.has(name)));
      // The first URL of the call: who was sent away once gets no context by being sent on.
      return withContext(to, kept, request.url);
    },
  });
}

/** Headers that the context decides on. */
const CONTEXT = /^(?:ocp-.*|baggage|traceparent|tracestate)$/i;
/** Headers that may go along to another origin. */
const HARMLESS = new Set(["accept", "accept-language", "user-agent"]);

/** Hosts that the caller chose: by `baseUrl`, by where he fetched the document, or by having it as a file. */
function trustedUrls({ source: { document, operation } }: OperationTool, options: SendOptions): URL[] {
  const { source } = document;
  if (options.baseUrl !== undefined || source === null || !/^https?:/.test(source))
    return [serverOf(document, operation, options)];
  return [new URL(source)];
}

async function prepare(
  tool: OperationTool,
  built: OutgoingRequest,
  options: SendOptions & { readonly refresh: boolean },
): Promise<{ request: OutgoingRequest; hidden: string[] }> {
  const headers = new Headers(built.headers);
  for (const [name, value] of Object.entries(options.headers ?? {})) if (!/^ocp-/i.test(name)) headers.set(name, value);
  const url = new URL(built.url);
  const credentials = await credentialsOf(tool, url, options);
  const cookies = [headers.get("cookie")].filter((value) => value !== null);
  for (const { place, name, value } of credentials) {
    if (place === "header") setSecret(headers, name, value);
    else if (place === "cookie") cookies.push(`${encodeStrict(name)}=${encodeStrict(value)}`);
    else
      url.search = [url.search.slice(1), `${encodeStrict(name)}=${encodeStrict(value)}`]
        .filter((part) => part !== "")
        .join("&");
  }
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
  const hidden = credentials.filter(({ place }) => place === "query").map(({ name }) => name);
  return { request: { ...built, url, headers }, hidden };
}

function setSecret(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new ToolError(
      "AUTH_FAILED",
      `The credential for ${name} cannot be sent in a header: it has a line end, or the like.`,
    );
  }
}

async function credentialsOf(
  tool: OperationTool,
  { origin }: URL,
  options: SendOptions & { readonly refresh: boolean },
): Promise<Credential[]> {
  const { auth, refresh } = options;
  if (!auth) return [];
  const { document, operation } = tool.source;
  const own = ownOrigins(tool, options);
  if (own.has(origin) || auth.origins?.includes(origin))
    return credentialsFor({ document, operation, auth, origin, refresh });
  throw new ToolError(
    "AUTH_FAILED",
    `${tool.name} is at ${origin}, and the credentials are for ${[...own].join(", ") || "no origin"}. Name it in \`auth.origins\` to send them there.`,
  );
}

function ownOrigins({ source: { document } }: OperationTool, options: SendOptions): Set<string> {
  const { servers } = document.raw;
  const count = Array.isArray(servers) ? servers.length : 1;
  const choices =
    options.baseUrl === undefined ? Array.from({ length: Math.max(1, count) }, (_, server) => server) : [0];
  const origins = new Set<string>();
  for (const server of choices) {
    try {
      origins.add(serverOf(document, null, { ...options, server }).origin);
    } catch {
      // One that cannot be called needs no credentials.
    }
  }
  return origins;
}
