import type { Chunk } from "ocp-core";
import type { IndexStore } from "../storage/store.ts";

/**
 * Reads the chunks of these rows, in their order, until there are `most` of different contents: of equal ones only the
 * first counts. Rows that went or turned stale are passed over.
 */
export async function readDistinct(
  index: IndexStore,
  rows: readonly number[],
  most: number,
): Promise<ReadonlyMap<number, Chunk>> {
  const seen = new Set<string>();
  const distinct = new Map<number, Chunk>();
  // Most often the first reading gives enough; where there are copies it takes more.
  for (let start = 0; distinct.size < most && start < rows.length; start += most) {
    const some = rows.slice(start, start + most);
    const chunks = await index.chunksByRow(some);
    for (const row of some) {
      const chunk = chunks.get(row);
      if (distinct.size === most || chunk === undefined || seen.has(chunk.content_hash)) continue;
      seen.add(chunk.content_hash);
      distinct.set(row, chunk);
    }
  }
  return distinct;
}
