import { FREQUENCIES, FREQUENCY, IN_FILE_NAME, IN_FOLDER, IN_SIGNATURE, IN_SYMBOL } from "./evidence.ts";
import type { Postings } from "./block.ts";

/** How much each place of a term counts against its length-normalised frequency in the text, and where it saturates. */
export interface FieldWeights {
  readonly symbol: number;
  readonly signature: number;
  readonly fileName: number;
  readonly folder: number;
  /** BM25's k1. */
  readonly saturation: number;
}

/** One term of a query in one segment. */
export interface TermMatch {
  /** Which term of the query, from 0. */
  readonly term: number;
  readonly postings: Postings;
}

export interface SegmentMatch {
  /** The row of each document; 0 for one that is no longer there. */
  readonly rows: Int32Array;
  readonly matches: readonly TermMatch[];
}

/** A chunk that holds terms of the query. */
export interface Match {
  readonly row: number;
  /** BM25F over the terms that were used to find. */
  readonly worth: number;
  /** For each term of the query, a byte as in `evidence.ts`; 0 where the chunk does not hold it. */
  readonly evidence: Uint8Array;
}

export interface MatchOptions {
  readonly terms: number;
  /** What each term is worth: its rarity. Terms of weight 0 find nothing but give evidence. */
  readonly weights: ArrayLike<number>;
  readonly fields: FieldWeights;
  readonly limit: number;
  /** Rows that may be found; all when it is left out. */
  readonly only?: ((row: number) => boolean) | undefined;
}

/** The worth of each evidence byte, 0..1: BM25F's saturated sum over the fields. */
export function worthTable({ symbol, signature, fileName, folder, saturation }: FieldWeights): Float64Array {
  return Float64Array.from({ length: 256 }, (_, byte) => {
    const frequency =
      FREQUENCIES[byte & FREQUENCY]! +
      (byte & IN_SYMBOL ? symbol : 0) +
      (byte & IN_SIGNATURE ? signature : 0) +
      (byte & IN_FILE_NAME ? fileName : 0) +
      (byte & IN_FOLDER ? folder : 0);
    return frequency / (frequency + saturation);
  });
}

// Scratch of this thread: matching never waits for anything in between.
let documents = new Int32Array(1 << 16);
let bytes = new Uint8Array(1 << 16);
let sums = new Float64Array(1 << 12);
/** For each document of a segment, its place among those kept, from 1; 0 for others. */
let slots = new Uint32Array(1 << 12);
/** To look a document up in postings takes about so many steps. */
const STEPS = 16;

/**
 * The `limit` chunks of the highest worth, best first, equal ones by row. Every posting of every term is looked at once
 * (term at a time), so the answer is exact.
 */
export function findMatches(segments: readonly SegmentMatch[], options: MatchOptions): Match[] {
  const table = worthTable(options.fields);
  const best = createBest(options.limit);
  for (const segment of segments) matchSegment(segment, table, options, best);
  return best.ranked();
}

function matchSegment(
  { rows, matches }: SegmentMatch,
  table: Float64Array,
  { weights, terms, only }: MatchOptions,
  best: ReturnType<typeof createBest>,
): void {
  const total = matches.reduce((sum, { postings }) => sum + postings.count, 0);
  if (total === 0) return;
  if (documents.length < total) {
    documents = new Int32Array(total * 1.5);
    bytes = new Uint8Array(total * 1.5);
  }
  if (sums.length < rows.length) {
    sums = new Float64Array(rows.length * 1.25);
    slots = new Uint32Array(sums.length);
  } else sums.fill(0, 0, rows.length);

  const ends: number[] = [];
  let size = 0;
  for (const { term, postings } of matches) {
    const from = size;
    size = decode(postings.data, size);
    const weight = weights[term]!;
    if (weight > 0) {
      for (let at = from; at < size; at++) sums[documents[at]!]! += weight * table[bytes[at]!]!;
    }
    ends.push(size);
  }

  let { threshold } = best;
  for (let document = 0; document < rows.length; document++) {
    const worth = sums[document]!;
    if (worth === 0 || worth < threshold) continue;
    const row = rows[document]!;
    if (row === 0 || (only && !only(row))) continue;
    best.offer({ worth, row, document, evidence: NO_EVIDENCE });
    ({ threshold } = best);
  }
  // Those of earlier segments have their evidence.
  const fresh = best.kept.filter(({ evidence }) => evidence === NO_EVIDENCE);
  // One buffer for all: hundreds of small ones make each collection of garbage take half as long again.
  const evidence = new Uint8Array(fresh.length * terms);
  for (const [place, match] of fresh.entries()) match.evidence = evidence.subarray(place * terms, (place + 1) * terms);
  readEvidence(fresh, matches, ends);
}

/** Looks chunks up in each term's postings, or goes through these where they are few. */
function readEvidence(kept: readonly Kept[], matches: readonly TermMatch[], ends: readonly number[]): void {
  for (const [place, match] of kept.entries()) slots[match.document] = place + 1;
  for (const [place, { term }] of matches.entries()) {
    const from = place === 0 ? 0 : ends[place - 1]!;
    const to = ends[place]!;
    if (to - from < kept.length * STEPS) {
      for (let at = from; at < to; at++) {
        const slot = slots[documents[at]!]!;
        if (slot > 0) kept[slot - 1]!.evidence[term] = bytes[at]!;
      }
      continue;
    }
    for (const match of kept) {
      const at = search(match.document, from, to);
      if (at >= 0) match.evidence[term] = bytes[at]!;
    }
  }
  for (const { document } of kept) slots[document] = 0;
}

/** Writes postings into the scratch arrays from `start` on; answers where they end. */
function decode(data: Uint8Array, start: number): number {
  let document = -1;
  let place = start;
  for (let at = 0; at < data.length; place++) {
    let byte = data[at++]!;
    let distance = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = data[at++]!;
      distance |= (byte & 0x7f) << shift;
    }
    document += distance;
    documents[place] = document;
    bytes[place] = data[at++]!;
  }
  return place;
}

function search(document: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (documents[middle]! < document) low = middle + 1;
    else high = middle;
  }
  return low < to && documents[low] === document ? low : -1;
}

interface Kept {
  readonly row: number;
  readonly worth: number;
  /** Its number in the segment in hand. */
  readonly document: number;
  evidence: Uint8Array;
}

const NO_EVIDENCE = new Uint8Array(0);

/** Keeps the `limit` best of many: a heap with the worst of them on top. */
function createBest(limit: number) {
  const kept: Kept[] = [];

  function sink(match: Kept): void {
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= kept.length) break;
      if (below + 1 < kept.length && isWorse(kept[below + 1]!, kept[below]!)) below++;
      if (!isWorse(kept[below]!, match)) break;
      kept[place] = kept[below]!;
      place = below;
    }
    kept[place] = match;
  }

  function rise(match: Kept): void {
    let place = kept.length;
    while (place > 0) {
      const above = (place - 1) >>> 1;
      if (!isWorse(match, kept[above]!)) break;
      kept[place] = kept[above]!;
      place = above;
    }
    kept[place] = match;
  }

  return {
    /** Nothing of less worth is kept any more. */
    get threshold() {
      return kept.length < limit ? 0 : kept[0]!.worth;
    },
    offer(match: Kept): void {
      if (kept.length < limit) rise(match);
      else if (isWorse(kept[0]!, match)) sink(match);
    },
    kept: kept as readonly Kept[],
    ranked: (): Kept[] => kept.toSorted((a, b) => (isWorse(a, b) ? 1 : -1)),
  };
}

const isWorse = (a: Kept, b: Kept): boolean => a.worth < b.worth || (a.worth === b.worth && a.row > b.row);
