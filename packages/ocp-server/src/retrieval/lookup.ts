import type { IndexStore, SegmentRecord, TextStore } from "../storage/store.ts";
import type { Wanted } from "./candidates.ts";
import { FIELDS, type Found, type TermRoles } from "./features.ts";
import { openBlock, toTermBytes, type Postings } from "./lexical/block.ts";
import { findMatches, type SegmentMatch } from "./lexical/match.ts";
import type { QueryTerms } from "./query.ts";

export interface LookupPorts {
  readonly index: IndexStore;
  readonly text: TextStore;
}

/** What the words of a query find. */
export interface LookedUp {
  readonly found: readonly Found[];
  readonly roles: TermRoles;
  /** Chunks in the workspace. */
  readonly total: number;
  /** How many of them hold each term of the query. */
  readonly counts: readonly number[];
}

/** Enough that the best hit is among them with hardly an exception; more costs time on every query. */
const CANDIDATES = 250;
/** Where filters leave out most of what the words find, so many are looked through. */
const MOST_CANDIDATES = 20_000;
const BY_NAME = 50;

/** Finds the chunks that hold words of a query or define what it names, with the evidence for each. */
export async function lookUp(
  { index, text }: LookupPorts,
  { workspaceId, filters, signal }: Wanted,
  query: QueryTerms,
): Promise<LookedUp> {
  const { terms, short, compounds } = query;
  const places = [...terms, ...short.map(({ token }) => token), ...compounds];
  const segments = await text.segments(workspaceId);
  const matched = await Promise.all(segments.map((segment) => matchesIn(text, segment, places)));
  signal?.throwIfAborted();
  const total = segments.reduce((sum, { rows }) => sum + rows.length, 0);
  const counts = places.map(() => 0);
  for (const { matches } of matched) for (const { term, postings } of matches) counts[term]! += postings.count;
  const weights = counts.map((count) => (count === 0 ? 0 : rarity(total, count)));
  const firstCompound = terms.length + short.length;
  const roles: TermRoles = {
    rarity: Float64Array.from(weights.slice(0, terms.length)),
    terms: terms.length,
    places: places.length,
    scope: query.scope,
    short: short.map(({ term }, place) => ({ place: terms.length + place, term })),
    compounds: compounds.flatMap((_, place) =>
      counts[firstCompound + place]! > 0
        ? [{ place: firstCompound + place, rarity: weights[firstCompound + place]! }]
        : [],
    ),
  };
  // What only helps to rank does not find.
  const finding = weights.map((weight, place) => (place < terms.length ? weight : 0));
  const only = await index.rowsOfFiles({ workspaceId, filters });
  const selection = { workspaceId, filters };
  let found: Found[] = [];
  for (let limit = CANDIDATES; ; limit *= 4) {
    const matches = findMatches(matched, {
      terms: places.length,
      weights: finding,
      fields: FIELDS,
      limit,
      only: only && ((row) => only.has(row)),
    });
    const candidates = await index.candidatesByRow(
      selection,
      matches.map(({ row }) => row),
    );
    signal?.throwIfAborted();
    found = [];
    for (const { row, evidence } of matches) {
      const candidate = candidates.get(row);
      // Some rows are gone, stale, or not what the filters ask for.
      if (candidate) found.push({ candidate, evidence });
    }
    if (found.length >= CANDIDATES / 2 || matches.length < limit || limit >= MOST_CANDIDATES) break;
  }
  if (query.names.length > 0) {
    const known = new Set(found.map(({ candidate }) => candidate.row));
    const named = await index.searchSymbols(selection, query.names, BY_NAME);
    const nothing = new Uint8Array(places.length);
    found.push(...named.filter(({ row }) => !known.has(row)).map((candidate) => ({ candidate, evidence: nothing })));
  }
  return { found, roles, total, counts: counts.slice(0, terms.length) };
}

async function matchesIn(text: TextStore, segment: SegmentRecord, terms: readonly string[]): Promise<SegmentMatch> {
  const keys = terms.map(toTermBytes);
  const blocks = await text.blocksFor(segment, keys);
  const opened = new Map<Uint8Array, ReturnType<typeof openBlock>>();
  const matches: { term: number; postings: Postings }[] = [];
  for (const [term, bytes] of blocks.entries()) {
    if (!bytes) continue;
    let block = opened.get(bytes);
    if (!block) opened.set(bytes, (block = openBlock(bytes)));
    const postings = block.find(keys[term]!);
    if (postings) matches.push({ term, postings });
  }
  return { rows: segment.rows, matches };
}

/** Inverse document frequency with a smooth lower bound: words of most chunks still tell a little. */
export function rarity(total: number, count: number): number {
  return Math.log(1 + (Math.max(0, total - count) + 0.5) / (count + 0.5));
}
