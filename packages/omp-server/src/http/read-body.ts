import type { IncomingMessage } from "node:http";

/** The largest request that is read, in bytes: nothing that is asked of this server is long. */
const MAX_BODY = 1024 * 1024;

/** A request's body as text, or undefined when it is too large. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY) return undefined;
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > MAX_BODY) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}
