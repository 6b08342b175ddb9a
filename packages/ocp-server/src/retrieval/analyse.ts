import type { SearchTerms } from "../storage/store.ts";
import { nameParts } from "./names.ts";
import { joinedTokens } from "./words.ts";

/**
 * The tokens of a text, in order: for each word or identifier its parts (at underscores, capitals and digits),
 * lower-case and stemmed, after the whole of it when it has several parts. Scripts without spaces give pairs of
 * letters. No token holds a space, quote, punctuation or control character.
 */
export function analyse(text: string): string[] {
  const tokens = joinedTokens(text);
  return tokens === "" ? [] : tokens.split(" ");
}

/** What a chunk is to be found by. */
export interface Searchable {
  /** Relative to the root. */
  readonly path: string;
  /** Qualified name of what it defines or continues. */
  readonly symbol: string | null;
  /** Every qualified name that is defined in it, where there is more to say than `symbol`. */
  readonly symbols?: readonly string[];
  readonly content: string;
}

/** The analysed words of a chunk for each field of the index. */
export function searchTerms({ path, symbol, symbols = [], content }: Searchable): SearchTerms {
  return { path: pathTerms(path), symbol: symbolTerms(symbol, symbols), body: joinedTokens(content) };
}

/** Each name once, and once each container that several of them share: `Router.add`, `Router.get` are about one router. */
function symbolTerms(symbol: string | null, symbols: readonly string[]): string {
  const names = new Set<string>();
  for (const qualified of symbol === null ? symbols : [symbol, ...symbols])
    for (const name of nameParts(qualified)) names.add(name);
  return joinAll([...names].map(joinedTokens));
}

/** The file's name counts twice, the three folders around it once. */
function pathTerms(path: string): string {
  const parts = path.split("/");
  const file = parts.pop() ?? "";
  const name = joinedTokens(file.replace(/(?<=.)\.[^.]*$/, ""));
  return joinAll([name, name, ...parts.slice(-3).map(joinedTokens)]);
}

const joinAll = (texts: readonly string[]): string => texts.filter((text) => text !== "").join(" ");
