import { setImmediate as turn } from "node:timers/promises";
import { openBitScan, type BitScan } from "./bit-scan.ts";
import { createTop } from "./top.ts";

/** From so many vectors on, comparing signs first is faster than comparing all bytes. */
const BIT_SCAN_FROM = 8192;
/** Whoever is among the nearest is with hardly an exception among so many by its signs (`pnpm bench:vectors`). */
const LEAST_RESCORED = 1000;
const RESCORED_SHARE = 0.01;
const RESCORED_PER_HIT = 20;
/** Vectors after whose comparison others get their turn. */
const SLICE = 65_536;
const HEAD_BYTES = 4;

/** A row with its cosine similarity to the query. */
export interface Scored {
  readonly row: number;
  readonly score: number;
}

/** Vectors of one space in memory: one byte per dimension, and a bit for the first look. */
export interface Slab {
  readonly count: number;
  /** Takes a vector as the database has it, in place of an earlier one of this row; one of other dimensions leaves the row without any. */
  set(row: number, packed: Uint8Array): void;
  /** The nearest rows, best first; only those of `among`, when given. Gives way to others now and then. */
  nearest(query: Float32Array, limit: number, among?: ReadonlySet<number>): Promise<Scored[]>;
}

export function createSlab(dimensions: number): Slab {
  let capacity = 1024;
  let count = 0;
  let values = new Int8Array(capacity * dimensions);
  let scales = new Float32Array(capacity);
  let rows = new Float64Array(capacity);
  let bits: BitScan | undefined;
  const places = new Map<number, number>();
  /** Searches follow each other, and no change happens in the middle of one. */
  let tail: Promise<unknown> = Promise.resolve();
  let searching = false;
  let waiting: (() => void)[] = [];

  function grow(): void {
    capacity *= 2;
    const more = { values: new Int8Array(capacity * dimensions), scales: new Float32Array(capacity) };
    more.values.set(values);
    more.scales.set(scales);
    ({ values, scales } = more);
    const moreRows = new Float64Array(capacity);
    moreRows.set(rows);
    rows = moreRows;
  }

  function put(row: number, packed: Uint8Array): void {
    if (packed.byteLength !== HEAD_BYTES + dimensions) return remove(row);
    let place = places.get(row);
    if (place === undefined) {
      if (count === capacity) grow();
      place = count++;
      places.set(row, place);
      rows[place] = row;
    }
    scales[place] = new DataView(packed.buffer, packed.byteOffset, HEAD_BYTES).getFloat32(0, true);
    const vector = new Int8Array(packed.buffer, packed.byteOffset + HEAD_BYTES, dimensions);
    values.set(vector, place * dimensions);
    bits?.set(place, values, scales[place]!);
  }

  function remove(row: number): void {
    const place = places.get(row);
    if (place === undefined) return;
    places.delete(row);
    const last = --count;
    if (place === last) return;
    // The last one moves into the gap.
    values.copyWithin(place * dimensions, last * dimensions, (last + 1) * dimensions);
    scales[place] = scales[last]!;
    rows[place] = rows[last]!;
    places.set(rows[place], place);
    bits?.set(place, values, scales[place]);
  }

  function change(action: () => void): void {
    if (searching) waiting.push(action);
    else action();
  }

  function similarity(place: number, query: Float32Array): number {
    const start = place * dimensions;
    let sum = 0;
    for (let index = 0; index < dimensions; index++) sum += values[start + index]! * query[index]!;
    return sum * scales[place]!;
  }

  async function find(query: Float32Array, limit: number, among: ReadonlySet<number> | undefined): Promise<Scored[]> {
    const wanted = Math.max(LEAST_RESCORED, RESCORED_PER_HIT * limit, Math.ceil(count * RESCORED_SHARE));
    const top = createTop(limit);
    const offer = (place: number): void => top.offer(rows[place]!, similarity(place, query));
    if (among !== undefined && among.size <= BIT_SCAN_FROM) {
      for (const row of among) {
        const place = places.get(row);
        if (place !== undefined) offer(place);
      }
    } else if (count < BIT_SCAN_FROM || wanted * 4 > count) {
      for (let place = 0; place < count; place++) {
        if (place % BIT_SCAN_FROM === BIT_SCAN_FROM - 1) await turn();
        if (among === undefined || among.has(rows[place]!)) offer(place);
      }
    } else {
      if (bits === undefined || bits.outgrown(count)) bits = await openBitScan({ dimensions, values, scales, count });
      const distances = await bits.distances(query, count, SLICE);
      if (among !== undefined)
        for (let place = 0; place < count; place++) if (!among.has(rows[place]!)) distances[place] = dimensions + 1;
      for (const place of smallest(distances, wanted, dimensions)) offer(place);
    }
    return [...top.ranked()];
  }

  return {
    get count() {
      return count;
    },
    set: (row, packed) => change(() => put(row, packed)),
    nearest(query, limit, among) {
      const answer = tail.then(async () => {
        searching = true;
        try {
          return query.length === dimensions ? await find(query, limit, among) : [];
        } finally {
          searching = false;
          for (const action of waiting) action();
          waiting = [];
        }
      });
      tail = answer.catch(() => {});
      return answer;
    },
  };
}

/** The places of the `wanted` smallest of small whole numbers, by counting how often each occurs; those beyond `most` never. */
function smallest(distances: Uint16Array, wanted: number, most: number): number[] {
  const counts = new Uint32Array(most + 2);
  for (let place = 0; place < distances.length; place++) counts[distances[place]!]!++;
  let bound = 0;
  for (let sum = counts[0]!; bound < most && sum < wanted;) sum += counts[++bound]!;
  const found: number[] = [];
  for (let place = 0; place < distances.length; place++) if (distances[place]! <= bound) found.push(place);
  return found;
}
