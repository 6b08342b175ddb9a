import { requiredArguments } from "./agent/requirements.ts";
import { learn } from "./agent/learn.ts";
import { AgentContext } from "./context.ts";
import type { ContextInit } from "./context/data.ts";
import type { TraceFields } from "./headers/baggage.ts";
import { contextHeadersFor, detailFor, type ContextPolicy } from "./policy.ts";
import { OCPClient, type ApiTool, type FindOptions, type RegisterOptions, type SearchOptions } from "./client.ts";
import { ToolError, type CallOptions, type ToolResponse } from "./openapi/index.ts";

export interface AgentOptions {
  /** What APIs get that are registered without a policy of their own. [full] */
  readonly policy?: ContextPolicy | undefined;
  /** What of a call's arguments enters the history, which later APIs get to see. [names] */
  readonly recordArguments?: "names" | "values" | "none" | undefined;
  /** Secrets in texts are replaced before a context is sent. [true] */
  readonly redact?: boolean | undefined;
  /** The context learns from the answers of APIs that get all of it. [true] */
  readonly update?: boolean | undefined;
  /** Asked before each call for the trace that it belongs to. */
  readonly trace?: (() => TraceFields | undefined) | undefined;
}

export type AgentRegisterOptions = RegisterOptions & {
  /** What this API gets of the context. */
  readonly policy?: ContextPolicy | undefined;
  /** The longest session that this API takes, in characters. [8000] */
  readonly maxSessionLength?: number | undefined;
};

interface Sending {
  readonly policy: ContextPolicy;
  readonly maxSessionLength?: number | undefined;
}

/** An agent's context, and the tools of any number of APIs, which are called with it. */
export class OCPAgent {
  readonly context: AgentContext;
  readonly #client = new OCPClient();
  readonly #sending = new Map<string, Sending>();
  readonly #options: AgentOptions;

  /** Takes a context, or what one is made of. */
  constructor(context: AgentContext | ContextInit = {}, options: AgentOptions = {}) {
    this.context = context instanceof AgentContext ? context : new AgentContext({ agent_type: "ai_agent", ...context });
    this.#options = options;
  }

  /** The names of the APIs, in the order of their registration. */
  get apis(): readonly string[] {
    return this.#client.apis;
  }

  /** Reads a document by path, by URL or as an object; its operations become tools. A name that is taken is replaced. */
  async registerAPI(
    name: string,
    source: string | URL | object,
    { policy, maxSessionLength, ...options }: AgentRegisterOptions = {},
  ): Promise<readonly ApiTool[]> {
    const tools = await this.#client.registerAPI(name, source, options);
    this.#sending.set(name, { policy: policy ?? this.#options.policy ?? "full", maxSessionLength });
    const place = publicPlace(this.#client.documentOf(name).source);
    if (place !== null) this.context.addApiSpec(name, place);
    this.context.addInteraction("api_registered", place, `Discovered ${tools.length} tools`, { api: name });
    return tools;
  }

  /** Whether there was such an API. */
  unregisterAPI(name: string): boolean {
    return this.#client.unregisterAPI(name);
  }

  /** All tools, or those of one API, in the order of the documents. */
  listTools(options?: FindOptions): readonly ApiTool[] {
    return this.#client.listTools(options);
  }

  /** The tools that fit words best, the best first: by name, summary, tags and path. */
  searchTools(query: string, options?: SearchOptions): readonly ApiTool[] {
    return this.#client.searchTools(query, options);
  }

  /** The tool by name; see `OCPClient.getTool`. */
  getTool(name: string, options?: FindOptions): ApiTool {
    return this.#client.getTool(name, options);
  }

  /**
   * Calls a tool with the context in its header fields, as far as the API's policy allows, and notes in the context
   * that it did. What the operation `requires` and is not among the arguments is taken from the context; what it
   * `provides` is kept there. Throws ContextRequiredError where something is in neither, else as `OCPClient.callTool`.
   */
  async callTool(
    tool: string | ApiTool,
    args: Record<string, unknown> = {},
    { api, ...options }: Omit<CallOptions, "contextHeaders" | "onResponse"> & FindOptions = {},
  ): Promise<ToolResponse> {
    const found = typeof tool === "string" ? this.#client.getTool(tool, { api }) : tool;
    const whole = { ...args, ...requiredArguments(found, args, this.context) };
    const { redact, trace, update = true } = this.#options;
    const { policy, maxSessionLength } = this.#sending.get(found.api) ?? { policy: "none" };
    const detail = detailFor(policy, this.#wantsContext(found));
    const headersFor = contextHeadersFor(this.context, { policy: detail, redact, maxSessionLength, trace: trace?.() });
    let start: string | undefined;
    try {
      const response = await this.#client.callTool(found, whole, {
        ...options,
        contextHeaders: (request) => {
          start ??= request.url.origin;
          return headersFor(request);
        },
        onResponse: async ({ url, headers }) => {
          if (update && detail === "full" && url.origin === start) await learn(this.context, found, headers);
        },
      });
      const kept = response.ok ? this.#keep(found, response.data) : {};
      this.#record(`tool_call:${found.name}`, found, `HTTP ${response.status}`, {
        ...this.#argumentsOf(whole),
        ...kept,
      });
      return response;
    } catch (error) {
      const result = error instanceof ToolError ? error.code : "failed";
      this.#record(`tool_error:${found.name}`, found, result, this.#argumentsOf(whole));
      throw error;
    }
  }

  /** Under the policy `auto`: the document or the operation asks for contexts, and of agents of this kind. */
  #wantsContext(tool: ApiTool): boolean {
    const { enabled, agentTypes } = this.#client.documentOf(tool.api).ocp;
    const welcome = agentTypes.length === 0 || agentTypes.includes(this.context.agent_type);
    return welcome && (enabled || tool.ocp.requires_context);
  }

  #keep({ ocp }: ApiTool, data: unknown): Record<string, unknown> {
    const given = provided(ocp.provides, data);
    const kept = Object.entries(given).filter(([, value]) => JSON.stringify(value).length <= LARGEST_FACT);
    for (const [name, value] of kept) this.context.accumulate(name, value);
    const left = Object.keys(given).filter((name) => !kept.some(([other]) => other === name));
    return left.length === 0 ? {} : { too_large_to_keep: left };
  }

  #record(action: string, { api, method, path }: ApiTool, result: string, metadata: Record<string, unknown>): void {
    this.context.addInteraction(action, `${method} ${path}`, result, { api, ...metadata });
  }

  #argumentsOf(args: Record<string, unknown>): Record<string, unknown> {
    const { recordArguments = "names" } = this.#options;
    if (recordArguments === "none") return {};
    return { arguments: recordArguments === "values" ? args : Object.keys(args) };
  }
}

/** A larger fact, as JSON text, would push everything else out of the header. */
const LARGEST_FACT = 16_384;

function provided(names: readonly string[], data: unknown): Record<string, unknown> {
  // Bytes and streams are no facts.
  if (ArrayBuffer.isView(data) || (typeof data === "object" && data !== null && Symbol.asyncIterator in data))
    return {};
  const members = typeof data === "object" && data !== null ? data : {};
  const found = names.filter((name) => Object.hasOwn(members, name));
  const [only] = names;
  if (found.length === 0 && names.length === 1 && only !== undefined && data !== undefined) return { [only]: data };
  return Object.fromEntries(found.map((name) => [name, (members as Record<string, unknown>)[name]]));
}

/** Where others find the document too; a path of this machine is nobody's business. */
function publicPlace(source: string | null): string | null {
  const url = source === null ? null : URL.parse(source);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return `${url.origin}${url.pathname}`;
}
