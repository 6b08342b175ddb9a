/** How often each term of a query occurs in a workspace. */
export interface TermStatistics {
  /** Chunks in the workspace. */
  readonly total: number;
  /** Chunks that hold the term, in the order of the terms. */
  readonly counts: readonly number[];
  /** Which of the terms are not the query's own but what it probably meant. */
  readonly guessed?: readonly boolean[];
}

/** BM25's k1 + 1: a term that is repeated without end is worth this many times its rarity. */
const SATURATION = 2.2;
/** A chunk is not expected to hold more words of a long query than this, nor is it blamed for more that occur nowhere. */
const EXPECTED_TERMS = 12;
/** A guessed word counts this much of one that was written. */
const GUESS = 0.7;
/** Puts the score 0.5 at a share of 0.4. */
const STEEPNESS = Math.atanh(0.5) / 0.4;

/** Makes what chunks are worth under different queries comparable. */
export interface Scale {
  /** Share of the query's information that is in words which occur in the workspace at all, 0..1. */
  readonly known: number;
  /** Turns the worth of a chunk into a score in 0..1; grows with it. */
  toScore(worth: number): number;
  /** The worth of a chunk that answers this share, 0..1, of a query, whatever its words. */
  worthOf(share: number): number;
}

/**
 * A chunk's worth by words is divided by what it would be if it repeated every word of the query without end, and
 * discounted by the words that occur nowhere: that is the share of the query it answers. The score is 0.5 at a share of
 * 0.4, about what a chunk reaches that holds every telling word once, and nears 1 where it defines what was asked for.
 */
export function createScale({ total, counts, guessed = [] }: TermStatistics): Scale {
  const informative = counts.map((count) => rarity(total, count));
  const unknown = largest(informative.filter((_, place) => counts[place] === 0));
  const written = informative.filter((_, place) => counts[place]! > 0 && guessed[place] !== true);
  const meant = informative.filter((_, place) => counts[place]! > 0 && guessed[place] === true);
  const known = (sum(written) + GUESS * sum(meant)) / (sum(written) + sum(meant) + sum(unknown) || 1);
  const rarest = counts.filter((count) => count > 0).map((count) => bm25Rarity(total, count));
  const ceiling = SATURATION * sum(largest(rarest));
  // Where no word is known, worth is a share already.
  const whole = known > 0 ? ceiling / known : 1;
  return {
    known,
    toScore: (worth) => Math.tanh((STEEPNESS * worth) / whole),
    worthOf: (share) => share * whole,
  };
}

const largest = (values: readonly number[]): number[] => values.toSorted((a, b) => b - a).slice(0, EXPECTED_TERMS);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Inverse document frequency as the store's BM25 has it, with its lower bound for words of most chunks. */
function bm25Rarity(total: number, count: number): number {
  return Math.max(1e-6, Math.log((total - count + 0.5) / (count + 0.5)));
}

/** The same with a smooth lower bound: words of most chunks still tell a little. */
export function rarity(total: number, count: number): number {
  return Math.log(1 + (Math.max(0, total - count) + 0.5) / (count + 0.5));
}
