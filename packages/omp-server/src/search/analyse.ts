import { stemmer } from "stemmer";

/** Words that a question has and a document's subject does not. */
const STOP_WORDS = new Set(
  "a about am an and any are as at be been being but by can could did do does for from get give had has have how i if in into is it its just let may me must my need needs no of on one or our shall should show so some tell than that the their them then there these they this those to up us use used uses using was we were what when where which who whom will with would you your".split(
    " ",
  ),
);

export interface Token {
  readonly term: string;
  /** The word as it stands in the text, in lower case. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** A part of an identifier rather than a word of its own. */
  readonly part: boolean;
}

const WORD_PATTERN = /[\p{L}\p{N}](?:[\p{L}\p{N}]|[._\-/$](?=[\p{L}\p{N}]))*/gu;
const PART_PATTERN = /\p{Lu}+(?!\p{Ll})\d*|\p{Lu}?\p{Ll}+\d*|\d+|\p{L}+/gu;

/** What Latin makes of a verb in its noun, and the verb's own end: a decision decides. */
const NOUNS_OF_VERBS: readonly (readonly [RegExp, string])[] = [
  [/ifi$/, "if"],
  [/(?<=^[a-z]{5,})it$/, ""],
  [/(?<=[dse])cript$/, "crib"],
  [/olut$/, "olv"],
  [/(?<=^(?:per|sub|trans|e|o))miss$/, "mit"],
  [/(?<=^(?:ext|susp))ens$/, "end"],
  [/^decis$/, "decid"],
  [/(?<=^(?:ex|in|con))clus$/, "clud"],
  [/(?<=^(?:con|as|pre))sumpt$/, "sum"],
];

/** A word's stem; identifiers and numbers stay whole. */
export function stem(word: string): string {
  if (!/^[a-z]{3,40}$/.test(word)) return word;
  const short = stemmer(word.replace(/(?<=[a-z]{4})ships?$/, "").replace(/(?<=[a-z]{3}[cs]t)ors?$/, ""));
  const form = NOUNS_OF_VERBS.find(([end]) => end.test(short));
  return form ? short.replace(form[0], form[1]) : short;
}

/**
 * The terms of a text with their places: each word by its stem, and each identifier (`get_contract_doc`,
 * `dependsOn`, `okham.trace.span`) both whole and by its parts.
 */
export function analyse(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(WORD_PATTERN)) {
    const [raw] = match;
    if (raw.length > 100) continue;
    const { index: start } = match;
    const end = start + raw.length;
    const word = raw.toLowerCase();
    const parts = raw.match(PART_PATTERN) ?? [];
    if (parts.length <= 1) {
      tokens.push({ term: stem(word), word, start, end, part: false });
      continue;
    }
    tokens.push({ term: word, word, start, end, part: false });
    // Words that a hyphen joins are words of their own.
    const isPart = !/^\p{L}[\p{Ll}\p{N}]*(?:[-/]\p{L}[\p{Ll}\p{N}]*)+$/u.test(raw);
    for (const part of parts) {
      const lower = part.toLowerCase();
      tokens.push({ term: stem(lower), word: lower, start, end, part: isPart });
    }
  }
  return tokens;
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}
