import type { Neighbour } from "./candidates.ts";
import type { Found } from "./features.ts";
import type { Meaning } from "./rank.ts";

/** A chunk that means alike but holds none of the words is worth at most this share of a whole answer. */
const MOST_BY_MEANING = 0.8;

/**
 * Adds what was found by meaning to what was found by words. Similarities are measured against the nearest and the
 * farthest chunk, since models differ in what they call near; the embedder's weight says how much of the whole they are.
 */
export function withMeaning(
  found: readonly Found[],
  neighbours: readonly Neighbour[],
  { weight, places }: { weight: number; places: number },
): { found: Found[]; meaning: Meaning } {
  const nearest = neighbours.reduce((most, each) => Math.max(most, each.similarity), 0);
  const farthest = neighbours.reduce((least, each) => Math.min(least, each.similarity), nearest);
  const spread = nearest - farthest;
  // Where all are equally near, all are the nearest.
  const relative = (similarity: number): number => (spread > 0 ? (similarity - farthest) / spread : 1);
  const byRow = new Map(
    neighbours.map(({ row, similarity }) => [row, MOST_BY_MEANING * nearest * relative(similarity)]),
  );
  const rows = new Set(found.map(({ candidate }) => candidate.row));
  const nothing = new Uint8Array(places);
  const others = neighbours.filter(({ row }) => !rows.has(row)).map((candidate) => ({ candidate, evidence: nothing }));
  // Where words found nothing, meaning stands for the whole.
  return { found: [...found, ...others], meaning: { weight: found.length > 0 ? weight : 1, byRow } };
}
