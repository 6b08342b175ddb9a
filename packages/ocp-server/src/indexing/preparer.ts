import { parentPort } from "node:worker_threads";
import { createPreparation } from "./preparation.ts";
import type { FromPreparer, ToPreparer } from "./preparer-messages.ts";
import { standBack } from "./thread-priority.ts";

/** A thread that reads and cuts files for the indexing thread, one task after the other. */
const port = parentPort!;
standBack();
const { prepare } = createPreparation();
let tail: Promise<void> = Promise.resolve();

async function answer({ id, task }: ToPreparer): Promise<void> {
  try {
    const prepared = await prepare(task);
    const buffers = prepared.text?.blocks.map(({ data }) => data.buffer as ArrayBuffer);
    port.postMessage({ id, prepared } satisfies FromPreparer, buffers);
  } catch (error) {
    port.postMessage({ id, failed: String(error) } satisfies FromPreparer);
  }
}

port.on("message", (message: ToPreparer) => {
  tail = tail.then(() => answer(message));
});
port.postMessage({ ready: true } satisfies FromPreparer);
