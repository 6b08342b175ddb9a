import type { OpenAPIDocument } from "./document.ts";
import { createFind, unknownTool } from "./find-tool.ts";
import { asDocument } from "./load.ts";
import type { OperationTool } from "./operation-tool.ts";
import { pagesOf, type PageOptions } from "./pages.ts";
import type { ToolResponse } from "./read-response.ts";
import { buildRequest, type BuildOptions } from "./request.ts";
import { createSearch, type SearchHit } from "./search.ts";
import { send, type SendOptions } from "./send.ts";
import type { Tool } from "./tool.ts";
import { operationTools, type ToolsOptions } from "./tools.ts";

/** How the operations of one document are listed and called. */
export interface CallerOptions extends SendOptions, ToolsOptions {}

/** For one call; what is given here takes the place of what the caller was created with. */
export interface CallOptions extends SendOptions, BuildOptions {}

/** A request as it would be sent, without credentials and context. */
export interface RequestPreview {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: Blob | Uint8Array<ArrayBuffer> | string | null;
}

/** The operations of one document, ready to be called. */
export interface Caller {
  readonly document: OpenAPIDocument;
  readonly tools: readonly Tool[];
  /** By name, alias, model name, operation id or `GET /path`. Throws `AMBIGUOUS_TOOL`. */
  find(name: string): Tool | undefined;
  search(query: string, options?: { readonly limit?: number }): SearchHit[];
  /** The request that a call would send. Throws `UNKNOWN_TOOL`, `INVALID_ARGUMENTS`, `NO_SERVER`. */
  build(name: string, args?: Readonly<Record<string, unknown>>, options?: CallOptions): RequestPreview;
  /** Checks the arguments, sends the request and reads the answer. Throws `ToolError`. */
  call(name: string, args?: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<ToolResponse>;
  /** The same call page by page, as long as the answers say that there is more. */
  pages(
    name: string,
    args?: Readonly<Record<string, unknown>>,
    options?: CallOptions & PageOptions,
  ): AsyncGenerator<ToolResponse>;
}

/** Makes a document's operations callable. Nothing is fetched and no schema is written until a call needs it. */
export function createCaller(source: OpenAPIDocument | object, options: CallerOptions = {}): Caller {
  const document = asDocument(source);
  let list: OperationTool[] | undefined;
  const tools = (): OperationTool[] => (list ??= operationTools(document, options));
  const find = later(() => createFind(tools()));
  const search = later(() => createSearch(tools()));
  const merged = (own: CallOptions = {}): CallOptions => ({
    ...options,
    ...own,
    ...((options.headers || own.headers) && { headers: { ...options.headers, ...own.headers } }),
  });
  const get = (name: string): OperationTool => {
    const tool = find()(name);
    if (!tool)
      throw unknownTool(
        name,
        search()(name, { limit: 3 }).map((hit) => hit.tool),
      );
    return tool as OperationTool;
  };
  const caller: Caller = {
    document,
    get tools() {
      return tools();
    },
    find: (name) => find()(name),
    search: (query, limits) => search()(query, limits),
    build(name, args, own) {
      const built = buildRequest(get(name), args, merged(own));
      return { ...built, url: built.url.href };
    },
    async call(name, args, own) {
      const tool = get(name);
      const all = merged(own);
      return send(tool, buildRequest(tool, args, all), all);
    },
    async *pages(name, args, own) {
      const tool = get(name);
      const all = { ...merged(own), ...own };
      yield* pagesOf({ tool, args: args ?? {}, options: all });
    },
  };
  return caller;
}

function later<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}
