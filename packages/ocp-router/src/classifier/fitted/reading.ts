import { evidenceOf, scoreOf, total } from "../rules/score.ts";
import { readAsk } from "../text/ask.ts";
import { countWords, fold, wordsOf } from "../text/words.ts";

/** What a model reads of a prompt: its words, in order, and a few counts. */
export interface Reading {
  readonly words: readonly string[];
  readonly counts: readonly number[];
}

/** A prompt is known by its start and its end. */
const MOST_TEXT = 2_400;
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

/** The names of the counts, in their order. */
export const COUNT_NAMES: readonly string[] = Object.keys(counts(""));

export function readPrompt(prompt: string): Reading {
  const text =
    prompt.length <= MOST_TEXT ? prompt : `${prompt.slice(0, MOST_TEXT / 2)} ${prompt.slice(-MOST_TEXT / 2)}`;
  const words = wordsOf(fold(text)).map((word) => word.text.slice(0, LONGEST_WORD));
  return { words, counts: Object.values(counts(prompt)) };
}

/** A tally squeezed: the tenth mention of a word says little more than the first. */
export const damped = (mentions: number): number => 1 + Math.log(mentions);

/** How often each of these numbers is there. */
export function tally(numbers: Iterable<number>): Map<number, number> {
  const seen = new Map<number, number>();
  for (const number of numbers) seen.set(number, (seen.get(number) ?? 0) + 1);
  return seen;
}
