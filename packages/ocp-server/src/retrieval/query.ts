import { analyse } from "./analyse.ts";
import { STOP_WORDS } from "./stop-words.ts";
import { wordParts } from "./words.ts";

/** What a query asks for, as the index can answer it. */
export interface QueryTerms {
  /** Distinct tokens in order, without stop words. */
  readonly terms: readonly string[];
  /** What may be the name of a definition, as written, perhaps qualified: `Router.add`. */
  readonly names: readonly string[];
  /** Whether the query is one such name and nothing else. */
  readonly bare: boolean;
}

/** Of more distinct tokens than this, those in the middle are left out: before or after a pasted log stands what is asked. */
const MOST_TERMS = 1000;
const MOST_NAMES = 64;

// A word with what qualifies it, and the parentheses that mark a call.
const NAME = /[\p{L}\p{M}\p{N}_$]+(?:(?:\.|::|#|->)[\p{L}_$][\p{L}\p{M}\p{N}_$]*)*(?:\(\))?/gu;
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;
const CONTRACTION = /(?<=\p{L})['’](?:s|t|re|ve|ll|d|m)(?!\p{L})/giu;
const QUALIFIED = /\.|::|#|->/;
const HUMP = /[\p{Ll}\p{N}]\p{Lu}/u;

/** Reads a query. One without any word, only punctuation or white space, has no terms. */
export function queryTerms(query: string): QueryTerms {
  const text = query.normalize("NFKC").replace(CONTRACTION, "");
  const words = text.match(WORD) ?? [];
  const telling = words.flatMap(tellingTokens);
  // "is it" asks for nothing, but `if` alone may be meant.
  const tokens = telling.length > 0 || words.length > 1 ? telling : words.flatMap(analyse);
  const written = text.match(NAME) ?? [];
  const bare = written.length === 1 && isOnly(text, written[0]);
  const names = written
    .filter((name, index) => bare || looksLikeName(name, index))
    .map((name) => name.replace(/\(\)$/, ""));
  return { terms: ends([...new Set(tokens)], MOST_TERMS), names: ends([...new Set(names)], MOST_NAMES), bare };
}

function ends(items: readonly string[], most: number): string[] {
  return items.length <= most ? [...items] : [...items.slice(0, most / 2), ...items.slice(-most / 2)];
}

function tellingTokens(word: string): string[] {
  const parts = wordParts(word);
  if (parts.length < 2) return STOP_WORDS.has(parts[0] ?? "") ? [] : analyse(word);
  const tokens = analyse(word);
  // A random id is indexed as a whole, so only the whole of it can be meant.
  if (tokens.length < 2) return tokens;
  // The whole name first; of its parts those that tell something: is_redirect is about redirects.
  return [...tokens.slice(0, 1), ...parts.filter((part) => !STOP_WORDS.has(part)).flatMap(analyse)];
}

function isOnly(text: string, name: string): boolean {
  return text.trim().replace(/^[`'"]+|[`'"]+$/g, "") === name;
}

/** Underscores, capitals inside, a qualifier or a call; or a capital where no sentence starts. */
function looksLikeName(name: string, index: number): boolean {
  const plain = name.replace(/^_+|_+$/g, "");
  return (
    name.endsWith("()") ||
    plain.includes("_") ||
    QUALIFIED.test(plain) ||
    HUMP.test(plain) ||
    (index > 0 && /^\p{Lu}\p{Ll}+$/u.test(plain))
  );
}
