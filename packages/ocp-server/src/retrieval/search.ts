import type { Chunk } from "ocp-core";
import type { Gathering, Wanted } from "./candidates.ts";
import type { Scale } from "./calibrate.ts";
import { readDistinct } from "./distinct.ts";
import type { Parts, Ranked } from "./rank.ts";
import { retrieve } from "./retrieve.ts";

/**
 * Where the best hit is below the first, nothing here answers. Below the second, as hardly any is that answers and a
 * third of those for another project's questions are, a few are shown (docs/decisions/ranking.md).
 */
const NO_ANSWER = 0.08;
const DOUBTFUL = 0.12;
const FEW = 3;
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

/** The `k` best chunks for a query; few or none when nothing here seems to answer. Equal content comes once. */
export async function search(
  gathering: Gathering,
  { k, ...wanted }: Wanted & { readonly k: number },
): Promise<SearchHits> {
  const { ranked, scale, names } = await retrieve(gathering, wanted, k);
  const most = Math.min(k, mostHits(ranked[0], scale, names));
  const worthy = ranked.filter(({ score }) => scale.toScore(score) >= LEAST_SCORE);
  const chunks = await readDistinct(
    gathering.index,
    worthy.map(({ candidate }) => candidate.row),
    most,
  );
  const hits = worthy.filter(({ candidate }) => chunks.has(candidate.row));
  return {
    chunks: hits.map(({ candidate }) => chunks.get(candidate.row)!),
    scores: hits.map(({ score }) => scale.toScore(score)),
    parts: hits.map(({ parts }) => parts),
  };
}

/** How many hits a query with these names is worth whose best one is this. */
function mostHits(best: Ranked | undefined, scale: Scale, names: readonly string[]): number {
  if (!best) return 0;
  // The definition of a name from a pasted log answers whatever else is in the log; not that of a corrected word.
  if (names.length > 0 && best.parts.definition > 0) return Infinity;
  const score = scale.toScore(best.score);
  if (score < NO_ANSWER) return 0;
  return score < DOUBTFUL ? FEW : Infinity;
}
