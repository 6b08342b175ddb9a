import { rarity } from "./lookup.ts";

/** How often each term of a query occurs in a workspace. */
export interface TermStatistics {
  /** Chunks in the workspace. */
  readonly total: number;
  /** Chunks that hold the term, in the order of the terms. */
  readonly counts: readonly number[];
  /** Which of the terms are not the query's own but what it probably meant. */
  readonly guessed?: readonly boolean[];
}

/** A query is not blamed for more words than this that occur nowhere. */
const EXPECTED_TERMS = 12;
/** In a smaller workspace that a word occurs or does not says little about how rare it is. */
const FEWEST = 1000;
/** A guessed word counts this much of one that was written. */
const GUESS = 0.7;
/** Puts the score 0.5 at this worth. */
const MIDDLE = 0.65;

/** Makes what chunks are worth under different queries comparable. */
export interface Scale {
  /** Share of the query's information that is in words which occur in the workspace at all, 0..1. */
  readonly known: number;
  /** Turns the worth of a chunk into a score in 0..1; grows with it. */
  toScore(worth: number): number;
}

/**
 * Worth is a share of the query's words that are known here; the score discounts it by those that are not. It is 0.5
 * where about half of the hits with this score are in a file that answers (docs/decisions/ranking.md).
 */
export function createScale({ total, counts, guessed = [] }: TermStatistics): Scale {
  const informative = counts.map((count) => rarity(Math.max(total, FEWEST), count));
  const unknown = largest(informative.filter((_, place) => counts[place] === 0));
  const written = informative.filter((_, place) => counts[place]! > 0 && guessed[place] !== true);
  const meant = informative.filter((_, place) => counts[place]! > 0 && guessed[place] === true);
  const known = (sum(written) + GUESS * sum(meant)) / (sum(written) + sum(meant) + sum(unknown) || 1);
  return { known, toScore: (worth) => Math.tanh((Math.atanh(0.5) * worth * (known || 1)) / MIDDLE) };
}

const largest = (values: readonly number[]): number[] => values.toSorted((a, b) => b - a).slice(0, EXPECTED_TERMS);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
