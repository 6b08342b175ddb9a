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
import { deleteRemoved, hasRemoved } from "../sql/removed.ts";
import { createSessionStore } from "../sql/sessions.ts";
import { createStateStore } from "../sql/state.ts";
import { createTraceStore } from "../sql/traces.ts";
import { createWorkspaceStore } from "../sql/workspaces.ts";
import type { Store } from "../store.ts";
import { createChangeFeed } from "./changes.ts";
import { openConnection, type Connection } from "./connection.ts";
import { isBusy, toStorageError } from "./faults.ts";
import { createIndexStore } from "./index-store.ts";
import { isHollow, shrink } from "./shrink.ts";
import { createTextStore } from "./text-store.ts";
import { createVectorStore } from "./vector-store.ts";
import { createWriter } from "./writer.ts";

export interface SqliteOptions {
  readonly path: string;
  /** For a thread that writes much and answers nobody: it is the one that moves what was written into the file. */
  readonly bulk?: boolean | undefined;
  /** The clock, in milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * Pages of the write-ahead log at which a commit moves them into the file. The more there are, the more often a page was
 * written again meanwhile and is moved only once. The server's thread, which it would hold up, leaves it to the others.
 */
const CHECKPOINT_PAGES = { bulk: 2_000, other: 6_000 } as const;
/** Pages that a reading connection keeps. What writes much reads each page of the text index once, to merge it. */
const CACHE_KB = { bulk: 4_000, other: 16_000 } as const;
/** Of the file mapped into memory; what was read of it counts as the process's memory. */
const MAPPED_BYTES = 33_554_432;

/** Opens, and when needed makes, a database file that several processes may share. Throws `STORAGE_UNAVAILABLE`. */
export async function openSqliteStore({ path, bulk = false, now = Date.now }: SqliteOptions): Promise<Store> {
  const connections: Connection[] = [];
  try {
    await makeFolder(dirname(path)).catch((error: unknown) => {
      throw new OcpError(
        "STORAGE_UNAVAILABLE",
        "The database's folder cannot be made. Check its permissions and the disk, or name another file with --db or OCP_DB_PATH.",
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
    writing.raw.pragma(`wal_autocheckpoint = ${bulk ? CHECKPOINT_PAGES.bulk : CHECKPOINT_PAGES.other}`);
    const writer = createWriter(writing, { yielding: bulk });
    const epoch = await writer.run(() => migrate(writing.kysely, () => randomBytes(4).toString("hex")));
    const reading = openConnection(path);
    connections.push(reading);
    reading.raw.pragma(`cache_size = -${bulk ? CACHE_KB.bulk : CACHE_KB.other}`);
    if (!bulk) reading.raw.pragma(`mmap_size = ${MAPPED_BYTES}`);
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
  // Rows of a thousand bytes leave less room unused than in the usual half of it; only a new file obeys.
  raw.pragma("page_size = 8192");
  raw.pragma("auto_vacuum = INCREMENTAL");
  raw.pragma("journal_mode = WAL");
  raw.pragma("synchronous = NORMAL");
  raw.pragma("journal_size_limit = 33554432");
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
  const text = createTextStore({ db, reading, writing });
  const vectors = createVectorStore({ db, reading, writing });
  let deleting: Promise<number> | undefined;

  async function deleteAllLeft(): Promise<number> {
    const count = await deleteRemoved(db);
    await text.deleteDropped();
    if (count > 0) await vectors.collect();
    await shrink(db, writing);
    return count;
  }

  return {
    workspaces: createWorkspaceStore(db),
    index: createIndexStore({ db, reading, writing }),
    vectors,
    text,
    state: createStateStore(db),
    sessions: createSessionStore(db),
    events: createEventStore(db),
    leases: createLeaseStore(db),
    traces: createTraceStore(db),
    onCommit: changes.onCommit,
    purge: (at) => purge(db, at),
    hasLeftovers: async () => (await hasRemoved(db)) || isHollow(reading),
    shrink: (signal) => shrink(db, writing, signal),
    deleteLeftovers() {
      // It may take longer than the time until somebody asks again.
      deleting ??= deleteAllLeft().finally(() => (deleting = undefined));
      return deleting;
    },
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
