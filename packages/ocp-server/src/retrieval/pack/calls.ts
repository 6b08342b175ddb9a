/** Shorter names (`get`, `of`, `map`) are called everywhere and say nothing about who is meant. */
const CALL = /[\p{L}_$][\p{L}\p{M}\p{N}_$]{3,}(?=\()/gu;

/** The names that a text calls, as `name(` is written in nearly every language; its own definitions are among them. */
export function calledNames(content: string): Set<string> {
  return new Set(content.match(CALL));
}
