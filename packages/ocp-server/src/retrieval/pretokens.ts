import { BREAK, LETTER, LOWER, MARK, NUMBER, OTHER, SPACE, UNSPACED, UPPER, classOf } from "./unicode.ts";

/**
 * Finds where the pre-token that starts at `start` ends. The published definitions of the encodings are regular
 * expressions; these scanners accept the same language in linear time and without recursion, which engines that
 * backtrack do not on hostile text.
 */
export type PretokenEnd = (text: string, start: number) => number;

const SLASH = 47;
const APOSTROPHE = 39;
const BLANK = 32;

const ASCII = 128;
const ascii = Uint8Array.from({ length: ASCII }, (_, code) => classOf(code));

const at = (text: string, index: number): number => {
  const code = text.charCodeAt(index);
  if (code < ASCII) return ascii[code]!;
  const point = text.codePointAt(index);
  return point === undefined ? 0 : classOf(point);
};
const width = (text: string, index: number): number => ((text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1);

/** Classes of characters, as a table over their numbers: a call for each character would take most of the time. */
const classes = (...kinds: readonly number[]): Uint8Array => {
  const table = new Uint8Array(BREAK + 1);
  for (const kind of kinds) table[kind] = 1;
  return table;
};
const LETTERS = classes(UPPER, LOWER, LETTER, UNSPACED);
const SYMBOLS = classes(OTHER, MARK);
const SPACES = classes(SPACE, BREAK);
const BREAKS = classes(BREAK);

const isLetter = (kind: number): boolean => LETTERS[kind] === 1;

function skip(text: string, start: number, wanted: Uint8Array): number {
  let end = start;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code < ASCII) {
      if (wanted[ascii[code]!] === 0) return end;
      end++;
    } else {
      if (wanted[at(text, end)] === 0) return end;
      end += width(text, end);
    }
  }
  return end;
}

/** The end of an English contraction such as `'s` or `'LL` that starts here; `start` when there is none. */
function contraction(text: string, start: number): number {
  if (text.charCodeAt(start) !== APOSTROPHE) return start;
  // The long s is what the reference's case-insensitive match takes for an s.
  if (/[sSſdDmMtT]/.test(text.charAt(start + 1))) return start + 2;
  return /^(?:ll|ve|re)$/i.test(text.slice(start + 1, start + 3)) ? start + 3 : start;
}

function numbers(text: string, start: number): number {
  let end = start;
  for (let count = 0; count < 3 && end < text.length && at(text, end) === NUMBER; count++) end += width(text, end);
  return end;
}

/** A run of symbols from `start`, after one optional blank; `start` when there is none. */
function symbols(text: string, start: number): number {
  const from = text.charCodeAt(start) === BLANK ? start + 1 : start;
  const end = skip(text, from, SYMBOLS);
  return end === from ? start : end;
}

/** White space: up to its last line break, else all but what belongs to the word after it. */
function spaces(text: string, start: number, wholeAtEnd: boolean): number {
  const end = skip(text, start, SPACES);
  if (wholeAtEnd && end === text.length) return end;
  for (let index = end; index > start; index--) if (at(text, index - 1) === BREAK) return index;
  return end === text.length || end === start + 1 ? end : end - 1;
}

export const cl100kEnd: PretokenEnd = (text, start) => {
  const short = contraction(text, start);
  if (short > start) return short;
  const kind = at(text, start);
  if (isLetter(kind)) return skip(text, start, LETTERS);
  if (kind === NUMBER) return numbers(text, start);
  const next = start + width(text, start);
  if (kind !== BREAK && isLetter(at(text, next))) return skip(text, next, LETTERS);
  const end = symbols(text, start);
  if (end > start) return skip(text, end, BREAKS);
  return spaces(text, start, true);
};

const HEAD = classes(UPPER, MARK, LETTER, UNSPACED);
const TAIL = classes(LOWER, MARK, LETTER, UNSPACED);
const isTail = (kind: number): boolean => TAIL[kind] === 1;

/** A word of o200k from `start`: capitals, then small letters; caseless letters and marks count as either. */
function casedWord(text: string, start: number): number {
  const head = skip(text, start, HEAD);
  const tail = skip(text, head, TAIL);
  if (tail > head) return tail;
  // No small letter follows, so the last caseless one among the capitals has to play it.
  for (let index = head; index > start;) {
    index -= index - start > 1 && (text.codePointAt(index - 2) ?? 0) > 0xffff ? 2 : 1;
    if (isTail(at(text, index))) return index + width(text, index);
  }
  return head;
}

export const o200kEnd: PretokenEnd = (text, start) => {
  const kind = at(text, start);
  if (kind === NUMBER) return numbers(text, start);
  if (kind !== BREAK && !isLetter(kind)) {
    const next = start + width(text, start);
    const end = casedWord(text, next);
    if (end > next) return contraction(text, end);
  }
  if (isLetter(kind) || kind === MARK) return contraction(text, casedWord(text, start));
  const end = symbols(text, start);
  if (end > start) {
    let after = end;
    while (after < text.length && (text.charCodeAt(after) === SLASH || at(text, after) === BREAK)) after++;
    return after;
  }
  return spaces(text, start, false);
};
