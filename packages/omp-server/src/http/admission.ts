import type { IncomingHttpHeaders } from "node:http";

export interface AdmissionOptions {
  /** Everybody may read, from any web page. */
  readonly isPublic: boolean;
  /** Host names under which this server may be called, in lower case and without ports. */
  readonly allowedHosts: ReadonlySet<string>;
}

/** Whether a request may come in, and what its answer tells browsers. */
export type Admission =
  | { readonly admitted: true; readonly headers: Readonly<Record<string, string>> }
  | { readonly admitted: false; readonly reason: string };

export const LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

const EXPOSED = "ETag, Mcp-Session-Id, MCP-Protocol-Version, Retry-After";

/**
 * Holds Host and Origin against the allowed names, so that no web page reaches a server on this machine by rebinding
 * a name to it. A public server takes every origin, without credentials (OMP 6.3).
 */
export function admit({ host, origin }: IncomingHttpHeaders, { isPublic, allowedHosts }: AdmissionOptions): Admission {
  if (isPublic)
    return {
      admitted: true,
      headers: { "access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED },
    };
  const called = hostName(`http://${host ?? ""}`);
  if (called === undefined || !allowedHosts.has(called)) {
    const advice = "Call it by an address of this machine, or name the host in OMP_ALLOWED_HOSTS.";
    return {
      admitted: false,
      reason: `This server does not answer to the host '${String(host).slice(0, 100)}'. ${advice}`,
    };
  }
  if (origin === undefined) return { admitted: true, headers: {} };
  const from = hostName(origin);
  if (from === undefined || !allowedHosts.has(from)) {
    const advice = "Name its host in OMP_ALLOWED_HOSTS, or start with --public.";
    return { admitted: false, reason: `Pages of '${origin.slice(0, 100)}' may not read this server. ${advice}` };
  }
  const headers = { "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED, vary: "Origin" };
  return { admitted: true, headers };
}

function hostName(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase() || undefined : undefined;
}

/** What an answer to a browser's preliminary question says. */
export const PREFLIGHT_HEADERS = {
  "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
  "access-control-allow-headers":
    "Content-Type, Accept, Authorization, If-None-Match, Last-Event-ID, Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name",
  "access-control-max-age": "86400",
};
