import { once } from "node:events";
import { getPriority } from "node:os";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";

it.skipIf(process.platform !== "linux")("makes one thread stand back, and no other", async () => {
  const before = getPriority();
  const worker = new Worker(new URL("./programs/stand-back.ts", import.meta.url));
  const [of] = (await once(worker, "message")) as [{ before: number; after: number }];
  await worker.terminate();
  expect(of).toEqual({ before, after: Math.min(before + 10, 19) });
  expect(getPriority()).toBe(before);
});
