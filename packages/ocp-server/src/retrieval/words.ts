import { detached } from "./detached.ts";
import { stem } from "./stem.ts";
import { LETTER, LOWER, MARK, NUMBER, UNSPACED, UPPER, classOf } from "./unicode.ts";

/** Longer runs of letters and digits are data, not words. */
const LONGEST_WORD = 128;
/** Longer names are indexed by their parts only. */
const LONGEST_NAME = 64;
const REMEMBERED = 65_536;
const STEMS = 16_384;

const UNDERSCORE = 95;
const NOT_ASCII = /[^\0-\x7f]/;

// Words of source code repeat: what a word turns into is looked up far more often than it is worked out.
const remembered = new Map<string, string>();

/** The tokens of a text, separated by single spaces. See `analyse`. */
export function joinedTokens(text: string): string {
  const found: string[] = [];
  eachWord(text, (word) => {
    const tokens = tokensOf(word);
    if (tokens !== "") found.push(tokens);
  });
  return found.join(" ");
}

/** Calls with each word of a text, in order; of a run of letters without spaces with each pair, as `tokensOf` takes it. */
export function eachWord(text: string, visit: (word: string) => void): void {
  if (NOT_ASCII.test(text)) unicodeWords(text.normalize("NFKC"), visit);
  else asciiWords(text, visit);
}

// 1 for what an ASCII identifier is made of.
const IN_WORD = new Uint8Array(128);
for (let code = 0; code < 128; code++) IN_WORD[code] = /\w/.test(String.fromCharCode(code)) ? 1 : 0;

function asciiWords(text: string, visit: (word: string) => void): void {
  const length = text.length;
  for (let index = 0; index < length;) {
    while (index < length && IN_WORD[text.charCodeAt(index)] === 0) index++;
    const start = index;
    while (index < length && IN_WORD[text.charCodeAt(index)] === 1) index++;
    if (index > start && index - start <= LONGEST_WORD) visit(text.slice(start, index));
  }
}

function unicodeWords(text: string, visit: (word: string) => void): void {
  const length = text.length;
  for (let index = 0; index < length;) {
    const start = index;
    const unspaced = kindAt(text, index) === UNSPACED;
    while (index < length && (unspaced ? isUnspaced(kindAt(text, index)) : isSpaced(text, index)))
      index += widthAt(text, index);
    if (index === start) index += widthAt(text, index);
    else if (unspaced) eachPair(text.slice(start, index), visit);
    else if (index - start <= LONGEST_WORD) visit(text.slice(start, index));
  }
}

function kindAt(text: string, index: number): number {
  return classOf(text.codePointAt(index) ?? 0);
}

function widthAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}

const isUnspaced = (kind: number): boolean => kind === UNSPACED || kind === MARK;

function isSpaced(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < 128) return IN_WORD[code] === 1;
  const kind = kindAt(text, index);
  return (kind >= MARK && kind <= LETTER) || kind === NUMBER;
}

/** The tokens of one word, separated by single spaces; empty when it is none worth finding. */
function tokensOf(word: string): string {
  let tokens = remembered.get(word);
  if (tokens === undefined) {
    const own = detached(word);
    tokens = wordTokens(own).join(" ");
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(own, tokens);
  }
  return tokens;
}

function eachPair(run: string, visit: (pair: string) => void): void {
  const letters = Array.from(run.toLowerCase());
  if (letters.length === 1) visit(letters[0]!);
  for (let index = 1; index < letters.length; index++) visit(letters[index - 1]! + letters[index]!);
}

/** The tokens of one word; none when it is none worth finding. */
export function wordTokens(word: string): string[] {
  const parts = wordParts(word);
  if (parts.length === 1) return parts[0]!.length > LONGEST_NAME ? [] : [stemPart(parts[0]!)];
  const whole = parts.join("");
  const tokens = whole === "" || whole.length > LONGEST_NAME ? [] : [whole];
  // A checksum or a key falls apart into letters and digits that mean nothing.
  if (isJumble(parts.length, whole.length)) return tokens;
  for (const part of parts) if (part.length <= LONGEST_NAME) tokens.push(stemPart(part));
  return tokens;
}

function isJumble(parts: number, length: number): boolean {
  return (length >= 8 && parts * 2 > length) || (length > 24 && parts * 3 > length);
}

// Names are made of the same parts over and over.
const stems = new Map<string, string>();

function stemPart(part: string): string {
  let known = stems.get(part);
  if (known === undefined) {
    const own = detached(part);
    known = NOT_ASCII.test(own) || own.charCodeAt(0) < 58 ? own : stem(own);
    if (stems.size >= STEMS) stems.clear();
    stems.set(own, known);
  }
  return known;
}

function isPlural(word: string, index: number): boolean {
  return word[index] === "s" && kindAt(word, index + 1) !== LOWER;
}

/** The parts of an identifier in lower case: `parseHTTPUrl2` gives parse, http, url, 2. */
export function wordParts(word: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let before = 0;
  const cut = (end: number): void => {
    if (end > start) parts.push(word.slice(start, end).toLowerCase());
    start = end;
  };
  for (let index = 0; index < word.length;) {
    const code = word.charCodeAt(index);
    const width = widthAt(word, index);
    if (code === UNDERSCORE) {
      cut(index);
      start = index + 1;
      before = 0;
      index++;
      continue;
    }
    const kind = kindAt(word, index);
    // Marks belong to the letter before them.
    if (kind !== MARK && before !== 0) {
      if ((kind === NUMBER) !== (before === NUMBER)) cut(index);
      else if (kind === UPPER && before !== UPPER) cut(index);
      // The last capital of a run starts the next word (HTTPServer), unless only a plural s follows it (parseURLs).
      else if (kind === UPPER && kindAt(word, index + width) === LOWER && !isPlural(word, index + width)) cut(index);
    }
    if (kind !== MARK) before = kind;
    index += width;
  }
  cut(word.length);
  return parts;
}
