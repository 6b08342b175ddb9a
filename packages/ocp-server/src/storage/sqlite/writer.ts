import { setTimeout as sleep } from "node:timers/promises";
import { OcpError } from "ocp-core";
import type { Connection } from "./connection.ts";
import { isBusy, toStorageError } from "./faults.ts";

/** How long a write waits for other processes before it gives up. */
const PATIENCE_MS = 30_000;
/** Between two writes of one that yields, when they would follow each other at once. */
const YIELD_MS = 1;

/**
 * Serialises the writes of one connection. The wait for other processes is asynchronous: SQLite's own busy handler
 * would sleep on the thread that answers everybody else. One that is `yielding` writes much and leaves a moment between
 * its writes, as who waits does not queue but asks again.
 */
export function createWriter(connection: Connection, { yielding = false }: { readonly yielding?: boolean } = {}) {
  const begin = connection.raw.prepare("BEGIN IMMEDIATE");
  const commit = connection.raw.prepare("COMMIT");
  const rollback = connection.raw.prepare("ROLLBACK");
  let tail: Promise<unknown> = Promise.resolve();
  let freed = 0;

  async function lock(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        begin.run();
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
      }
      await sleep(1 + 2 * Math.random());
    }
  }

  /** Leaves those who wait a moment in which to find the lock free. */
  async function letOthers(): Promise<void> {
    if (performance.now() - freed < YIELD_MS) await sleep(YIELD_MS);
  }

  async function transaction<T>(body: () => T | Promise<T>): Promise<T> {
    try {
      if (yielding) await letOthers();
      await lock();
      try {
        const result = await body();
        commit.run();
        freed = performance.now();
        return result;
      } catch (error) {
        // SQLite may have rolled back already, as it does when the disk is full.
        if (connection.raw.inTransaction) rollback.run();
        throw error;
      }
    } catch (error) {
      throw toStorageError(error);
    }
  }

  return {
    /** Runs a transaction after those asked for before it. */
    run<T>(body: () => T | Promise<T>): Promise<T> {
      const result = tail.then(() => {
        if (!connection.raw.open) throw new OcpError("STORAGE_UNAVAILABLE", "The server is shutting down.");
        return transaction(body);
      });
      tail = result.catch(() => {});
      return result;
    },
    /** Resolves when every write asked for so far has ended. */
    settled: (): Promise<void> => tail.then(() => {}),
  };
}
