import type { TermBytes } from "./block.ts";

/** Puts the numbers of terms into the order of the terms; what it sorted once it need not compare again. */
export function createTermOrder(terms: readonly TermBytes[]) {
  /** Place of a term by its number; -1 for one that has none yet. */
  let ranks = new Int32Array(1_024).fill(-1);
  /** The terms that have a place, in order. */
  let ranked = new Int32Array(0);
  let unranked = 0;

  const compare = (a: number, b: number): number => (terms[a]! < terms[b]! ? -1 : 1);

  function rankAll(): void {
    const fresh: number[] = [];
    for (let number = 0; number < terms.length; number++) if (ranks[number] === -1) fresh.push(number);
    ranked = merged(ranked, Int32Array.from(fresh.sort(compare)));
    for (let place = 0; place < ranked.length; place++) ranks[ranked[place]!] = place;
  }

  function merged(left: Int32Array, right: Int32Array): Int32Array<ArrayBuffer> {
    const all = new Int32Array(left.length + right.length);
    for (let at = 0, l = 0, r = 0; at < all.length; at++) {
      const takeLeft = r === right.length || (l < left.length && terms[left[l]!]! < terms[right[r]!]!);
      all[at] = takeLeft ? left[l++]! : right[r++]!;
    }
    return all;
  }

  return {
    /** The same numbers in ascending order of their terms. */
    sorted(numbers: readonly number[]): Int32Array {
      if (ranks.length < terms.length) {
        const larger = new Int32Array(terms.length * 2).fill(-1);
        larger.set(ranks);
        ranks = larger;
      }
      unranked = terms.length - ranked.length;
      // Each time the terms are so many more, which makes few times in all.
      if (unranked > 256 + ranked.length / 4) rankAll();
      const places: number[] = [];
      const fresh: number[] = [];
      for (const number of numbers) {
        const place = ranks[number]!;
        if (place >= 0) places.push(place);
        else fresh.push(number);
      }
      const old = Int32Array.from(places).sort();
      for (let at = 0; at < old.length; at++) old[at] = ranked[old[at]!]!;
      return fresh.length === 0 ? old : merged(old, Int32Array.from(fresh.sort(compare)));
    },
  };
}
