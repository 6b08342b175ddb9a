import type { Gathering, Wanted } from "../candidates.ts";
import { inReadingOrder } from "../rank.ts";
import { readDistinct } from "../distinct.ts";
import { retrieve } from "../retrieve.ts";
import { beginningOf, toFound, type Found } from "./item.ts";

/** Pieces below this share of the best one, or below this score, are not shown even where there is room. */
const LEAST_SHARE = 0.15;
const LEAST_SCORE = 0.05;
/** A budget is filled from one candidate for so many tokens. */
const TOKENS_PER_CANDIDATE = 80;
const FEWEST_CANDIDATES = 32;

/** What was found for an intent, as far as it may be shown. */
export interface Gathered {
  /** The best first; of equal text only the first. */
  readonly found: readonly Found[];
  /** How many terms the intent has. */
  readonly terms: number;
  /** Worth showing, but for a text that a better one has, or for more candidates than the budget could hold. */
  readonly others: readonly { readonly row: number; readonly worth: number }[];
  /** How many chunks were found that have too little to do with the intent. */
  readonly irrelevant: number;
}

/** Finds what a pack of this many tokens may be filled with. */
export async function gather(gathering: Gathering, wanted: Wanted, budgetTokens: number): Promise<Gathered> {
  const { ranked, scale, terms } = await retrieve(gathering, wanted, FEWEST_CANDIDATES);
  const byBase = ranked
    .map(({ candidate, base }, rank) => ({ candidate, base, rank }))
    .sort((a, b) => b.base - a.base || inReadingOrder(a.candidate, b.candidate));
  const best = byBase[0]?.base ?? 0;
  const relevant = byBase.filter(({ base }) => base >= best * LEAST_SHARE && scale.toScore(base) >= LEAST_SCORE);
  const most = Math.max(FEWEST_CANDIDATES, Math.ceil(budgetTokens / TOKENS_PER_CANDIDATE));
  const beginnings = terms.map(beginningOf);
  const found: Found[] = [];
  const others: { row: number; worth: number }[] = [];
  const distinct = await readDistinct(
    gathering.index,
    relevant.map(({ candidate }) => candidate.row),
    most,
  );
  wanted.signal?.throwIfAborted();
  for (const {
    candidate: { row },
    base,
    rank,
  } of relevant) {
    const chunk = distinct.get(row);
    const worth = base / best;
    if (chunk === undefined) others.push({ row, worth });
    else if (/\S/.test(chunk.content)) found.push(toFound(chunk, { worth, rank }, beginnings));
  }
  return { found, terms: beginnings.length, others, irrelevant: ranked.length - relevant.length };
}
