import { stem } from "./stem.ts";

const IDENTIFIER = /[\p{L}_$][\p{L}\p{N}_$]*|\p{N}+/gu;
const PART = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{Lu}|\p{N}+/gu;

/** Words that questions are made with. */
const COMMON = new Set(
  `a about after again all also am an and any are as at be because been before being between both but by can could did do
  does doing done each every for from get gets had has have how i if in instead into is it its just like made make makes
  may me might must my no not of off on once one only onto or our out over own same should so some such than that the
  their them then there these they this those through to too under up use used uses using very via was way we were what
  when where which while who whom whose why will with without would you your`.split(/\s+/),
);

/** The words of a text in order: each name of several parts as it is and by its parts, parts by their stems. */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const [name] of text.matchAll(IDENTIFIER)) {
    const parts = partsOf(name);
    if (parts.length > 1) tokens.push(name.toLowerCase());
    for (const part of parts) tokens.push(stem(part));
  }
  return tokens;
}

/** The parts of a name, lower-case: of camelCase, snake_case, acronyms and numbers. */
export function partsOf(name: string): string[] {
  return (name.match(PART) ?? []).map((part) => part.toLowerCase());
}

/** The different words to look for, without common ones unless nothing else was asked. */
export function queryTokensOf(query: string): string[] {
  const rare = query.replace(IDENTIFIER, (word) => (COMMON.has(word.toLowerCase()) ? " " : word));
  const tokens = tokensOf(rare);
  return [...new Set(tokens.length > 0 ? tokens : tokensOf(query))];
}
