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
const MOST_TEXT = 4_000;
const LETTERS = 4;

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

/** The features of a prompt. `name`, when given, hears which text stands at each hashed place. */
export function featuresOf(prompt: string, name?: (place: number, text: string) => void): Features {
  const text = fold(
    prompt.length <= MOST_TEXT ? prompt : `${prompt.slice(0, MOST_TEXT / 2)} ${prompt.slice(-MOST_TEXT / 2)}`,
  );
  const words = wordsOf(text).map((word) => word.text);
  const ids: number[] = [];
  const values: number[] = [];
  const put = (group: Map<number, number>) => {
    let norm = 0;
    for (const value of group.values()) norm += value * value;
    const scale = norm === 0 ? 0 : 1 / Math.sqrt(norm);
    for (const [place, value] of group) {
      ids.push(place);
      values.push(value * scale);
    }
  };
  put(hashed(wordTerms(words), name));
  put(hashed(letterTerms(words), name));
  const named = Object.values(counts(prompt));
  for (const [at, value] of named.entries()) {
    ids.push(HASHED + at);
    values.push(value);
  }
  return { ids: Int32Array.from(ids), values: Float64Array.from(values) };
}

function hashed(terms: Iterable<string>, name?: (place: number, text: string) => void): Map<number, number> {
  const seen = new Map<number, number>();
  for (const term of terms) {
    const place = hash(term) & (HASHED - 1);
    seen.set(place, (seen.get(place) ?? 0) + 1);
    name?.(place, term);
  }
  // The tenth mention of a word says little more than the first.
  for (const [place, count] of seen) seen.set(place, 1 + Math.log(count));
  return seen;
}

function* wordTerms(words: readonly string[]): Generator<string> {
  for (const [at, word] of words.entries()) {
    yield `w ${word.slice(0, 24)}`;
    const next = words[at + 1];
    if (next !== undefined) yield `b ${word.slice(0, 24)} ${next.slice(0, 24)}`;
  }
}

function* letterTerms(words: readonly string[]): Generator<string> {
  for (const word of words) {
    const edged = ` ${word.slice(0, 40)} `;
    for (let at = 0; at + LETTERS <= edged.length; at++) yield `l${edged.slice(at, at + LETTERS)}`;
  }
}
