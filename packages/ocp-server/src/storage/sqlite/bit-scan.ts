import { setImmediate as turn } from "node:timers/promises";

/** Vectors whose signs are taken between two turns of others. */
const PREPARED_AT_ONCE = 8192;

/** The vectors of a space by their signs alone: a look at a hundred thousand takes milliseconds. */
export interface BitScan {
  /** Takes the vector at a place. */
  set(place: number, values: Int8Array, scale: number): void;
  /** By how many signs each of the first `count` differs from the query; others get their turn after every `slice`. */
  distances(query: Float32Array, count: number, slice: number): Promise<Uint16Array>;
  /** Whether there are so many more vectors that their middle has to be found anew. */
  outgrown(count: number): boolean;
}

interface Vectors {
  readonly dimensions: number;
  /** One after the other. */
  readonly values: Int8Array;
  readonly scales: Float32Array;
  readonly count: number;
}

/**
 * Signs are taken around the middle of all vectors: those of one model all lean to one side, by which they cannot be
 * told apart. Only for dense models; signs of hashed words say nothing. The
 * vectors must not change meanwhile.
 */
export async function openBitScan(vectors: Vectors): Promise<BitScan> {
  const { dimensions, count: initial } = vectors;
  const words = Math.ceil(dimensions / 32);
  const middle = await middleOf(vectors);
  let bits = new Int32Array(Math.max(1, initial) * words);

  function set(place: number, values: Int8Array, scale: number): void {
    if ((place + 1) * words > bits.length) {
      const more = new Int32Array((place + 1) * words * 2);
      more.set(bits);
      bits = more;
    }
    const start = place * dimensions;
    for (let word = 0; word < words; word++) {
      const end = Math.min(dimensions, (word + 1) * 32);
      let taken = 0;
      for (let index = word * 32; index < end; index++)
        if (values[start + index]! * scale > middle[index]!) taken |= 1 << (index & 31);
      bits[place * words + word] = taken;
    }
  }

  for (let place = 0; place < initial; place++) {
    set(place, vectors.values, vectors.scales[place]!);
    if (place % PREPARED_AT_ONCE === 0) await turn();
  }

  return {
    set,
    async distances(query, count, slice) {
      const asked = new Int32Array(words);
      for (let index = 0; index < dimensions; index++)
        if (query[index]! > middle[index]!) asked[index >> 5]! |= 1 << (index & 31);
      const found = new Uint16Array(count);
      for (let from = 0; from < count; from += slice) {
        if (from > 0) await turn();
        compare(found, from, Math.min(count, from + slice), asked);
      }
      return found;
    },
    outgrown: (count) => count > initial * 2,
  };

  function compare(found: Uint16Array, from: number, to: number, asked: Int32Array): void {
    for (let place = from, start = from * words; place < to; place++, start += words) {
      let differing = 0;
      for (let word = 0; word < words; word++) {
        // Counts the ones of 32 bits side by side (Warren, Hacker's Delight, 5-1).
        let ones = bits[start + word]! ^ asked[word]!;
        ones -= (ones >>> 1) & 0x55555555;
        ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333);
        differing += Math.imul((ones + (ones >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
      }
      found[place] = differing;
    }
  }
}

async function middleOf({ dimensions, values, scales, count }: Vectors): Promise<Float32Array> {
  const sums = new Float64Array(dimensions);
  for (let place = 0; place < count; place++) {
    const start = place * dimensions;
    for (let index = 0; index < dimensions; index++) sums[index]! += values[start + index]! * scales[place]!;
    if (place % PREPARED_AT_ONCE === 0) await turn();
  }
  return Float32Array.from(sums, (sum) => sum / Math.max(1, count));
}
