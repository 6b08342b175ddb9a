import type { Chunk, LeftOut } from "ocp-core";
import type { IndexStore } from "../../storage/store.ts";
import { isWhole } from "./fill.ts";
import type { Gathered } from "./gather.ts";

/** Listed ones cost tokens too; the rest are counted. */
const MOST_LISTED = 10;

export interface Manifest {
  /** The best of what was left out. */
  readonly left_out: LeftOut[];
  readonly left_out_counts: { readonly budget: number; readonly duplicate: number; readonly relevance: number };
}

/** Says what was found and is not in a pack, and why. `repeated` are the ids of what says nothing new. */
export async function toManifest(
  index: IndexStore,
  { found, others, irrelevant }: Gathered,
  used: ReadonlySet<string>,
  repeated: ReadonlySet<string>,
): Promise<Manifest> {
  const shown = new Set(found.flatMap(({ chunk }) => (used.has(chunk.chunk_id) ? [chunk.content_hash] : [])));
  const fit = others.filter(isWhole);
  const hashes = await index.contentHashesByRow(fit.map(({ row }) => row));
  const missing = found.filter(({ chunk }) => !used.has(chunk.chunk_id));
  const left = [
    ...missing
      .filter(isWhole)
      .map(({ chunk, worth }) => ({ chunk, row: 0, worth, isDuplicate: repeated.has(chunk.chunk_id) })),
    ...fit.map(({ row, worth }) => ({ chunk: undefined, row, worth, isDuplicate: shown.has(hashes.get(row) ?? "") })),
  ].sort((a, b) => b.worth - a.worth);
  const duplicate = left.filter(({ isDuplicate }) => isDuplicate).length;
  // Of what is good for an outline at most, nobody will miss the rest.
  const relevance = irrelevant + missing.length + others.length - left.length;
  const listed = left.slice(0, MOST_LISTED);
  const unread = listed.flatMap(({ chunk, row }) => (chunk === undefined ? [row] : []));
  const read = unread.length === 0 ? new Map<number, Chunk>() : await index.chunksByRow(unread);
  return {
    left_out: listed.flatMap(({ chunk, row, isDuplicate }) => {
      const known = chunk ?? read.get(row);
      return known === undefined ? [] : [toLeftOut(known, isDuplicate ? "duplicate" : "budget")];
    }),
    left_out_counts: { budget: left.length - duplicate, duplicate, relevance },
  };
}

function toLeftOut({ chunk_id, source: { uri, range }, symbol, metadata }: Chunk, reason: LeftOut["reason"]): LeftOut {
  const path = typeof metadata["path"] === "string" ? metadata["path"] : uri;
  return {
    chunk_id,
    path,
    start_line: range?.start_line ?? null,
    end_line: range?.end_line ?? null,
    symbol,
    reason,
  };
}
