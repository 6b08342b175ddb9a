import type { Chunk } from "ocp-core";
import type { IndexStore } from "../storage/store.ts";

/** Chunks by row; those that went or turned stale since they were found are not among them. */
export async function chunksByRow(index: IndexStore, rows: readonly number[]): Promise<Map<number, Chunk>> {
  const chunks = await index.chunksByRow(rows);
  // The store leaves out rows that went, without saying which.
  const found: (Chunk | undefined)[] =
    chunks.length === rows.length
      ? chunks
      : await Promise.all(rows.map(async (row) => (await index.chunksByRow([row]))[0]));
  const known = new Map<number, Chunk>();
  found.forEach((chunk, place) => {
    if (chunk !== undefined && chunk.metadata["stale"] !== true) known.set(rows[place]!, chunk);
  });
  return known;
}
