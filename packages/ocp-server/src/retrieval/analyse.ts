import { joinedTokens } from "./words.ts";

/** Grows when the same text gets other words, so that the words of what is indexed are made again. */
export const ANALYSIS = 1;

/**
 * The tokens of a text, in order: for each word or identifier its parts (at underscores, capitals and digits),
 * lower-case and stemmed, after the whole of it when it has several parts. Scripts without spaces give pairs of
 * letters. No token holds a space, quote, punctuation or control character.
 */
export function analyse(text: string): string[] {
  const tokens = joinedTokens(text);
  return tokens === "" ? [] : tokens.split(" ");
}
