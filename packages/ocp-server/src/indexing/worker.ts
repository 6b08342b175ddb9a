import { parentPort, workerData } from "node:worker_threads";
import { OcpError } from "ocp-core";
import { openEmbedder } from "../embedding/open.ts";
import { fromSentSettings } from "../embedding/settings.ts";
import { openStore } from "../storage/open.ts";
import { createIndexing } from "./indexing.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./worker-messages.ts";

/** The indexing thread: opens the database for itself and does what the server's thread asks. */
const options = workerData as WorkerSettings;
const port = parentPort!;
const send = (message: FromWorker): void => port.postMessage(message);
const log = (level: "error" | "warn" | "info" | "debug") => (message: string) => send({ type: "log", level, message });

const opening = (async () => {
  const store = await openStore({ path: options.dbPath, bulk: true });
  const embedder = await openEmbedder(fromSentSettings(options.embedding));
  const indexing = createIndexing({
    store,
    embedder,
    never: [options.dbPath],
    maxFileBytes: options.maxFileBytes,
    allowedRoots: options.allowedRoots,
    watch: options.watch,
    log: { error: log("error"), warn: log("warn"), info: log("info"), debug: log("debug") },
  });
  return { store, embedder, indexing };
})();
// A thread that could not open the database ends once it has said so; the next request starts another.
opening.catch(() => setImmediate(() => port.close()));

const running = new Map<number, AbortController>();

async function answer(
  id: number,
  work: (signal: AbortSignal) => Promise<Extract<FromWorker, { type: "done" }>["result"]>,
): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    send({ type: "done", id, result: await work(controller.signal) });
  } catch (error) {
    send({ type: "failed", id, error: OcpError.is(error) ? error.toWire() : String(error) });
  } finally {
    running.delete(id);
  }
}

async function close(): Promise<void> {
  for (const controller of running.values()) controller.abort();
  const opened = await opening.catch(() => undefined);
  await opened?.indexing[Symbol.asyncDispose]();
  await opened?.embedder[Symbol.asyncDispose]();
  await opened?.store[Symbol.asyncDispose]();
  port.close();
}

port.on("message", (message: ToWorker) => {
  switch (message.type) {
    case "index":
      void answer(message.id, async (signal) => {
        const { indexing } = await opening;
        return indexing.index({
          workspace: message.workspace,
          under: message.under,
          signal,
          onProgress: (progress) => send({ type: "progress", id: message.id, progress }),
        });
      });
      break;
    case "cancel":
      running.get(message.id)?.abort();
      break;
    case "follow":
      opening
        .then(({ indexing }) => indexing.follow(message.workspace))
        .catch((error: unknown) => log("error")(String(error)));
      break;
    case "embed":
      opening.then(({ indexing }) => indexing.embed(message.workspaceId)).catch(() => {});
      break;
    case "embedAll":
      void answer(message.id, async (signal) => {
        const { indexing } = await opening;
        return indexing.embedAll(message.workspaceId, {
          signal,
          onProgress: (progress) => send({ type: "progress", id: message.id, progress }),
        });
      });
      break;
    case "forget":
      void answer(message.id, async () => {
        await (await opening).indexing.forget(message.workspaceId);
        return undefined;
      });
      break;
    case "deleteLeftovers":
      opening
        .then(({ store }) => store.deleteLeftovers())
        .catch((error: unknown) => log("debug")(`deleting what was removed: ${String(error)}`));
      break;
    case "close":
      void close();
      break;
  }
});
