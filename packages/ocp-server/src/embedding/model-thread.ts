import { Worker } from "node:worker_threads";
import { OcpError } from "ocp-core";
import type { FromModel, ModelSettings, ToModel } from "./transformers-messages.ts";

/** How long a model stays in memory with nothing to do. */
const IDLE_MS = 300_000;

interface Waiting {
  readonly resolve: (vectors: Float32Array[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that holds a model: started by the first text, ended when idle, started again when needed. */
export function createModelThread(settings: ModelSettings, idleMs: number = IDLE_MS) {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;
  let closed = false;

  function start(): Worker {
    // The sources run as they are under Node's type stripping; the build puts the thread beside the program.
    const file = import.meta.url.endsWith(".ts") ? "./transformers-worker.ts" : "./transformers-worker.js";
    const started = new Worker(new URL(file, import.meta.url), { workerData: settings, stdout: true, stderr: true });
    // What the libraries print is neither the protocol's nor the log's.
    started.stdout.resume();
    started.stderr.resume();
    started.on("message", (message: FromModel) => thread === started && receive(message));
    started.on("error", () => {});
    started.on("exit", () => {
      if (thread !== started) return;
      thread = undefined;
      failAll(failure("The thread that runs the model stopped unexpectedly, for want of memory perhaps."));
    });
    started.unref();
    return started;
  }

  const failure = (message: string): OcpError => new OcpError("EMBEDDER_FAILED", message);

  function failAll(error: OcpError): void {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function receive(message: FromModel): void {
    if (message.type === "failed" && message.fatal) {
      failAll(OcpError.fromWire(message.error));
      return void stop();
    }
    const request = waiting.get(message.id);
    settle(message.id);
    if (message.type === "failed") return request?.reject(OcpError.fromWire(message.error));
    const { values, dimensions } = message;
    const count = dimensions === 0 ? 0 : values.length / dimensions;
    request?.resolve(
      Array.from({ length: count }, (_, place) => values.subarray(place * dimensions, (place + 1) * dimensions)),
    );
  }

  function settle(id: number): void {
    waiting.delete(id);
    if (waiting.size > 0) return;
    thread?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => void stop(), idleMs).unref();
  }

  function post(message: ToModel): void {
    thread ??= start();
    thread.postMessage(message);
  }

  async function stop(): Promise<void> {
    clearTimeout(idle);
    const stopped = thread;
    thread = undefined;
    await stopped?.terminate();
  }

  return {
    /** The model's vectors, in the order of the texts. Throws `EMBEDDER_FAILED`, or the signal's reason. */
    async embed(texts: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
      if (closed) throw failure("The embedder is closed.");
      const id = ++lastId;
      clearTimeout(idle);
      const answered = new Promise<Float32Array[]>((resolve, reject) => waiting.set(id, { resolve, reject }));
      const cancel = (): void => {
        waiting.get(id)?.reject(signal?.reason);
        settle(id);
        thread?.postMessage({ type: "cancel", id } satisfies ToModel);
      };
      signal?.addEventListener("abort", cancel);
      try {
        post({ type: "embed", id, texts });
        thread?.ref();
        return await answered;
      } finally {
        signal?.removeEventListener("abort", cancel);
      }
    },

    async close(): Promise<void> {
      closed = true;
      failAll(failure("The embedder was closed."));
      await stop();
    },
  };
}
