import type { Gathering, Wanted } from "../candidates.ts";
import { inReadingOrder } from "../rank.ts";
import { retrieve } from "../retrieve.ts";
import { beginningOf, toFound, type Found } from "./item.ts";

/** Pieces below this share of the best one, or below this score, are not shown even where there is room. */
const LEAST_SHARE = 0.15;
const LEAST_SCORE = 0.05;
/** A budget is filled from one candidate for so many tokens. */
const TOKENS_PER_CANDIDATE = 60;
const FEWEST_CANDIDATES = 32;

/** What was found for an intent, as far as it may be shown. */
export interface Gathered {
  /** The best first; of equal text only the first. */
  readonly found: readonly Found[];
  /** How many terms the intent has. */
  readonly terms: number;
  /** Worth showing, but for a text that a better one has, or for more candidates than the budget could hold. */
  readonly others: readonly { readonly row: number; readonly hash: string; readonly worth: number }[];
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
  const hashes = await gathering.index.contentHashesByRow(relevant.map(({ candidate }) => candidate.row));
  const hashOf = ({ candidate }: (typeof relevant)[number]): string => hashes.get(candidate.row) ?? "";
  const chosen = firstOfEach(relevant, hashOf).slice(0, most);
  const chunks = await gathering.index.chunksByRow(chosen.map(({ candidate }) => candidate.row));
  wanted.signal?.throwIfAborted();
  const beginnings = terms.map(beginningOf);
  const found = chosen.flatMap(({ candidate, base, rank }) => {
    const chunk = chunks.get(candidate.row);
    return chunk === undefined || !/\S/.test(chunk.content)
      ? []
      : [toFound(chunk, { worth: base / best, rank }, beginnings)];
  });
  const rows = new Set(chosen.map(({ candidate }) => candidate.row));
  const others = relevant
    .filter(({ candidate }) => !rows.has(candidate.row))
    .map((each) => ({ row: each.candidate.row, hash: hashOf(each), worth: each.base / best }));
  return { found, terms: beginnings.length, others, irrelevant: ranked.length - relevant.length };
}

function firstOfEach<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
}
