import { hash } from "./hash.ts";
import { damped, tally } from "./reading.ts";

/** How many directions of meaning are told apart. */
export const TOPICS = 30;

/** What each known word, by its hash, says of what a text is about. Only directions count, so the unit is free. */
export type Topics = ReadonlyMap<number, Int8Array>;

export const wordId = (word: string): number => hash(`t ${word}`);

/** What a text is about, as a direction of length one; all zeros where no word is known. */
export function topicsOf(words: readonly string[], topics: Topics): number[] {
  const sum = topicSum(words, topics);
  const length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}

export function topicSum(words: readonly string[], topics: Topics): number[] {
  const sum = Array.from({ length: TOPICS }, () => 0);
  for (const [id, mentions] of tally(words.map(wordId))) {
    const row = topics.get(id);
    if (row === undefined) continue;
    for (let at = 0; at < TOPICS; at++) sum[at]! += damped(mentions) * row[at]!;
  }
  return sum;
}
