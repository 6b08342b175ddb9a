import { eachWord, wordTokens } from "../words.ts";
import { LONGEST_TERM, toTermBytes, type TermBytes } from "./block.ts";

const encoder = new TextEncoder();

/** Longer runs of letters and digits are data, as `eachWord` has it. */
const LONGEST_WORD = 128;
/**
 * A table forgets all it knows when it knows so many terms or words. Twice or four times as many save no processor time,
 * as most words of a large tree occur in few places, and each thread has such a table.
 */
const MOST_TERMS = 20_000;
const MOST_WORDS = 40_000;

// 1 for what an ASCII identifier is made of, 2 for what is not ASCII.
const KINDS = new Uint8Array(256).fill(2, 128);
for (let code = 0; code < 128; code++) KINDS[code] = /\w/.test(String.fromCharCode(code)) ? 1 : 0;

/**
 * Knows which terms each word of a text stands for, by number. It recognises the words of ASCII by their bytes, without
 * making a string of each, since the words of source code repeat.
 */
export function createWordTable() {
  const numbers = new Map<TermBytes, number>();
  const terms: TermBytes[] = [];
  const termsOfWord = new Map<string, readonly number[]>();

  // Words by number: where they stand in `letters`, and their terms in `found`.
  let letters = new Uint8Array(65_536);
  let lettersUsed = 0;
  let starts = new Int32Array(8_192);
  let foundAt = new Int32Array(8_192);
  let hashes = new Int32Array(8_192);
  let found = new Int32Array(16_384);
  let words = 0;
  // Open addressing: the number of the word plus one, 0 for none.
  let slots = new Int32Array(32_768);

  let scratch = Buffer.allocUnsafe(16_384);
  let reading = new Int32Array(4_096);
  let read = 0;

  function numberOf(token: string): number {
    const term = toTermBytes(token);
    const known = numbers.get(term);
    if (known !== undefined) return known;
    const number = terms.length;
    terms.push(term);
    numbers.set(term, number);
    return number;
  }

  function termsOf(word: string): number[] {
    const own: number[] = [];
    for (const token of wordTokens(word)) if (token.length <= LONGEST_TERM / 4) own.push(numberOf(token));
    return own;
  }

  // Below, what is read again and again is held by the function: the engine would look it up each time.
  /** The number of the word in `scratch`. */
  function wordAt(start: number, end: number, hash: number): number {
    const bytes = scratch;
    const table = slots;
    const all = letters;
    const mask = table.length - 1;
    const length = end - start;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (; table[slot] !== 0; slot = (slot + 1) & mask) {
      const word = table[slot]! - 1;
      if (hashes[word] !== hash) continue;
      const place = starts[word]!;
      if (starts[word + 1]! - place !== length) continue;
      let at = 0;
      while (at < length && all[place + at] === bytes[start + at]) at++;
      if (at === length) return word;
    }
    return addWord(start, end, { hash, slot });
  }

  function addWord(start: number, end: number, { hash, slot }: { hash: number; slot: number }): number {
    const own = termsOf(scratch.toString("latin1", start, end));
    const word = words++;
    if (word + 2 > starts.length) {
      starts = grown(starts, starts.length * 2);
      foundAt = grown(foundAt, starts.length);
      hashes = grown(hashes, starts.length);
    }
    const length = end - start;
    if (lettersUsed + length > letters.length) {
      const larger = new Uint8Array(letters.length * 2);
      larger.set(letters);
      letters = larger;
    }
    for (let at = 0; at < length; at++) letters[lettersUsed + at] = scratch[start + at]!;
    starts[word] = lettersUsed;
    lettersUsed += length;
    starts[word + 1] = lettersUsed;
    hashes[word] = hash;
    if (foundAt[word]! + own.length > found.length) found = grown(found, found.length * 2 + own.length);
    let place = foundAt[word]!;
    for (const term of own) found[place++] = term;
    foundAt[word + 1] = place;
    slots[slot] = words;
    if (words * 2 > slots.length) rehash();
    return word;
  }

  function rehash(): void {
    slots = new Int32Array(slots.length * 2);
    const mask = slots.length - 1;
    for (let word = 0; word < words; word++) {
      let slot = (hashes[word]! ^ (hashes[word]! >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = word + 1;
    }
  }

  function take(own: ArrayLike<number>, from: number, to: number): void {
    while (read + to - from > reading.length) reading = grown(reading, 2 * reading.length);
    for (let place = from; place < to; place++) reading[read++] = own[place]!;
  }

  /** Takes the terms of what stands in `scratch`: of words of ASCII by their bytes. */
  function scan(length: number): void {
    const bytes = scratch;
    for (let at = 0; at < length;) {
      let kind = KINDS[bytes[at]!]!;
      if (kind === 0) {
        at++;
        continue;
      }
      const start = at;
      let hash = 0;
      let kinds = 0;
      while (kind !== 0) {
        kinds |= kind;
        hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
        kind = ++at < length ? KINDS[bytes[at]!]! : 0;
      }
      if (kinds > 1) takeOther(start, at);
      else if (at - start <= LONGEST_WORD) {
        const word = wordAt(start, at, hash);
        take(found, foundAt[word]!, foundAt[word + 1]!);
      }
    }
  }

  /** The words of a run that is not all ASCII. What ASCII ends has no part in the words beyond, but for a mark's base. */
  function takeOther(start: number, end: number): void {
    const from = start > 0 && KINDS[scratch[start]!] === 2 ? start - 1 : start;
    eachWord(scratch.toString("utf8", from, end), (word) => {
      let own = termsOfWord.get(word);
      if (own === undefined) termsOfWord.set(Buffer.from(word).toString(), (own = termsOf(word)));
      take(own, 0, own.length);
    });
  }

  return {
    /** The terms by number. */
    terms: terms as readonly TermBytes[],
    /** Whether another table should take its place, so that memory stays bounded. */
    isFull: (): boolean => terms.length > MOST_TERMS || words + termsOfWord.size > MOST_WORDS,
    /** The number of each term of each word of a text, in order; valid until the next call. */
    read(text: string): Int32Array {
      if (scratch.length < text.length * 3) scratch = Buffer.allocUnsafe(text.length * 3);
      read = 0;
      scan(encoder.encodeInto(text, scratch).written);
      return reading.subarray(0, read);
    },
  };
}

function grown(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}
