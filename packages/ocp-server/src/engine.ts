import {
  OcpError,
  TOOLS,
  findTool,
  type ModelBackend,
  type OcpEvent,
  type ToolInput,
  type ToolName,
  type ToolOutput,
} from "ocp-core";
import { OPEN_CALLER, type Caller } from "./access/keys.ts";
import type { Config } from "./config.ts";
import { openEmbedder } from "./embedding/open.ts";
import type { EmbedderSettings } from "./embedding/settings.ts";
import { createIndexer, type Indexer } from "./indexing/indexer.ts";
import type { EmbedOptions } from "./indexing/indexing.ts";
import { createLogger, describeError, type Logger } from "./log.ts";
import { toTokenCounter, type CustomTokenCounter } from "./retrieval/custom-tokens.ts";
import { openTokenCounter } from "./retrieval/tokens.ts";
import { openStore, toStorageError } from "./storage/open.ts";
import type { Store } from "./storage/store.ts";
import { OPERATIONS } from "./tools/operations.ts";
import { checkCaller, requireWorkspace, type Call, type Services } from "./tools/operation.ts";
import { parseInput } from "./tools/parse-input.ts";

/** How often what has run out is ended, in milliseconds. */
const SWEEP_MS = 1000;

/** The settings that an engine needs of a server's. */
export type EngineOptions = EmbedderSettings &
  Pick<Config, "dbPath" | "watch" | "allowedRoots" | "tokenizer" | "maxFileBytes"> & {
    /** Counts the tokens of packed context instead of `tokenizer`. */
    readonly tokenCounter?: CustomTokenCounter | undefined;
    /** Opens the local model that rewrites prompts; called once, when first needed. */
    readonly openModel?: (() => Promise<ModelBackend | undefined>) | undefined;
  };

export type CallOptions = Omit<Call, "caller">;

/** Every OCP operation by its name on the wire, free of MCP. */
export interface Engine extends AsyncDisposable {
  /** Checks the input, does the work, and answers. Throws `OcpError` and nothing else. */
  call<N extends ToolName>(
    name: N,
    input: ToolInput<N>,
    caller?: Caller,
    options?: CallOptions,
  ): Promise<ToolOutput<N>>;
  /** The last events of a workspace, oldest first, and the cursor after them. Throws as a call does. */
  latestEvents(workspaceId: string, limit: number, caller?: Caller): Promise<{ events: OcpEvent[]; cursor: string }>;
  /** Gives a vector to every text of a workspace that has none, where the embedder's are stored; how many have none then. */
  embedAll(workspaceId: string, options?: EmbedOptions): Promise<number>;
  /** What is wrong with the database; empty when it is sound. */
  check(): Promise<string[]>;
}

/**
 * Builds an engine. The database is opened by the first call: a server whose disk is not there yet still answers, each
 * call with `STORAGE_UNAVAILABLE` and what to do, until it is.
 */
export function createEngine(options: EngineOptions, log: Logger = createLogger("warn")): Engine {
  let opening: Promise<Opened> | undefined;
  let closed = false;

  interface Opened {
    services: Services;
    close(): Promise<void>;
  }

  async function open(): Promise<Opened> {
    const store = await openStore({ path: options.dbPath });
    const embedder = await openEmbedder(options);
    const indexer = createIndexer(options, log);
    const custom = options.tokenCounter && toTokenCounter(options.tokenCounter);
    const timer = setInterval(() => {
      sweep(store, indexer).catch((error: unknown) => log.debug(`sweep: ${describeError(error)}`));
    }, SWEEP_MS).unref();
    let model: Promise<ModelBackend | undefined> | undefined;
    return {
      services: {
        store,
        model: () => (model ??= options.openModel?.() ?? Promise.resolve(undefined)),
        indexer,
        embedder,
        allowedRoots: options.allowedRoots,
        log,
        tokenCounter: async () => custom ?? openTokenCounter(options.tokenizer),
      },
      async close() {
        clearInterval(timer);
        await indexer[Symbol.asyncDispose]();
        await embedder[Symbol.asyncDispose]();
        await store[Symbol.asyncDispose]();
      },
    };
  }

  async function services(): Promise<Services> {
    if (closed) throw new OcpError("STORAGE_UNAVAILABLE", "The server is shutting down.");
    opening ??= open();
    try {
      return (await opening).services;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  }

  return {
    async call(name, input, caller = OPEN_CALLER, callOptions = {}) {
      try {
        const known = findTool(name);
        if (!known)
          throw new OcpError("METHOD_NOT_FOUND", `No tool '${String(name).slice(0, 80)}'.`, {
            details: { known: Object.keys(TOOLS) },
          });
        const opened = await services();
        const parsed = await parseAfterWorkspace(opened, known, input, caller);
        const operation = OPERATIONS[known] as (services: Services, input: unknown, call: Call) => Promise<unknown>;
        return (await operation(opened, parsed, { ...callOptions, caller })) as never;
      } catch (error) {
        if (callOptions.signal?.aborted && !OcpError.is(error)) throw cancelled(name, error);
        throw toOcpError(error, name, log);
      }
    },

    async latestEvents(workspaceId, limit, caller = OPEN_CALLER) {
      try {
        const { store } = await services();
        await requireWorkspace(store, caller, workspaceId);
        const { events, cursor } = await store.events.latest({ workspaceId }, limit);
        return { events, cursor };
      } catch (error) {
        throw toOcpError(error, "events", log);
      }
    },

    async embedAll(workspaceId, embedOptions) {
      try {
        return await (await services()).indexer.embedAll(workspaceId, embedOptions);
      } catch (error) {
        throw toOcpError(error, "embedding", log);
      }
    },

    async check() {
      return (await services()).store.check();
    },

    async [Symbol.asyncDispose]() {
      closed = true;
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  };
}

/** Reads the input; where it is wrong, an unknown workspace is said first, since nothing else means anything then. */
async function parseAfterWorkspace(
  { store }: Services,
  name: ToolName,
  input: unknown,
  caller: Caller,
): Promise<unknown> {
  try {
    return parseInput(name, input);
  } catch (error) {
    const workspaceId = (input as { workspace_id?: unknown } | null | undefined)?.workspace_id;
    if (typeof workspaceId === "string") {
      if (name === "workspace.unregister") checkCaller(caller, workspaceId);
      else await requireWorkspace(store, caller, workspaceId);
    }
    throw error;
  }
}

function cancelled(name: string, cause: unknown): OcpError {
  return new OcpError("INTERNAL", `${name} was cancelled; what it had done until then stays.`, { cause });
}

function toOcpError(thrown: unknown, name: string, log: Logger): OcpError {
  const error = toStorageError(thrown);
  if (OcpError.is(error)) {
    if (error.cause !== undefined) log.error(`${name}: ${describeError(error)}`);
    return error;
  }
  log.error(`${name}: ${describeError(error)}`);
  if (error instanceof Error && error.stack) log.debug(error.stack);
  return new OcpError("INTERNAL", `${name} failed unexpectedly; the server's log has the details.`, { cause: error });
}

async function sweep(store: Store, indexer: Indexer): Promise<void> {
  await store.purge(Date.now());
  // Perhaps of a process that ended before it was done.
  if (await store.hasLeftovers()) indexer.deleteLeftovers();
}
