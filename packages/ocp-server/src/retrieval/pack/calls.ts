/**
 * Shorter names (`get`, `of`, `map`) are called everywhere and say nothing about who is meant. What is not ASCII counts
 * as a letter: property classes would take ten times as long.
 */
const CALL = /[A-Za-z_$\x80-\uffff][\w$\x80-\uffff]{3,}(?=\()/g;

/** The names that a text calls, as `name(` is written in nearly every language; its own definitions are among them. */
export function calledNames(content: string): Set<string> {
  return new Set(content.match(CALL));
}
