/** Shorter names (`get`, `of`, `map`) are called everywhere and say nothing about who is meant. */
const SHORTEST = 4;

const OPENING = "(";
/** 1 for what a name is made of, 2 where it may not begin one. */
const IN_NAME = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  return /\d/.test(letter) ? 2 : /[\w$]/.test(letter) ? 1 : 0;
});
const LETTER = 1;
const DIGIT = 2;

/** What is not ASCII counts as a letter. */
const kindOf = (code: number): number => (code < 128 ? IN_NAME[code]! : LETTER);

/** The names that a text calls, as `name(` is written in nearly every language; its own definitions are among them. */
export function calledNames(content: string): Set<string> {
  const names = new Set<string>();
  for (let end = content.indexOf(OPENING); end >= 0; end = content.indexOf(OPENING, end + 1)) {
    let start = end;
    while (start > 0 && kindOf(content.charCodeAt(start - 1)) > 0) start--;
    while (kindOf(content.charCodeAt(start)) === DIGIT) start++;
    if (end - start >= SHORTEST) names.add(content.slice(start, end));
  }
  return names;
}
