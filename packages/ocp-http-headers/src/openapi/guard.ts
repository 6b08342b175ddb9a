import ipaddr from "ipaddr.js";
import { ToolError } from "./errors.ts";

/** Where requests may go. */
export interface NetworkOptions {
  /** Hosts that may be called: `api.example.com`, `*.example.com`, `localhost:8080`. Default: any public host. */
  readonly allowHosts?: readonly string[];
  /** Whether loopback and private addresses may be called [only those that the caller named, or a local document]. */
  readonly allowPrivate?: boolean;
}

export interface GuardOptions extends NetworkOptions {
  /** URLs that the caller himself gave: their hosts may be private. */
  readonly trusted?: readonly URL[];
}

/** Throws `REFUSED_URL` when the URL must not be requested. */
export type Guard = (url: URL) => Promise<void>;

const LOCAL_NAMES = /^(?:localhost|.+\.localhost|.+\.local|.+\.internal|.+\.home\.arpa)$/;
/** Where clouds answer with a machine's credentials: only who names such a host may call it. */
const METADATA = new Set(["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "metadata.google.internal"]);

/** Decides what may be called: http(s), allowed hosts, and no private network that nobody asked for. */
export function createGuard({ allowHosts, allowPrivate, trusted = [] }: GuardOptions): Guard {
  const known = new Set(trusted.map((url) => url.host));
  return async (url) => {
    const refuse = (why: string): never => {
      throw new ToolError("REFUSED_URL", `${url.origin === "null" ? url.protocol : url.origin} is refused: ${why}.`);
    };
    if (url.protocol !== "http:" && url.protocol !== "https:") refuse("only http and https can be called");
    if (url.username !== "" || url.password !== "") refuse("a URL must not carry credentials");
    if (allowHosts && !allowHosts.some((pattern) => matches(pattern, url))) refuse("`allowHosts` does not name it");
    if (known.has(url.host) || allowHosts?.some((pattern) => !pattern.includes("*") && matches(pattern, url))) return;
    if (METADATA.has(bare(url))) refuse("it answers with a machine's own credentials");
    if (allowPrivate === true) return;
    if (LOCAL_NAMES.test(bare(url))) refuse(HINT);
    for (const address of await addressesOf(bare(url))) if (isPrivate(address)) refuse(HINT);
  };
}

const HINT = "it is on a private network. Give it as `baseUrl` or in `allowHosts`, or set `allowPrivate`";

function bare({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

function matches(pattern: string, url: URL): boolean {
  const wanted = pattern.toLowerCase();
  const host = wanted.includes(":") ? url.host : url.hostname;
  return wanted.startsWith("*.") ? host.endsWith(wanted.slice(1)) : host === wanted;
}

/** Anything but ordinary unicast: loopback, private, link-local, carrier-grade, multicast, reserved. */
function isPrivate(address: string): boolean {
  if (!ipaddr.isValid(address)) return true;
  // An IPv4 address inside an IPv6 one is judged as what it is.
  return ipaddr.process(address).range() !== "unicast";
}

/** The addresses of a host: itself when it is one, what the resolver says in Node.js, nothing elsewhere. */
async function addressesOf(host: string): Promise<string[]> {
  if (ipaddr.isValid(host)) return [host];
  const dns = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:dns/promises");
  if (!dns) return [];
  try {
    return (await dns.lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    // The request will say why there is no such host; a fake fetch may need none.
    return [];
  }
}
