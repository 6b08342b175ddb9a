import { setTimeout as sleep } from "node:timers/promises";

const BASE_MS = 100;
const MAX_MS = 5_000;

/** How long to wait before the next try, in milliseconds: doubling from 100 to 5000, of which a random half or more. */
export function backoffMs(failures: number): number {
  const ceiling = Math.min(MAX_MS, BASE_MS * 2 ** Math.min(failures - 1, 10));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}

/** Waits. Throws the signal's reason when it is aborted. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
