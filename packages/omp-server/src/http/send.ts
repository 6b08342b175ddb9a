import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Freshness } from "../tools/tool.ts";

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Shorter bodies gain nothing from being packed, in bytes. */
const MIN_PACKED = 1_024;

export interface Body {
  readonly status?: number;
  readonly type: string;
  readonly content: string | Uint8Array;
  /** A quoted entity tag. */
  readonly etag?: string | undefined;
  readonly cacheControl: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** OMP 6.4 */
export function cacheControl(freshness: Freshness): string {
  return freshness === "stable" ? "public, max-age=3600" : "no-cache";
}

/** Sends a body: packed when the client takes that and it is worth it, not at all when the client has it already. */
export async function send(request: IncomingMessage, response: ServerResponse, body: Body): Promise<void> {
  const { status = 200, type, content, etag, cacheControl: control, headers = {} } = body;
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const encoding = bytes.length < MIN_PACKED ? undefined : chooseEncoding(request.headers["accept-encoding"]);
  response.setHeader("cache-control", control);
  if (bytes.length >= MIN_PACKED) response.appendHeader("vary", "Accept-Encoding");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (etag !== undefined) {
    // A packed body is another representation; it is equal in meaning only.
    response.setHeader("etag", encoding === undefined || etag.startsWith("W/") ? etag : `W/${etag}`);
    if (status === 200 && matches(request.headers["if-none-match"], etag)) {
      response.writeHead(304).end();
      return;
    }
  }
  const packed = encoding === undefined ? bytes : await pack(bytes, encoding);
  response.setHeader("content-type", type);
  response.setHeader("content-length", packed.length);
  if (encoding !== undefined) response.setHeader("content-encoding", encoding);
  response.writeHead(status);
  response.end(request.method === "HEAD" ? undefined : packed);
}

function pack(bytes: Uint8Array, encoding: "br" | "gzip"): Promise<Buffer> {
  if (encoding === "gzip") return toGzip(bytes, { level: 6 });
  return toBrotli(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
}

/** The best packing that a client takes, or undefined. */
export function chooseEncoding(header: string | string[] | undefined): "br" | "gzip" | undefined {
  const accepted = new Map<string, number>();
  for (const item of String(header ?? "")
    .split(",")
    .slice(0, 20)) {
    const [name = "", ...parameters] = item
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const quality = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? 1);
    accepted.set(name, Number.isNaN(quality) ? 0 : quality);
  }
  const weight = (name: string): number => accepted.get(name) ?? accepted.get("*") ?? 0;
  if (weight("br") > 0 && weight("br") >= weight("gzip")) return "br";
  return weight("gzip") > 0 ? "gzip" : undefined;
}

/** Whether a client says that it has this entity (RFC 9110, 13.1.2: compared without regard to weakness). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const plain = etag.replace(/^W\//, "");
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === plain);
}
