import type { SqlDatabase } from "../sql/database.ts";
import type { Connection } from "./connection.ts";

/** One page in so many may be free: what is written next takes it. */
const KEPT = 200;
/** Pages that one transaction gives back. */
const PAGES_AT_ONCE = 128;
/** Fewer free pages are nothing to give back before a run does it anyway. */
const MANY_PAGES = 4_096;
/** What `auto_vacuum` is where pages may move. */
const INCREMENTAL = 2;

/**
 * Gives back to the file system what the file has more of free pages than it will soon need, in short transactions.
 * Files of the first release have no room to note which pages may move, and stay as they are.
 */
export async function shrink(db: SqlDatabase, { raw }: Connection, signal?: AbortSignal): Promise<void> {
  const spare = (): number => read(raw, "freelist_count") - Math.floor(read(raw, "page_count") / KEPT);
  while (signal?.aborted !== true && spare() > 0) {
    const before = read(raw, "page_count");
    await db.write(async () => void raw.pragma(`incremental_vacuum(${Math.min(PAGES_AT_ONCE, spare())})`));
    if (read(raw, "page_count") === before) return;
  }
}

/** Whether so much of the file is free that it need not wait for a run to be given back, as after a table was made anew. */
export function isHollow({ raw }: Connection): boolean {
  const free = read(raw, "freelist_count");
  return free > MANY_PAGES && free > read(raw, "page_count") / 4 && read(raw, "auto_vacuum") === INCREMENTAL;
}

const read = (raw: Connection["raw"], name: string): number => Number(raw.pragma(name, { simple: true }));
