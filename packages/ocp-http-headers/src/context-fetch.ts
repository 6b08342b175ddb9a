import type { AgentContext } from "./context.ts";
import { setFields } from "./headers/target.ts";
import { contextHeadersFor, detailFor, type PolicyOptions } from "./policy.ts";

export interface ContextFetchOptions extends PolicyOptions {
  /** What sends the requests. [the runtime's] */
  readonly fetch?: typeof fetch | undefined;
  /** The context learns what the answers' fields say. [true] */
  readonly update?: boolean | undefined;
  /** [5] */
  readonly maxRedirects?: number | undefined;
}

/** What may follow a redirect to another origin; anything else may be a credential. */
const SAFE = new Set(["accept", "accept-language", "user-agent"]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * A `fetch` whose requests carry the context and whose answers update it. Redirects are followed here: another origin
 * gets neither the context, nor a credential, nor a body. Browsers do not show where a redirect leads; there it rejects.
 */
export function createContextFetch(context: AgentContext, options: ContextFetchOptions = {}): typeof fetch {
  const { fetch: send = globalThis.fetch, update = true, maxRedirects = 5, policy = "full", enabled = false } = options;
  const headersFor = contextHeadersFor(context, options);
  const learns = update && detailFor(policy, enabled) === "full";

  return async (input, init) => {
    const first = new Request(input, init);
    const start = new URL(first.url);
    const body = first.body === null ? null : await first.arrayBuffer();
    const follow = first.redirect === "follow";
    let request = { url: start, method: first.method, headers: new Headers(first.headers), body };
    for (let followed = 0; ; followed++) {
      const redirectedFrom = followed === 0 ? null : start;
      const { url, method } = request;
      const headers = setFields(new Headers(request.headers), await headersFor({ url, redirectedFrom }));
      const response = await send(url.href, {
        method,
        headers,
        ...(request.body === null ? {} : { body: request.body }),
        redirect: follow ? "manual" : first.redirect,
        signal: first.signal,
      });
      const next = follow ? redirectOf(response, request) : undefined;
      if (next === undefined) {
        if (learns && url.origin === start.origin)
          await context.updateFromHeadersAsync(response.headers, { sameContext: true });
        return response;
      }
      await response.body?.cancel();
      if (followed >= maxRedirects) throw new TypeError(`${start.origin} redirects more than ${maxRedirects} times.`);
      request = next;
    }
  };
}

interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: ArrayBuffer | null;
}

function redirectOf(response: Response, { url, method, headers, body }: Hop): Hop | undefined {
  if (response.type === "opaqueredirect")
    throw new TypeError(`${url.origin} redirects, and this runtime does not say where. Call it there.`);
  const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
  if (location === null) return undefined;
  const next = URL.parse(location, url.href);
  if (next === null || !/^https?:$/.test(next.protocol))
    throw new TypeError(`${url.origin} redirects to something that is no web address.`);
  const becomesGet = response.status === 303 ? method !== "HEAD" : response.status <= 302 && method === "POST";
  const keptBody = becomesGet ? null : body;
  const leaves = next.origin !== url.origin;
  if (leaves && keptBody !== null)
    throw new TypeError(`${url.origin} redirects a request with a body to ${next.origin}. Call it there.`);
  const kept = [...headers].filter(([name]) => (leaves ? SAFE.has(name) : !becomesGet || !name.startsWith("content-")));
  return { url: next, method: becomesGet ? "GET" : method, headers: new Headers(kept), body: keptBody };
}
