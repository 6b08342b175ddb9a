import { FREQUENCIES, FREQUENCY, IN_FILE_NAME, IN_FOLDER, IN_SIGNATURE, IN_SYMBOL } from "./evidence.ts";
import { createBest, type Best } from "./best.ts";
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
/** For each document of a segment that is kept its slot, from 1; 0 for others. */
let slotOf = new Uint32Array(1 << 12);
/** To look a document up in postings takes about so many steps. */
const STEPS = 16;

/**
 * The `limit` chunks of the highest worth, best first, equal ones by row. Every posting of every term is looked at once
 * (term at a time), so the answer is exact.
 */
export function findMatches(segments: readonly SegmentMatch[], options: MatchOptions): Match[] {
  const { terms, limit } = options;
  const table = worthTable(options.fields);
  const most = segments.reduce((sum, { rows }) => sum + rows.length, 0);
  const best = createBest(Math.min(limit, most));
  // For each slot its terms. One buffer for all: hundreds of small ones make a collection of garbage take longer.
  const evidence = new Uint8Array(Math.min(limit, most) * terms);
  for (const segment of segments) {
    const ends = matchSegment(segment, table, options, best);
    readEvidence(segment.matches, ends, { slots: best.takeFresh(), of: best.kept.documents, evidence, terms });
  }
  const { rows, worths } = best.kept;
  return best.ranked().map((slot) => ({
    row: rows[slot]!,
    worth: worths[slot]!,
    evidence: evidence.subarray(slot * terms, (slot + 1) * terms),
  }));
}

/** Offers the documents of one segment; answers where the postings of each of its matches end in the scratch arrays. */
function matchSegment(
  { rows, matches }: SegmentMatch,
  table: Float64Array,
  { weights, only }: MatchOptions,
  best: Best,
): number[] {
  const total = matches.reduce((sum, { postings }) => sum + postings.count, 0);
  if (total === 0) return [];
  if (documents.length < total) {
    documents = new Int32Array(total * 1.5);
    bytes = new Uint8Array(total * 1.5);
  }
  if (sums.length < rows.length) {
    sums = new Float64Array(rows.length * 1.25);
    slotOf = new Uint32Array(sums.length);
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
    best.offer(worth, row, document);
    ({ threshold } = best);
  }
  return ends;
}

/** Documents that are kept, by their slots, and where their evidence goes. */
interface Wanted {
  readonly slots: readonly number[];
  /** The document of each slot. */
  readonly of: Int32Array;
  readonly evidence: Uint8Array;
  readonly terms: number;
}

/** Looks documents up in each term's postings, or goes through these where they are few. */
function readEvidence(
  matches: readonly TermMatch[],
  ends: readonly number[],
  { slots, of, evidence, terms }: Wanted,
): void {
  for (const slot of slots) {
    slotOf[of[slot]!] = slot + 1;
    // It may have been that of a document that gave way.
    evidence.fill(0, slot * terms, (slot + 1) * terms);
  }
  for (const [place, { term }] of matches.entries()) {
    const from = place === 0 ? 0 : ends[place - 1]!;
    const to = ends[place]!;
    if (to - from < slots.length * STEPS) {
      for (let at = from; at < to; at++) {
        const slot = slotOf[documents[at]!]!;
        if (slot > 0) evidence[(slot - 1) * terms + term] = bytes[at]!;
      }
      continue;
    }
    for (const slot of slots) {
      const at = search(of[slot]!, from, to);
      if (at >= 0) evidence[slot * terms + term] = bytes[at]!;
    }
  }
  for (const slot of slots) slotOf[of[slot]!] = 0;
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
