import { plainValue } from "./bytes.ts";
import { encodeBody } from "./encode-body.ts";
import { ToolError, type SchemaIssue } from "./errors.ts";
import { isObject, put, type JsonObject } from "./json.ts";
import type { Layout } from "./layout.ts";
import type { OperationTool } from "./operation-tool.ts";
import type { Parameter } from "./parameters.ts";
import type { OutgoingRequest } from "./redirects.ts";
import { acceptOf } from "./responses.ts";
import { cookieText, headerText, isDefined, pathText, querystringText, queryText } from "./serialise.ts";
import { serverOf, type ServerOptions } from "./servers.ts";

/** How a request is built. */
export interface BuildOptions extends ServerOptions {
  /** Media type of the body, where the operation takes several. */
  readonly mediaType?: string;
  /** Boundary of a multipart body, for tests that compare bytes. */
  readonly boundary?: string;
}

/** Checks the arguments and builds the request, without credentials and context. Throws `INVALID_ARGUMENTS`. */
export function buildRequest(tool: OperationTool, args: unknown, options: BuildOptions = {}): OutgoingRequest {
  const plain = plainValue(args ?? {});
  if (!isObject(plain)) throw new ToolError("INVALID_ARGUMENTS", `${tool.name}: the arguments have to be one object.`);
  const layout = tool.layout(options.mediaType);
  const given = byOwnNames(layout, plain);
  check(tool, given, options.mediaType);
  const { values, body, hasBody } = collect(layout, given);
  const { document, operation } = tool.source;
  const headers = new Headers({ accept: acceptOf(tool.responses) });
  const cookies: string[] = [];
  const query: string[] = [];
  const path = new Map<string, string>();
  for (const [parameter, value] of values) {
    const { name, place } = parameter;
    if (place === "path") path.set(name, pathText(parameter, value));
    else if (place === "query") query.push(...queryText(parameter, value));
    else if (place === "querystring") query.push(...querystringText(parameter, value));
    else if (!isDefined(value)) continue;
    else if (place === "cookie") cookies.push(...cookieText(parameter, value));
    else setHeader(headers, name, headerText(parameter, value));
  }
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
  const url = urlOf(serverOf(document, operation, options), fillPath(tool, path), query);
  if (!hasBody || !layout.body) return { method: tool.method, url, headers, body: null };
  const encoded = encodeBody(layout.body, body, options.boundary);
  headers.set("content-type", encoded.contentType);
  return { method: tool.method, url, headers, body: encoded.body };
}

/** Arguments under the names that exported tools give them are as good as under their own. */
function byOwnNames({ arguments: list, safeNames }: Layout, given: JsonObject): JsonObject {
  if (safeNames.size === 0) return given;
  const renamed: JsonObject = {};
  for (const [name, value] of Object.entries(given)) {
    const own = list.has(name) ? undefined : safeNames.get(name);
    put(renamed, own === undefined || Object.hasOwn(given, own) ? name : own, value);
  }
  return renamed;
}

function check(tool: OperationTool, given: JsonObject, mediaType: string | undefined): void {
  const issues = tool.checker(mediaType)(given);
  if (issues.length === 0) return;
  const known = [...tool.layout(mediaType).arguments.keys()];
  const hint = issues.some(({ rule }) => rule === "additionalProperties")
    ? ` Known: ${known.slice(0, 40).join(", ") || "none"}.`
    : "";
  throw new ToolError("INVALID_ARGUMENTS", `${tool.name}: ${issues.map(describe).join("; ")}.${hint}`, { issues });
}

function describe({ path, rule, message, got }: SchemaIssue): string {
  return `${path === "" ? "the arguments" : path.slice(1)}: ${message.replace(/\.$/, "")} (${rule}; got ${got})`;
}

function collect(
  { arguments: list, body }: Layout,
  given: JsonObject,
): { values: [Parameter, unknown][]; body: unknown; hasBody: boolean } {
  const values: [Parameter, unknown][] = [];
  const properties: JsonObject = {};
  let whole: unknown;
  // In the document's order, whatever order the caller wrote them in.
  for (const [name, { target }] of list) {
    if (!Object.hasOwn(given, name)) continue;
    const value = given[name];
    if (target.kind === "parameter") values.push([target.parameter, value]);
    else if (target.kind === "property") put(properties, target.name, value);
    else whole = value;
  }
  for (const [name, value] of Object.entries(given)) if (!list.has(name)) put(properties, name, value);
  const isWhole = [...list.values()].some(({ target }) => target.kind === "body");
  if (isWhole) return { values, body: whole, hasBody: whole !== undefined };
  const hasBody = body !== undefined && (body.required || Object.keys(properties).length > 0);
  return { values, body: properties, hasBody };
}

function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new ToolError("DOCUMENT_INVALID", `${JSON.stringify(name.slice(0, 60))} is no name for a header.`);
  }
}

/** Fills the template. A segment that would step out of the path is refused: URLs resolve even `%2E%2E`. */
function fillPath(tool: OperationTool, values: ReadonlyMap<string, string>): string {
  const path = tool.path.replace(/#.*$/s, "").replaceAll(/\{([^{}]*)\}/g, (_hole, name: string) => {
    const value = values.get(name) ?? "";
    if (value === "")
      throw new ToolError(
        "INVALID_ARGUMENTS",
        `${tool.name}: ${name} must not be empty, as the path would be another.`,
      );
    return value;
  });
  for (const segment of (path.split("?")[0] ?? "").split(/[/\\]/))
    if (/^(?:\.|%2e){1,2}$/i.test(segment))
      throw new ToolError("INVALID_ARGUMENTS", `${tool.name}: a part of the path must not be "." or "..".`);
  return path;
}

function urlOf(server: URL, path: string, query: readonly string[]): URL {
  const [plain = "", ...inPath] = path.split("?");
  const url = new URL(server);
  url.pathname = `${server.pathname.replace(/\/+$/, "")}${plain}`;
  const all = [server.search.replace(/^\?/, ""), inPath.join("?"), ...query].filter((part) => part !== "");
  url.search = all.join("&");
  return url;
}
