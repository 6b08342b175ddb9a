import { evidenceOf, scoreOf, total } from "../rules/score.ts";
import { readAsk } from "../text/ask.ts";
import { countWords, fold, wordsOf } from "../text/words.ts";
import { hash } from "./hash.ts";

/** A prompt as numbers: hashed words and letters, then a few counts. */
export interface Features {
  readonly ids: Int32Array;
  readonly values: Float64Array;
}

/** Bits of the hashed part: 2^14 places keep a weights file far below 200 KB. */
const BITS = 14;
const HASHED = 2 ** BITS;
/** A prompt is known by its start and its end. */
const MOST_TEXT = 2_400;
const LETTERS = 4;
const LONGEST_WORD = 24;

/** Counts of a prompt by name, each squeezed to a small range. */
function counts(prompt: string): Record<string, number> {
  const ask = readAsk(prompt);
  const words = wordsOf(ask.text);
  const evidence = evidenceOf(ask);
  const layer = (name: string) => total(evidence.wide.filter((part) => part.layer === name)) / 100;
  const length = Math.max(1, prompt.length);
  const share = (pattern: RegExp) =>
    (prompt.slice(0, MOST_TEXT).match(pattern)?.length ?? 0) / Math.min(length, MOST_TEXT);
  const log = (count: number) => Math.log1p(count);
  return {
    rules: total(scoreOf(evidence)) / 100,
    subject: layer("subject"),
    task: layer("task"),
    condition: layer("condition"),
    ease: layer("ease"),
    structure: layer("structure"),
    askedWords: log(countWords(words)),
    length: log(prompt.length),
    sentences: log(ask.sentences.length),
    lines: log(prompt.split("\n").length),
    pasted: log(ask.pastedLines),
    fenced: log(ask.fencedLines),
    files: log(ask.files),
    digits: share(/\d/g),
    numbers: log(prompt.slice(0, MOST_TEXT).match(/\d+(?:\.\d+)?/g)?.length ?? 0),
    signs: share(/[^\p{L}\p{N}\s]/gu),
    upper: share(/\p{Lu}/gu),
    foreign: share(/[\u0080-\uffff]/g),
    commas: log(prompt.slice(0, MOST_TEXT).match(/[,;]/g)?.length ?? 0),
    questions: log(prompt.slice(0, MOST_TEXT).match(/[?？]/g)?.length ?? 0),
    percents: log(prompt.slice(0, MOST_TEXT).match(/[%$€]/g)?.length ?? 0),
    wordLength: words.reduce((sum, { text }) => sum + Math.min(20, text.length), 0) / Math.max(1, words.length) / 10,
  };
}

/** The names of the counts, in the order of their places after the hashed part. */
export const COUNT_NAMES: readonly string[] = Object.keys(counts(""));
export const HASHED_PLACES = HASHED;
export const PLACES: number = HASHED + COUNT_NAMES.length;

/** The features of a prompt. */
export function featuresOf(prompt: string, { words, letters }: Terms = termsOf(prompt)): Features {
  const ids: number[] = [];
  const values: number[] = [];
  for (const terms of [words, letters]) {
    const group = tally(terms);
    let norm = 0;
    for (const value of group.values()) norm += value * value;
    const scale = norm === 0 ? 0 : 1 / Math.sqrt(norm);
    for (const [place, value] of group) {
      ids.push(place);
      values.push(value * scale);
    }
  }
  for (const [at, value] of Object.values(counts(prompt)).entries()) {
    ids.push(HASHED + at);
    values.push(value);
  }
  return { ids: Int32Array.from(ids), values: Float64Array.from(values) };
}

/** Which of a prompt's terms stands at each of these hashed places. */
export function namesOf({ words, letters }: Terms, places: ReadonlySet<number>): Map<number, string> {
  const names = new Map<number, string>();
  for (const term of [...words, ...letters]) {
    const place = placeOf(term);
    if (places.has(place) && !names.has(place)) names.set(place, term);
  }
  return names;
}

const placeOf = (term: string): number => hash(term) & (HASHED - 1);

function tally(terms: readonly string[]): Map<number, number> {
  const seen = new Map<number, number>();
  for (const term of terms) {
    const place = placeOf(term);
    seen.set(place, (seen.get(place) ?? 0) + 1);
  }
  // The tenth mention of a word says little more than the first.
  for (const [place, count] of seen) seen.set(place, 1 + Math.log(count));
  return seen;
}

/** Words and pairs of words, and groups of letters with the edges of words. The first sign tells the kinds apart. */
export interface Terms {
  readonly words: readonly string[];
  readonly letters: readonly string[];
}

export function termsOf(prompt: string): Terms {
  const text = fold(
    prompt.length <= MOST_TEXT ? prompt : `${prompt.slice(0, MOST_TEXT / 2)} ${prompt.slice(-MOST_TEXT / 2)}`,
  );
  const plain = wordsOf(text).map((word) => word.text.slice(0, LONGEST_WORD));
  const words: string[] = [];
  const letters: string[] = [];
  for (const [at, word] of plain.entries()) {
    words.push(`w ${word}`);
    const next = plain[at + 1];
    if (next !== undefined) words.push(`b ${word} ${next}`);
    const edged = ` ${word} `;
    for (let from = 0; from + LETTERS <= edged.length; from++) letters.push(`l${edged.slice(from, from + LETTERS)}`);
  }
  return { words, letters };
}
