import type { Connection } from "./connection.ts";

/** Well under the 100 ms within which another process's commit is to be noticed. */
const POLL_MS = 40;

/**
 * Notices commits of other connections, in this process or another, by SQLite's `data_version` counter, which costs a
 * read of shared memory. Polls only while somebody listens.
 */
export function createChangeFeed(connection: Connection) {
  const listeners = new Set<() => void>();
  const dataVersion = connection.raw.prepare("PRAGMA data_version").pluck();
  let seen: unknown;
  let timer: NodeJS.Timeout | undefined;

  function notify(): void {
    for (const listener of listeners) listener();
  }

  function poll(): void {
    if (!connection.raw.open) return stop();
    const version = dataVersion.get();
    if (version === seen) return;
    seen = version;
    notify();
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    /** Calls back after commits; returns the way to stop. */
    onCommit(listener: () => void): () => void {
      listeners.add(listener);
      if (timer === undefined) {
        seen = dataVersion.get();
        timer = setInterval(poll, POLL_MS).unref();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    /** Looks at once, after a write of this process. */
    wake: (): void => void (timer !== undefined && queueMicrotask(poll)),
    stop,
  };
}
