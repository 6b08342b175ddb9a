import type { SqlDatabase } from "../sql/database.ts";
import type { Connection } from "./connection.ts";

/** One page in so many may be free: what is written next takes it. */
const KEPT = 200;
/** Pages that one transaction gives back. */
const PAGES_AT_ONCE = 128;

/**
 * Gives back to the file system what the file has more of free pages than it will soon need, in short transactions.
 * Files of the first release have no room to note which pages may move, and stay as they are.
 */
export async function shrink(db: SqlDatabase, { raw }: Connection, signal?: AbortSignal): Promise<void> {
  const read = (name: string): number => Number(raw.pragma(name, { simple: true }));
  const spare = (): number => read("freelist_count") - Math.floor(read("page_count") / KEPT);
  while (signal?.aborted !== true && spare() > 0) {
    const before = read("page_count");
    await db.write(async () => void raw.pragma(`incremental_vacuum(${Math.min(PAGES_AT_ONCE, spare())})`));
    if (read("page_count") === before) return;
  }
}
