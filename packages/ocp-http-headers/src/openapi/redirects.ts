import { ToolError } from "./errors.ts";
import type { Guard } from "./guard.ts";

/** A request as it goes out. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Blob | Uint8Array<ArrayBuffer> | string | null;
}

export interface GuardedFetch {
  readonly request: OutgoingRequest;
  readonly guard: Guard;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  /** The headers for where a redirect leads. Default: to another origin none but `accept`. */
  readonly redirectHeaders?: (to: URL, from: URL, headers: Headers) => Headers | Promise<Headers>;
  readonly maxRedirects?: number;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches after the guard has agreed, and asks it again before each redirect is followed. A body is never sent on to
 * another origin.
 */
export async function fetchGuarded(options: GuardedFetch): Promise<{ response: Response; url: URL }> {
  const { guard, signal, maxRedirects = 5, redirectHeaders = onlyAccept } = options;
  let { method, url, headers, body } = options.request;
  for (let followed = 0; ; followed++) {
    await guard(url);
    signal.throwIfAborted();
    const response = await options.fetch(url.href, {
      method,
      headers,
      ...(body !== null && { body }),
      redirect: "manual",
      signal,
    });
    if (response.type === "opaqueredirect")
      throw new ToolError("REFUSED_URL", `${url.origin} redirects, and a browser does not say where. Call it there.`);
    const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
    if (location === null) return { response, url };
    await response.body?.cancel();
    if (followed >= maxRedirects)
      throw new ToolError("REFUSED_URL", `${url.origin} redirects more than ${maxRedirects} times.`);
    const next = URL.parse(location, url.href);
    if (!next) throw new ToolError("REFUSED_URL", `${url.origin} redirects to something that is no URL.`);
    if (url.protocol === "https:" && next.protocol === "http:")
      throw new ToolError("REFUSED_URL", `${url.origin} redirects to http, where anyone could read along.`);
    if (response.status === 303 ? method !== "HEAD" : response.status <= 302 && method === "POST") {
      method = "GET";
      body = null;
      headers = without(headers, /^content-/);
    }
    if (next.origin !== url.origin && body !== null)
      throw new ToolError(
        "REFUSED_URL",
        `${url.origin} redirects a request with a body to ${next.origin}. Call it there.`,
      );
    headers = await redirectHeaders(next, url, headers);
    url = next;
  }
}

function onlyAccept(to: URL, from: URL, headers: Headers): Headers {
  if (to.origin === from.origin) return headers;
  const accept = headers.get("accept");
  return new Headers(accept === null ? {} : { accept });
}

function without(headers: Headers, names: RegExp): Headers {
  return new Headers([...headers].filter(([name]) => !names.test(name)));
}
