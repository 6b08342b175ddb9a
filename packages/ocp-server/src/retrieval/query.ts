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
  /** Places of the terms that name a part of the tree: `client: handle 204`, `where does src/router/trie walk`. */
  readonly scope: readonly number[];
  /** Places of the terms that say what was done, not where: `fix`, `add` at the beginning, as a commit says it. */
  readonly deeds: readonly number[];
  /** Beginnings of terms, by which names may stand for them: `auth` for authentication. */
  readonly short: readonly { readonly token: string; readonly term: number }[];
  /** Neighbouring words written as one, as names do: `statuscode` for status code. */
  readonly compounds: readonly string[];
}

/** Of more distinct tokens than this, those in the middle are left out: before or after a pasted log stands what is asked. */
const MOST_TERMS = 1000;
const MOST_NAMES = 64;
/** A beginning that short names a term of at least that length; it leaves out two letters or more. */
const SHORTEST_BEGINNING = 3;
const SHORTEST_SHORTENED = 6;
const LONGEST_BEGINNING = 8;
const MOST_BEGINNINGS = 48;
const MOST_COMPOUNDS = 24;

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
  const terms = ends([...new Set(tokens)], MOST_TERMS);
  return {
    terms,
    names: ends([...new Set(names)], MOST_NAMES),
    bare,
    ...subjectOf(text, terms),
    short: beginnings(terms),
    compounds: compoundsOf(words, terms),
  };
}

/** The query with other terms and names, as when slips were corrected. */
export function withTerms(query: QueryTerms, terms: readonly string[], names: readonly string[]): QueryTerms {
  return { ...query, terms, names, scope: [], deeds: [], short: beginnings(terms) };
}

// What stands before the first colon, perhaps after a kind of change as in `fix(client): …`; and whatever has a slash.
const SCOPE = /^\s*(?:(?<kind>[\w-]{1,20})\((?<inner>[\w./-]{2,60})\)|(?<outer>[\w./-]{2,60}))!?:\s/u;
const TREE_PATH = /[\w.-]+(?:\/[\w.-]+)+/gu;
const FIRST_WORD = /^\s*([\p{L}\p{M}]+)(?![\p{L}\p{M}\p{N}_.(])/u;

/** Verbs with which the subjects of commits begin. */
const DEEDS: ReadonlySet<string> = new Set(
  `add added adds adding allow allowed allows allowing avoid change changed changes changing clean cleanup correct
  deprecate disable drop enable ensure fix fixed fixes fixing handle handling implement implemented improve improved
  improves introduce make makes making move moved optimise optimize prevent reduce refactor refactored remove removed
  removes removing rename renamed replace restore set simplify support supports supporting update updated updates
  updating`.split(/\s+/),
);
/** Kinds of change that stand before them. */
const CHANGES: ReadonlySet<string> = new Set(
  "bug bugfix build chore ci doc docs enh feat feature fix imp perf refactor revert style test tests".split(" "),
);

/** Which terms name a part of the tree, and which the deed, in a query that is worded as a commit's subject. */
function subjectOf(text: string, terms: readonly string[]): Pick<QueryTerms, "scope" | "deeds"> {
  const prefix = SCOPE.exec(text);
  const { kind = "", inner, outer = "" } = prefix?.groups ?? {};
  const isChange = CHANGES.has(outer.toLowerCase());
  const first = FIRST_WORD.exec(text.slice(prefix?.[0].length ?? 0))?.[1] ?? "";
  const done = [kind, isChange ? outer : "", DEEDS.has(first.toLowerCase()) ? first : ""];
  const named = [inner ?? (isChange ? "" : outer), ...(text.match(TREE_PATH) ?? [])];
  const placesOf = (words: readonly string[]): number[] =>
    [...new Set(words.flatMap(analyse))].map((token) => terms.indexOf(token)).filter((place) => place >= 0);
  const scope = placesOf(named);
  const deeds = placesOf(done).filter((place) => !scope.includes(place));
  // A query that is nothing else is about the word.
  return { scope, deeds: deeds.length < terms.length ? deeds : [] };
}

function beginnings(terms: readonly string[]): QueryTerms["short"] {
  const known = new Set(terms);
  const found = terms.flatMap((term, place) => {
    if (term.length < SHORTEST_SHORTENED || !/^[a-z]+$/.test(term)) return [];
    const longest = Math.min(LONGEST_BEGINNING, term.length - 2);
    return Array.from({ length: longest - SHORTEST_BEGINNING + 1 }, (_, more) => ({
      token: term.slice(0, SHORTEST_BEGINNING + more),
      term: place,
    })).filter(({ token }) => !known.has(token));
  });
  return found.slice(0, MOST_BEGINNINGS);
}

function compoundsOf(words: readonly string[], terms: readonly string[]): string[] {
  const known = new Set(terms);
  const joined = words.slice(1).map((word, place) => `${words[place]!}${word}`.toLowerCase());
  return [...new Set(joined)]
    .filter((word) => /^[\p{L}\p{N}]{4,64}$/u.test(word) && !known.has(word))
    .slice(0, MOST_COMPOUNDS);
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
