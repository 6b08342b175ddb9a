import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { Readable } from "node:stream";

/**
 * `fetch` without its limit of five minutes until the first header: a local model that loads, or reads a long prompt,
 * takes longer. Sends text and follows no redirects.
 */
export async function patientFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const headers = Object.fromEntries(new Headers(init.headers));
  const body = init.body ?? undefined;
  if (body !== undefined && typeof body !== "string") throw new TypeError("Only text can be sent.");
  const signal = init.signal ?? undefined;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const start = url.protocol === "https:" ? requestHttps : requestHttp;
    const sent = start(url, { method: init.method ?? "GET", headers, ...(signal ? { signal } : {}) }, (reply) => {
      const head = new Headers();
      for (let at = 0; at < reply.rawHeaders.length; at += 2)
        head.append(reply.rawHeaders[at]!, reply.rawHeaders[at + 1]!);
      const status = reply.statusCode ?? 500;
      const bare = status === 204 || status === 304;
      resolve(
        new Response(bare ? null : (Readable.toWeb(reply) as ReadableStream<Uint8Array>), { status, headers: head }),
      );
    });
    sent.on("error", (error) => reject(signal?.aborted ? (signal.reason as Error) : error));
    sent.end(body);
  });
}
