import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isLoopback } from "./loopback.ts";

export interface AccessOptions {
  /** Where the endpoint listens. */
  readonly host: string;
  /** What callers must present; undefined = nothing. */
  readonly key: string | undefined;
}

export interface Denial {
  readonly status: 401 | 403;
  readonly message: string;
}

/**
 * Who may call: with a key, whoever presents it. Otherwise only programs on this machine: a page in a browser could
 * spend money through an open port, so foreign names of this host and foreign origins are refused.
 */
export function createAccess({ host, key }: AccessOptions): (request: IncomingMessage) => Denial | undefined {
  const wanted = key === undefined ? undefined : digest(key);
  const local = isLoopback(host);
  return ({ headers }) => {
    const { origin } = headers;
    if (origin !== undefined && !isLocalOrigin(origin))
      return { status: 403, message: "Pages of other sites may not call this endpoint." };
    if (local && !isLoopback(hostOf(headers.host ?? "")))
      return { status: 403, message: "Call this endpoint by a name of this machine, such as 127.0.0.1." };
    if (wanted === undefined) return undefined;
    const bearer = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? "")?.[1];
    const presented = [bearer, headers["x-api-key"]].filter((each) => typeof each === "string");
    if (presented.some((each) => timingSafeEqual(digest(each.trim()), wanted))) return undefined;
    return { status: 401, message: "The key is missing or wrong. It is what OCP_ROUTER_KEY was set to." };
  };
}

function digest(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

function hostOf(host: string): string {
  return host.replace(/:\d+$/, "");
}

function isLocalOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname);
}
