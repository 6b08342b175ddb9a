import type { Neighbour } from "./candidates.ts";
import type { Found } from "./features.ts";
import type { Meaning } from "./rank.ts";

/** A chunk that means alike but holds none of the words is worth at most this share of a whole answer. */
const MOST_BY_MEANING = 0.8;

/** Words find what few words ask for, and a model has little to understand: from so many terms on it has its full weight. */
const FULL_TERMS = 12;

/** What meaning is weighed by. */
interface Weighing {
  /** How much of the whole it may be, from the embedder. */
  readonly weight: number;
  /** How many terms the query has, and the share of its information that is in words which occur, 0..1. */
  readonly terms: number;
  readonly known: number;
  /** How many terms evidence is about. */
  readonly places: number;
}

/**
 * Adds what was found by meaning to what was found by words. Similarities are measured against the nearest and the
 * farthest chunk, since models differ in what they call near; the embedder's weight says how much of the whole they are,
 * less for a query of few terms that are known here.
 */
export function withMeaning(
  found: readonly Found[],
  neighbours: readonly Neighbour[],
  { weight, terms, known, places }: Weighing,
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
  const earned = weight * (1 - known * (1 - Math.min(1, terms / FULL_TERMS)));
  // Where words found nothing, meaning stands for the whole.
  return { found: [...found, ...others], meaning: { weight: found.length > 0 ? earned : 1, byRow } };
}
