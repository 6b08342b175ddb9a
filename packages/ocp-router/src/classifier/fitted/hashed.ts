import { hash } from "./hash.ts";
import { damped, tally } from "./reading.ts";

/** Numbers by place. Most places are empty. */
export interface Features {
  readonly ids: Int32Array;
  readonly values: Float64Array;
}

/** 2^14 places keep a weights file far below 200 KB. */
export const HASHED_PLACES: number = 2 ** 14;
const LETTERS = 4;

/** Words and pairs of words, and groups of letters with the edges of words, each kind of length one. */
export function hashedFeatures(words: readonly string[]): Features {
  const ids: number[] = [];
  const values: number[] = [];
  for (const terms of termsOf(words)) {
    const group = [...tally(terms.map(placeOf))].map(([place, mentions]) => ({ place, value: damped(mentions) }));
    const length = Math.hypot(...group.map(({ value }) => value));
    for (const { place, value } of group) {
      ids.push(place);
      values.push(value / length);
    }
  }
  return { ids: Int32Array.from(ids), values: Float64Array.from(values) };
}

/** Which of a prompt's terms stands at each of these places: `words 'a b'`, `letters 'abcd'`. */
export function namesOf(words: readonly string[], places: ReadonlySet<number>): Map<number, string> {
  const names = new Map<number, string>();
  for (const term of termsOf(words).flat()) {
    const place = placeOf(term);
    if (!places.has(place) || names.has(place)) continue;
    names.set(place, term.startsWith("l") ? `letters '${term.slice(1)}'` : `words '${term.slice(2)}'`);
  }
  return names;
}

const placeOf = (term: string): number => hash(term) & (HASHED_PLACES - 1);

/** The first sign tells the kinds apart. */
function termsOf(words: readonly string[]): readonly [words: string[], letters: string[]] {
  const [whole, letters]: [string[], string[]] = [[], []];
  for (const [at, word] of words.entries()) {
    whole.push(`w ${word}`);
    const next = words[at + 1];
    if (next !== undefined) whole.push(`b ${word} ${next}`);
    const edged = ` ${word} `;
    for (let from = 0; from + LETTERS <= edged.length; from++) letters.push(`l${edged.slice(from, from + LETTERS)}`);
  }
  return [whole, letters];
}
