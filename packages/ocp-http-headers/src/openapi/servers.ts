import type { OpenAPIDocument } from "./document.ts";
import { ToolError } from "./errors.ts";
import { get, getArray, getObject, getString, getStrings } from "./json.ts";
import type { Operation } from "./operations.ts";

/** Which server is called. */
export interface ServerOptions {
  /** Called instead of any server that the document names. */
  readonly baseUrl?: string | URL;
  /** Which of the document's servers: its place in the list, its URL, or its name (3.2) [0]. */
  readonly server?: number | string;
  /** Values of the variables in the server's URL; those left out have their defaults. */
  readonly serverVariables?: Readonly<Record<string, string>>;
}

/** The URL that an operation's path is added to. Throws `NO_SERVER` when there is no absolute one. */
export function serverOf(document: OpenAPIDocument, operation: Operation | null, options: ServerOptions = {}): URL {
  const { source } = document;
  const base = source !== null && /^https?:/.test(source) ? source : undefined;
  if (options.baseUrl !== undefined) return absolute(String(options.baseUrl), base);
  if (document.dialect === "2.0") return absolute(swaggerServer(document, operation, base), base);
  const list = [operation?.node, operation?.pathItem, document.raw]
    .map((node) => getArray(node, "servers"))
    .find((servers) => servers.length > 0);
  const server = choose(list ?? [{ url: "/" }], options.server);
  return absolute(fill(server, options.serverVariables ?? {}), base);
}

function choose(list: readonly unknown[], wanted: number | string = 0): unknown {
  if (typeof wanted === "number") return list[wanted] ?? list[0];
  return list.find((server) => getString(server, "url") === wanted || getString(server, "name") === wanted) ?? list[0];
}

function fill(server: unknown, values: Readonly<Record<string, string>>): string {
  const variables = getObject(server, "variables");
  return (getString(server, "url") ?? "/").replaceAll(/\{([^{}]+)\}/g, (hole, name: string) => {
    const variable = get(variables, name);
    const given = Object.hasOwn(values, name) ? values[name] : undefined;
    const allowed = getStrings(variable, "enum");
    if (given !== undefined && allowed.length > 0 && !allowed.includes(given))
      throw new ToolError("NO_SERVER", `The server's variable ${name} has to be one of ${allowed.join(", ")}.`);
    const fallback = get(variable, "default");
    return given ?? (typeof fallback === "string" || typeof fallback === "number" ? String(fallback) : hole);
  });
}

function swaggerServer({ raw }: OpenAPIDocument, operation: Operation | null, base: string | undefined): string {
  const own = getStrings(operation?.node, "schemes");
  const schemes = own.length > 0 ? own : getStrings(raw, "schemes");
  const from = base === undefined ? undefined : new URL(base);
  const scheme =
    ["https", "http"].find((known) => schemes.includes(known)) ?? from?.protocol.replace(":", "") ?? "https";
  const host = getString(raw, "host") ?? from?.host;
  const path = getString(raw, "basePath") ?? "/";
  return host === undefined ? path : `${scheme}://${host}${path.startsWith("/") ? "" : "/"}${path}`;
}

function absolute(url: string, base: string | undefined): URL {
  const parsed = /[{}]/.test(url) ? null : URL.parse(url, base);
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new ToolError(
      "NO_SERVER",
      `The document names no server that can be called (${JSON.stringify(url.slice(0, 100))}). Give \`baseUrl\`.`,
    );
  parsed.hash = "";
  return parsed;
}
