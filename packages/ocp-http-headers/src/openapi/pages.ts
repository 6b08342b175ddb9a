import { get, getArray, getString, isObject } from "./json.ts";
import type { OperationTool } from "./operation-tool.ts";
import type { ToolResponse } from "./read-response.ts";
import type { OutgoingRequest } from "./redirects.ts";
import { buildRequest, type BuildOptions } from "./request.ts";
import { send, type SendOptions } from "./send.ts";

/** How the way to the next page is found. */
export interface PageOptions {
  /** Most pages to ask for [100]. */
  readonly maxPages?: number;
  /** The arguments of the next page, or null after the last one. Default: see `pages`. */
  readonly next?: (
    page: ToolResponse,
    args: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>> | null;
}

interface Paging {
  readonly tool: OperationTool;
  readonly args: Readonly<Record<string, unknown>>;
  readonly options: SendOptions & BuildOptions & PageOptions;
}

/**
 * Asks for page after page: where the `Link` header points (RFC 8288, same origin only), else with the cursor that the
 * answer holds in the argument that takes one, else – for lists with `has_more` – after the last item.
 */
export async function* pagesOf({ tool, args, options }: Paging): AsyncGenerator<ToolResponse> {
  let request = buildRequest(tool, args, options);
  let current = args;
  const seen = new Set<string>();
  for (let count = 0; count < (options.maxPages ?? 100); count++) {
    // A cursor that comes back would go round for ever.
    const asked = `${request.url.href} ${JSON.stringify(current)}`;
    if (seen.has(asked)) return;
    seen.add(asked);
    const page = await send(tool, request, options);
    yield page;
    if (!page.ok) return;
    const link = options.next ? undefined : nextLink(page.headers.get("link"), page.url);
    if (link) {
      if (link.origin !== request.url.origin || request.method !== "GET") return;
      request = at(link, request);
      continue;
    }
    const next = options.next ? options.next(page, current) : nextArguments(tool, page, current);
    if (!next) return;
    current = next;
    request = buildRequest(tool, current, options);
  }
}

function at(url: URL, request: OutgoingRequest): OutgoingRequest {
  return { ...request, url };
}

/** The URL of `rel="next"` in a `Link` header. */
function nextLink(header: string | null, base: string): URL | undefined {
  for (const [, target = "", parameters = ""] of (header ?? "").matchAll(
    /<([^<>]*)>((?:\s*;\s*[\w*!-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)/g,
  )) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))/i.exec(parameters);
    const relations = (rel?.[1] ?? rel?.[2] ?? "").toLowerCase().split(/\s+/);
    if (relations.includes("next")) return URL.parse(target, base) ?? undefined;
  }
  return undefined;
}

/** Where answers put their cursors, and which arguments take them. */
const CURSORS: readonly [path: readonly string[], argument: readonly string[]][] = [
  [["response_metadata", "next_cursor"], ["cursor"]],
  [["metadata", "continue"], ["continue"]],
  [["next_cursor"], ["cursor", "next_cursor", "start_cursor", "after"]],
  [["nextCursor"], ["cursor", "nextCursor"]],
  [["next_page_token"], ["page_token", "next_page_token"]],
  [["nextPageToken"], ["pageToken", "page_token"]],
  [["next_token"], ["next_token", "pagination_token"]],
  [["pagination", "next_cursor"], ["cursor"]],
  [["meta", "next_cursor"], ["cursor"]],
];

function nextArguments(
  tool: OperationTool,
  { data }: ToolResponse,
  args: Readonly<Record<string, unknown>>,
): Record<string, unknown> | null {
  const known = tool.layout().arguments;
  for (const [path, names] of CURSORS) {
    let value: unknown = data;
    for (const step of path) value = get(value, step);
    const name = names.find((candidate) => known.has(candidate));
    if (name !== undefined && ((typeof value === "string" && value !== "") || typeof value === "number"))
      return { ...args, [name]: value };
  }
  if (get(data, "has_more") !== true) return null;
  const last = getArray(data, "data").at(-1);
  const id = (isObject(data) ? getString(data, "last_id") : undefined) ?? getString(last, "id");
  const name = ["starting_after", "after"].find((candidate) => known.has(candidate));
  return id === undefined || name === undefined ? null : { ...args, [name]: id };
}
