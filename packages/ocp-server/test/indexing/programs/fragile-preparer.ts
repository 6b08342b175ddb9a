import { parentPort } from "node:worker_threads";
import type { ToPreparer } from "../../../src/indexing/preparer-messages.ts";
import { createPreparation } from "../../../src/indexing/preparation.ts";

/** Prepares as the usual program does, but ends at a file called `fatal`, and never ends at one called `endless`. */
const port = parentPort!;
const { prepare } = createPreparation();
let tail: Promise<unknown> = Promise.resolve();

async function answer({ id, task }: ToPreparer): Promise<void> {
  const names = new Set(task.files.map(({ path }) => path));
  if (names.has("fatal")) process.exit(1);
  while (names.has("endless"));
  port.postMessage({ id, prepared: await prepare(task) });
}

port.on("message", (message: ToPreparer) => {
  tail = tail.then(() => answer(message));
});
port.postMessage({ ready: true });
