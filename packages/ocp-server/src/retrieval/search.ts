import type { Chunk } from "ocp-core";
import type { Gathering, Wanted } from "./candidates.ts";
import { chunksByRow } from "./chunks.ts";
import type { Parts } from "./rank.ts";
import { retrieve } from "./retrieve.ts";

/** Where the best hit is below this, as hardly any is that answers, nothing here answers (docs/decisions/ranking.md). */
const LEAST_BEST = 0.12;
/** Hits below this hold next to nothing of the query. */
const LEAST_SCORE = 0.03;

export interface SearchHits {
  /** Best first. */
  readonly chunks: Chunk[];
  /** One per chunk, descending, in 0..1 (`calibrate.ts` says what the numbers mean). */
  readonly scores: number[];
  /** What each score is made of. */
  readonly parts: Parts[];
}

/** The `k` best chunks for a query; fewer or none when fewer have anything to do with it. Equal content comes once. */
export async function search(
  gathering: Gathering,
  { k, ...wanted }: Wanted & { readonly k: number },
): Promise<SearchHits> {
  const { ranked, scale } = await retrieve(gathering, wanted, k);
  const seen = new Set<string>();
  const best = ranked[0];
  // The definition of a name from a pasted log answers whatever else is in the log.
  if (!best || (scale.toScore(best.score) < LEAST_BEST && best.parts.definition === 0))
    return { chunks: [], scores: [], parts: [] };
  const hits: { row: number; score: number; parts: Parts }[] = [];
  for (const { candidate, score: worth, parts } of ranked) {
    const score = scale.toScore(worth);
    if (hits.length >= k || score < LEAST_SCORE) break;
    if (seen.has(candidate.content_hash)) continue;
    seen.add(candidate.content_hash);
    hits.push({ row: candidate.row, score, parts });
  }
  const chunks = await chunksByRow(
    gathering.index,
    hits.map(({ row }) => row),
  );
  const fresh = hits.flatMap(({ row, score, parts }) => {
    const chunk = chunks.get(row);
    return chunk === undefined ? [] : [{ chunk, score, parts }];
  });
  return {
    chunks: fresh.map(({ chunk }) => chunk),
    scores: fresh.map(({ score }) => score),
    parts: fresh.map(({ parts }) => parts),
  };
}
