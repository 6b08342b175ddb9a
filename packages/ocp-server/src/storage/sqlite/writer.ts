import { setTimeout as sleep } from "node:timers/promises";
import { OcpError } from "ocp-core";
import type { Connection } from "./connection.ts";
import { isBusy, toStorageError } from "./faults.ts";

/** How long a write waits for other processes before it gives up. */
const PATIENCE_MS = 30_000;

/**
 * Serialises the writes of one connection. The wait for other processes is asynchronous: SQLite's own busy handler
 * would sleep on the thread that answers everybody else.
 */
export function createWriter(connection: Connection) {
  const begin = connection.raw.prepare("BEGIN IMMEDIATE");
  const commit = connection.raw.prepare("COMMIT");
  const rollback = connection.raw.prepare("ROLLBACK");
  let tail: Promise<unknown> = Promise.resolve();

  async function lock(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let attempt = 0; ; attempt++) {
      try {
        begin.run();
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
      }
      await sleep(1 + Math.random() * Math.min(attempt, 4));
    }
  }

  async function transaction<T>(body: () => T | Promise<T>): Promise<T> {
    try {
      await lock();
      try {
        const result = await body();
        commit.run();
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
