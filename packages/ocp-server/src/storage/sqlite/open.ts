import { randomBytes } from "node:crypto";
import { mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OcpError } from "ocp-core";
import { migrate } from "../migrations/migrate.ts";
import type { SqlDatabase } from "../sql/database.ts";
import { createEventStore } from "../sql/events.ts";
import { createLeaseStore } from "../sql/leases.ts";
import { purge } from "../sql/purge.ts";
import { createSessionStore } from "../sql/sessions.ts";
import { createStateStore } from "../sql/state.ts";
import { createWorkspaceStore } from "../sql/workspaces.ts";
import type { Store } from "../store.ts";
import { createChangeFeed } from "./changes.ts";
import { openConnection, type Connection } from "./connection.ts";
import { isBusy, toStorageError } from "./faults.ts";
import { createIndexStore } from "./index-store.ts";
import { createTextStore } from "./text-store.ts";
import { createVectorStore } from "./vector-store.ts";
import { createWriter } from "./writer.ts";

export interface SqliteOptions {
  readonly path: string;
  /** The clock, in milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Opens, and when needed makes, a database file that several processes may share. Throws `STORAGE_UNAVAILABLE`. */
export async function openSqliteStore({ path, now = Date.now }: SqliteOptions): Promise<Store> {
  const connections: Connection[] = [];
  try {
    await makeFolder(dirname(path)).catch((error: unknown) => {
      throw new OcpError(
        "STORAGE_UNAVAILABLE",
        "The database's folder cannot be made. Check its permissions and the disk, or set OCP_DB_PATH to another file.",
        { cause: error },
      );
    });
    // Made here and not by SQLite, so that only its owner can read what agents share.
    await open(path, "a", 0o600)
      .then((file) => file.close())
      .catch(() => {});
    const writing = openConnection(path);
    connections.push(writing);
    await patiently(() => prepareFile(writing));
    const writer = createWriter(writing);
    const epoch = await writer.run(() => migrate(writing.kysely, () => randomBytes(4).toString("hex")));
    const reading = openConnection(path);
    connections.push(reading);
    reading.raw.pragma("cache_size = -16000");
    reading.raw.pragma("mmap_size = 268435456");
    return createStore({ reading, writing, writer, epoch, now });
  } catch (error) {
    for (const { raw } of connections) raw.close();
    throw toStorageError(error);
  }
}

/** Makes a folder and those above it. Node's own recursive way never ends where the system refuses oddly, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (!found && dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST" || found) throw error;
  });
}

function prepareFile({ raw }: Connection): void {
  raw.pragma("journal_mode = WAL");
  raw.pragma("synchronous = NORMAL");
  raw.pragma("journal_size_limit = 33554432");
  raw.pragma("cache_size = -16000");
  // From here on waiting for the lock is the writer's, which does not block the thread.
  raw.pragma("busy_timeout = 0");
}

/** Retries what fails because several processes open the same new file at once. */
async function patiently(action: () => void): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || attempt === 100) throw error;
      await sleep(5 + Math.random() * 20);
    }
  }
}

interface Parts {
  reading: Connection;
  writing: Connection;
  writer: ReturnType<typeof createWriter>;
  epoch: string;
  now: () => number;
}

function createStore({ reading, writing, writer, epoch, now }: Parts): Store {
  const changes = createChangeFeed(reading);
  const db: SqlDatabase = {
    read: reading.kysely,
    epoch,
    now,
    async lastEventSeq() {
      const seq = reading.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'event'").pluck().get();
      return (seq as number | undefined) ?? 0;
    },
    async write(body) {
      const result = await writer.run(() => body(writing.kysely));
      changes.wake();
      return result;
    },
  };
  return {
    workspaces: createWorkspaceStore(db),
    index: createIndexStore({ db, reading, writing }),
    vectors: createVectorStore({ db, reading, writing }),
    text: createTextStore({ db, reading, writing }),
    state: createStateStore(db),
    sessions: createSessionStore(db),
    events: createEventStore(db),
    leases: createLeaseStore(db),
    onCommit: changes.onCommit,
    purge: (at) => purge(db, at),
    async check() {
      const rows = reading.raw.pragma("quick_check") as { quick_check: string }[];
      return rows.map((row) => row.quick_check).filter((line) => line !== "ok");
    },
    async [Symbol.asyncDispose]() {
      changes.stop();
      await writer.settled();
      reading.raw.close();
      writing.raw.close();
    },
  };
}
