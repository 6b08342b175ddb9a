import { STOP_WORDS } from "./stop-words.ts";

/** A shorter query says too little about how it would be worded where it is answered. */
const FEWEST_WORDS = 4;
const MOST_WORDS = 64;
/** Longer words, and letters beyond ASCII, are looked up each. */
const LENGTHS = 32;
const LETTERS = 129;
const WORD = /[\p{L}\p{N}]+/gu;

// 1 for what an ASCII word is made of; what is not ASCII counts as a letter.
const IN_WORD = Uint8Array.from({ length: 128 }, (_, code) => (/[a-z0-9]/i.test(String.fromCharCode(code)) ? 1 : 0));

/**
 * Answers how far a text is worded as the query is: the share of the query's neighbouring words that are neighbours in
 * the text too, 0..1, whatever stands between them but words. Undefined for a query of few words.
 */
export function createWording(query: string): ((text: string) => number) | undefined {
  const words = (query.toLowerCase().match(WORD) ?? []).slice(0, MOST_WORDS);
  if (words.length < FEWEST_WORDS) return undefined;
  const numbers = new Map<string, number>();
  for (const word of words) if (!numbers.has(word)) numbers.set(word, numbers.size);
  const pairs = new Set<number>();
  for (let place = 1; place < words.length; place++) {
    const [first, second] = [words[place - 1]!, words[place]!];
    // "of the" is everywhere.
    if (STOP_WORDS.has(first) && STOP_WORDS.has(second)) continue;
    pairs.add(numbers.get(first)! * MOST_WORDS + numbers.get(second)!);
  }
  if (pairs.size === 0) return undefined;
  // By length and first letter: most words of a text are told from the query's without making a string of them.
  const looks = new Uint8Array(LENGTHS * LETTERS);
  const lookOf = (length: number, letter: number): number =>
    Math.min(length, LENGTHS - 1) * LETTERS + Math.min(letter, LETTERS - 1);
  for (const word of numbers.keys()) looks[lookOf(word.length, word.charCodeAt(0))] = 1;

  return (text) => {
    const lower = text.toLowerCase();
    const met = new Set<number>();
    let last = -1;
    for (let at = 0; at < lower.length; at++) {
      if (!isInWord(lower.charCodeAt(at))) continue;
      const start = at;
      while (at < lower.length && isInWord(lower.charCodeAt(at))) at++;
      const isLike = looks[lookOf(at - start, lower.charCodeAt(start))] === 1;
      const number = isLike ? (numbers.get(lower.slice(start, at)) ?? -1) : -1;
      if (last >= 0 && number >= 0 && pairs.has(last * MOST_WORDS + number)) met.add(last * MOST_WORDS + number);
      last = number;
    }
    return met.size / pairs.size;
  };
}

const isInWord = (code: number): boolean => code > 127 || IN_WORD[code] === 1;
