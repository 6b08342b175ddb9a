import type { Candidate } from "../storage/store.ts";
import type { Scale } from "./calibrate.ts";
import type { Neighbour } from "./candidates.ts";

/** A candidate with what its words and its likeness to the query are worth, 0 or more. */
export interface Fused {
  readonly candidate: Candidate;
  readonly score: number;
}

/** A chunk that means alike but holds none of the words answers at most this share of a query. */
const MOST_BY_MEANING = 0.5;

export function byWords(found: readonly Candidate[]): Fused[] {
  return found.map((candidate) => ({ candidate, score: candidate.lexical }));
}

/**
 * Blends words and meaning: each is measured against its own best, and the embedder's weight says how much of the whole
 * is meaning. The order of equally near chunks is that of the words alone.
 */
export function withMeaning(
  found: readonly Candidate[],
  neighbours: readonly Neighbour[],
  weight: number,
  scale: Scale,
): Fused[] {
  const similarity = new Map(neighbours.map((neighbour) => [neighbour.row, neighbour.similarity]));
  const nearest = neighbours.reduce((most, each) => Math.max(most, each.similarity), 0);
  const farthest = neighbours.reduce((least, each) => Math.min(least, each.similarity), nearest);
  const spread = nearest - farthest || 1;
  const best = found.reduce((most, { lexical }) => Math.max(most, lexical), 0);
  // Where words found nothing, meaning stands for the whole.
  const share = best > 0 ? weight : 1;
  const unit = best > 0 ? best : scale.worthOf(MOST_BY_MEANING * nearest);
  const rows = new Set(found.map(({ row }) => row));
  return [...found, ...neighbours.filter(({ row }) => !rows.has(row))].map((candidate) => {
    const near = similarity.get(candidate.row);
    const meaning = near === undefined ? 0 : unit * ((near - farthest) / spread);
    return { candidate, score: (1 - share) * candidate.lexical + share * meaning };
  });
}
