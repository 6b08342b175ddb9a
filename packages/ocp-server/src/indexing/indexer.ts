import { Worker } from "node:worker_threads";
import { OcpError, isFileRoot, type WireError } from "ocp-core";
import { toSentSettings } from "../embedding/settings.ts";
import type { EngineOptions } from "../engine.ts";
import type { Logger } from "../log.ts";
import type { WorkspaceRecord } from "../storage/store.ts";
import type { EmbedOptions } from "./indexing.ts";
import type { RunProgress, RunResult } from "./run.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./worker-messages.ts";

/** How long the worker may take to put its work down when the server ends. */
const CLOSE_MS = 700;

export interface IndexOptions {
  /** Root-relative files or folders; default the whole root. */
  readonly under?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

/** Keeps indexes current, in a worker thread so that the server's own thread is never held. */
export interface Indexer extends AsyncDisposable {
  index(workspace: WorkspaceRecord, options?: IndexOptions): Promise<RunResult>;
  /** Follows the changes of an indexed folder from now on, unless another process does. Returns at once. */
  follow(workspace: WorkspaceRecord): void;
  /** Gives vectors to documents that were put, where the embedder's are stored. Returns at once. */
  embed(workspaceId: string): void;
  /** The same, until it is done or stopped; answers how many texts have none then. */
  embedAll(workspaceId: string, options?: EmbedOptions): Promise<number>;
  /** Stops following a workspace. A run under way ends by itself once the workspace is gone. */
  forget(workspaceId: string): Promise<void>;
  /** Deletes what removed workspaces have left. Returns at once. */
  deleteLeftovers(): void;
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

export function createIndexer(options: EngineOptions, log: Logger): Indexer {
  const pending = new Map<number, Pending>();
  const followed = new Set<string>();
  let worker: Worker | undefined;
  let lastId = 0;

  function start(): Worker {
    // The sources run as they are under Node's type stripping; the build puts the worker beside the program.
    const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
    const { dbPath, watch, maxFileBytes, allowedRoots } = options;
    const started = new Worker(new URL(file, import.meta.url), {
      workerData: {
        dbPath,
        watch,
        maxFileBytes,
        allowedRoots,
        embedding: toSentSettings(options),
      } satisfies WorkerSettings,
      // Nothing a worker prints may reach the protocol's stdout.
      stdout: true,
      // Without a bound, what it throws away soon would grow to a hundred megabytes; with half of this, what is being
      // written is often still in use when garbage is collected, which takes a tenth more of a run.
      resourceLimits: { maxYoungGenerationSizeMb: 24 },
    });
    started.on("message", receive);
    started.on("error", (error) => log.error(`indexer: ${error instanceof Error ? error.message : String(error)}`));
    started.on("exit", () => {
      if (worker !== started) return;
      worker = undefined;
      followed.clear();
      for (const { reject } of pending.values())
        reject(new OcpError("INTERNAL", "The indexer stopped unexpectedly. Index again."));
      pending.clear();
    });
    started.unref();
    return started;
  }

  function post(message: ToWorker): void {
    worker ??= start();
    worker.postMessage(message);
  }

  function receive(message: FromWorker): void {
    if (message.type === "log") return log[message.level](message.message);
    const waiting = pending.get(message.id);
    if (!waiting) return;
    if (message.type === "progress") return waiting.onProgress?.(message.progress as never);
    settle(message.id);
    if (message.type === "failed") waiting.reject(fromWorker(message.error));
    else waiting.resolve(message.result as never);
  }

  function settle(id: number): void {
    pending.delete(id);
    if (pending.size === 0) worker?.unref();
  }

  async function request<T>(
    message: (id: number) => ToWorker,
    { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: Pending["onProgress"] } = {},
  ): Promise<T> {
    signal?.throwIfAborted();
    const id = ++lastId;
    const done = new Promise<T>((resolve, reject) => pending.set(id, { resolve, reject, onProgress }));
    post(message(id));
    worker?.ref();
    const cancel = (): void => post({ type: "cancel", id });
    signal?.addEventListener("abort", cancel);
    try {
      return await done;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  return {
    async index(workspace, { under, ...waiting } = {}) {
      const result = await request<RunResult>((id) => ({ type: "index", id, workspace, under }), waiting);
      if (under === undefined && options.watch && isFileRoot(workspace.root_uri)) followed.add(workspace.workspace_id);
      return result;
    },

    follow(workspace) {
      if (
        !options.watch ||
        !workspace.indexed ||
        followed.has(workspace.workspace_id) ||
        !isFileRoot(workspace.root_uri)
      )
        return;
      followed.add(workspace.workspace_id);
      post({ type: "follow", workspace });
    },

    embed(workspaceId) {
      if (options.embedder !== "hash") post({ type: "embed", workspaceId });
    },

    async embedAll(workspaceId, waiting) {
      if (options.embedder === "hash") return 0;
      return request<number>((id) => ({ type: "embedAll", id, workspaceId }), waiting);
    },

    async forget(workspaceId) {
      followed.delete(workspaceId);
      if (worker) await request<void>((id) => ({ type: "forget", id, workspaceId }));
    },

    deleteLeftovers: () => post({ type: "deleteLeftovers" }),

    async [Symbol.asyncDispose]() {
      const closing = worker;
      worker = undefined;
      if (!closing) return;
      for (const { reject } of pending.values())
        reject(new OcpError("STORAGE_UNAVAILABLE", "The server is shutting down."));
      pending.clear();
      const exited = new Promise<void>((resolve) => closing.once("exit", () => resolve()));
      closing.postMessage({ type: "close" } satisfies ToWorker);
      closing.ref();
      const timer = setTimeout(() => void closing.terminate(), CLOSE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

function fromWorker(error: WireError | string): Error {
  return typeof error === "string" ? new Error(error) : OcpError.fromWire(error);
}
