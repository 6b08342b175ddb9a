/** What kind of character a code point is, as far as words and tokens care. */
export const OTHER = 1;
export const MARK = 2;
export const UPPER = 3;
export const LOWER = 4;
/** A letter without case, such as Hebrew or Arabic. */
export const LETTER = 5;
/** A letter of a script that puts no spaces between words. */
export const UNSPACED = 6;
export const NUMBER = 7;
export const SPACE = 8;
/** Carriage return or line feed. */
export const BREAK = 9;

const UNSPACED_SCRIPTS =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

// One byte a code point; pages of it that no text touches cost no memory.
const classes = new Uint8Array(0x110000);

/** The class of a code point: one of the constants above. Lone surrogates are `OTHER`. */
export function classOf(codePoint: number): number {
  return classes[codePoint] || (classes[codePoint] = classify(codePoint));
}

function classify(codePoint: number): number {
  if (codePoint === 10 || codePoint === 13) return BREAK;
  const character = String.fromCodePoint(codePoint);
  if (/\p{L}/u.test(character)) {
    if (/[\p{Lu}\p{Lt}]/u.test(character)) return UPPER;
    if (/\p{Ll}/u.test(character)) return LOWER;
    return UNSPACED_SCRIPTS.test(character) ? UNSPACED : LETTER;
  }
  if (/\p{M}/u.test(character)) return MARK;
  if (/\p{N}/u.test(character)) return NUMBER;
  // Not \s: JavaScript counts the byte order mark as a space and U+0085 not; the property is what other languages use.
  return /\p{White_Space}/u.test(character) ? SPACE : OTHER;
}
