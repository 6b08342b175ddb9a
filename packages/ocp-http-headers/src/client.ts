import {
  createCaller,
  loadOpenAPI,
  ToolError,
  type Caller,
  type CallerOptions,
  type CallOptions,
  type LoadOptions,
  type OpenAPIDocument,
  type Tool,
  type ToolResponse,
} from "./openapi/index.ts";

/** How an API is read and called. `signal` ends the reading only; credentials go to the API's own origins only. */
export type RegisterOptions = LoadOptions &
  Omit<CallerOptions, "contextHeaders" | "onResponse" | "signal"> & {
    /** Sent where the document is fetched from; `headers` are not, since that may be somewhere else. */
    readonly documentHeaders?: Readonly<Record<string, string>>;
  };

/** A tool with the name that its API was registered under. */
export type ApiTool = Tool & { readonly api: string };

export interface FindOptions {
  /** Only the tools of this API. [all] */
  readonly api?: string | undefined;
}

export interface SearchOptions extends FindOptions {
  /** [10] */
  readonly limit?: number | undefined;
}

interface Registered {
  readonly document: OpenAPIDocument;
  readonly caller: Caller;
  readonly tools: readonly ApiTool[];
}

/** Any number of APIs, each described by an OpenAPI document, as one set of tools. It has no context of its own. */
export class OCPClient {
  readonly #apis = new Map<string, Registered>();

  /** The names of the APIs, in the order of their registration. */
  get apis(): readonly string[] {
    return [...this.#apis.keys()];
  }

  /** Reads a document by path, by URL or as an object; its operations become tools. A name that is taken is replaced. */
  async registerAPI(
    name: string,
    source: string | URL | object,
    { documentHeaders, ...options }: RegisterOptions = {},
  ): Promise<readonly ApiTool[]> {
    if (!/^[\w.-]+$/.test(name))
      throw new TypeError(`The API's name ${JSON.stringify(name)} may have only letters, digits, "_", "-" and ".".`);
    const { headers: _headers, ...reading } = options;
    const document = await loadOpenAPI(source, documentHeaders ? { ...reading, headers: documentHeaders } : reading);
    const { signal: _signal, ...calling } = options;
    const caller = createCaller(document, calling);
    const tools = caller.tools.map((tool) => Object.assign(tool, { api: name }));
    this.#apis.delete(name);
    this.#apis.set(name, { document, caller, tools });
    return tools;
  }

  /** Whether there was such an API. */
  unregisterAPI(name: string): boolean {
    return this.#apis.delete(name);
  }

  /** The document that an API was registered with. */
  documentOf(api: string): OpenAPIDocument {
    return this.#registered(api).document;
  }

  /** All tools, or those of one API, in the order of the documents. */
  listTools({ api }: FindOptions = {}): readonly ApiTool[] {
    return this.#chosen(api).flatMap(({ tools }) => tools);
  }

  /** The tools that fit words best, the best first: by name, summary, tags and path. */
  searchTools(query: string, { api, limit = 10 }: SearchOptions = {}): readonly ApiTool[] {
    return this.#chosen(api)
      .flatMap(({ caller }) => caller.search(query, { limit }))
      .sort((a, b) => b.score - a.score)
      .slice(0, limit)
      .map(({ tool }) => tool as ApiTool);
  }

  /**
   * The tool by its name, alias, operation id or `GET /path`, with `api:` before it where several APIs have it. Throws
   * a ToolError, `UNKNOWN_TOOL` or `AMBIGUOUS_TOOL`, that names what can be meant.
   */
  getTool(name: string, { api }: FindOptions = {}): ApiTool {
    const first = api === undefined ? this.apis.find((known) => name.startsWith(`${known}:`)) : undefined;
    if (first !== undefined) {
      const meant = this.#registered(first).caller.find(name.slice(first.length + 1));
      if (meant !== undefined) return meant as ApiTool;
    }
    const found = this.#chosen(api)
      .map(({ caller }) => caller.find(name))
      .filter((tool) => tool !== undefined) as ApiTool[];
    if (found.length === 1 && found[0] !== undefined) return found[0];
    throw found.length === 0 ? this.#unknown(name, api) : ambiguous(name, found);
  }

  /** Calls a tool. An answer of any HTTP status is returned; a call that could not be made throws a ToolError. */
  callTool(
    tool: string | ApiTool,
    args: Record<string, unknown> = {},
    { api, ...options }: CallOptions & FindOptions = {},
  ): Promise<ToolResponse> {
    const { api: owner, name } = typeof tool === "string" ? this.getTool(tool, { api }) : tool;
    return this.#registered(owner).caller.call(name, args, options);
  }

  #registered(name: string): Registered {
    const registered = this.#apis.get(name);
    if (registered === undefined) throw new ToolError("UNKNOWN_TOOL", this.#unknownApi(name));
    return registered;
  }

  #chosen(api: string | undefined): readonly Registered[] {
    return api === undefined ? [...this.#apis.values()] : [this.#registered(api)];
  }

  #unknownApi(name: string): string {
    const known = this.apis.length === 0 ? "Register one with registerAPI." : `There are: ${this.apis.join(", ")}.`;
    return `No API is registered as ${JSON.stringify(name)}. ${known}`;
  }

  #unknown(name: string, api: string | undefined): ToolError {
    const near = this.searchTools(name.replaceAll(/[^\p{L}\p{N}]+/gu, " "), { api, limit: 3 }).map(qualified);
    const hint = near.length === 0 ? "See listTools." : `Perhaps: ${near.join(", ")}.`;
    return new ToolError("UNKNOWN_TOOL", `No tool is named ${JSON.stringify(name)}. ${hint}`, { candidates: near });
  }
}

function ambiguous(name: string, tools: readonly ApiTool[]): ToolError {
  const candidates = tools.map(qualified);
  const message = `${JSON.stringify(name)} names several tools. Say which: ${candidates.join(", ")}.`;
  return new ToolError("AMBIGUOUS_TOOL", message, { candidates });
}

function qualified({ api, name }: ApiTool): string {
  return `${api}:${name}`;
}
