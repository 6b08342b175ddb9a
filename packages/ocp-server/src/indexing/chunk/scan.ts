/** How a language writes what is not code: enough to count brackets and to know which lines are inside a text. */
export interface Syntax {
  readonly lineComments?: readonly string[];
  readonly blockComments?: readonly (readonly [open: string, close: string])[];
  /** Block comments count their own opening and closing. */
  readonly nestedComments?: boolean;
  /** Delimiters of texts that end with their line at the latest. A backslash escapes. */
  readonly strings?: readonly string[];
  /** Texts that may run over several lines. Without `raw`, a backslash escapes. */
  readonly longStrings?: readonly { readonly open: string; readonly close: string; readonly raw?: boolean }[];
  /** `'x'` is a character; a lone `'` is something else (a lifetime, a digit separator, a type variable). */
  readonly characters?: boolean;
  /** JavaScript's template literals and regular expressions. */
  readonly scripting?: boolean;
  /** `#` starts a comment only at the start of a word. */
  readonly spacedHash?: boolean;
}

/** What a line starts as. */
export const LINE = { code: 0, string: 1, comment: 2 } as const;

/** What was found about each line of a text. */
export interface Scan {
  /** How many brackets of any kind are open at the start of the line. */
  readonly depth: Int32Array;
  /** The fewest brackets that are open anywhere on the line, its start included. */
  readonly low: Int32Array;
  /** One of LINE: inside a text, comment (inside one, or its first word), or code. */
  readonly starts: Uint8Array;
  /** How many brackets are open at the end: none, if they match. */
  readonly open: number;
}

/**
 * Counts brackets line by line and tells code from comments and texts. Approximate, as it knows no grammar: a text
 * that seems never to end is taken for a misreading, and the scan is done again without texts over several lines.
 */
export function scanLines(lines: readonly string[], syntax: Syntax): Scan {
  const scanner = createScanner(lines, syntax);
  if (scanner.run()) return scanner.scan;
  const { blockComments: _, longStrings: __, scripting: ___, ...plain } = syntax;
  const again = createScanner(lines, plain);
  again.run();
  return again.scan;
}

/** What the scanner is inside of, across the ends of lines. */
type Inside =
  | { readonly kind: "comment"; readonly open: string; readonly close: string; level: number }
  | { readonly kind: "string"; readonly close: string; readonly raw: boolean }
  | { readonly kind: "template" };

interface Token {
  readonly text: string;
  readonly inside: Inside | "line-comment" | "short-string";
}

const BACKSLASH = 0x5c;
const BACKTICK = 0x60;
const OPENING = new Set(["(", "[", "{"].map((bracket) => bracket.charCodeAt(0)));
const CLOSING = new Set([")", "]", "}"].map((bracket) => bracket.charCodeAt(0)));

function createScanner(lines: readonly string[], syntax: Syntax): { run(): boolean; scan: Scan } {
  const depths = new Int32Array(lines.length);
  const lows = new Int32Array(lines.length);
  const starts = new Uint8Array(lines.length);
  const tokens = tokensOf(syntax);
  /** Depths at which a `}` ends the `${` of a template. */
  const templates: number[] = [];
  let depth = 0;
  let low = 0;
  let inside: Inside | undefined;

  /** Goes on inside a comment or text; answers where code continues, or the line's length. */
  const leave = (line: string, from: number): number => {
    const current = inside!;
    if (current.kind === "comment") return leaveComment(line, from, current);
    if (current.kind === "template") return leaveTemplate(line, from);
    const end = current.raw ? line.indexOf(current.close, from) : indexOfUnescaped(line, current.close, from);
    if (end < 0) return line.length;
    inside = undefined;
    return end + current.close.length;
  };

  const leaveComment = (line: string, from: number, comment: Inside & { kind: "comment" }): number => {
    if (!syntax.nestedComments) {
      const end = line.indexOf(comment.close, from);
      if (end < 0) return line.length;
      inside = undefined;
      return end + comment.close.length;
    }
    for (let at = from; at < line.length; at++) {
      if (line.startsWith(comment.close, at)) {
        at += comment.close.length - 1;
        if (--comment.level === 0) {
          inside = undefined;
          return at + 1;
        }
      } else if (line.startsWith(comment.open, at)) {
        at += comment.open.length - 1;
        comment.level++;
      }
    }
    return line.length;
  };

  const leaveTemplate = (line: string, from: number): number => {
    for (let at = from; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (code === BACKSLASH) at++;
      else if (code === BACKTICK) {
        inside = undefined;
        return at + 1;
      } else if (code === 0x24 && line.charCodeAt(at + 1) === 0x7b) {
        inside = undefined;
        templates.push(depth++);
        return at + 2;
      }
    }
    return line.length;
  };

  const enter = (line: string, at: number, token: Token): number => {
    const after = at + token.text.length;
    if (token.inside === "line-comment") return line.length;
    if (token.inside === "short-string") {
      const end = indexOfUnescaped(line, token.text, after);
      return end < 0 ? line.length : end + 1;
    }
    inside = token.inside.kind === "comment" ? { ...token.inside } : token.inside;
    return after;
  };

  const bracket = (code: number): void => {
    if (OPENING.has(code)) depth++;
    else if (CLOSING.has(code)) {
      depth--;
      if (depth < low) low = depth;
      if (code === 0x7d && templates.at(-1) === depth) {
        templates.pop();
        inside = { kind: "template" };
      }
    }
  };

  const scanLine = (line: string, number: number): void => {
    depths[number] = low = depth;
    let at = 0;
    if (inside) starts[number] = inside.kind === "comment" ? LINE.comment : LINE.string;
    else if (startsComment(line, tokens)) starts[number] = LINE.comment;
    while (at < line.length) {
      if (inside) {
        at = leave(line, at);
        continue;
      }
      const code = line.charCodeAt(at);
      const candidates = code < 128 ? tokens[code] : undefined;
      if (!candidates) {
        at++;
        continue;
      }
      const token = candidates.find(({ text }) => line.startsWith(text, at));
      if (token && !(syntax.spacedHash && code === 0x23 && at > 0 && !isSpace(line.charCodeAt(at - 1)))) {
        at = enter(line, at, token);
      } else if (code === 0x27 && syntax.characters) at = endOfCharacter(line, at);
      else if (code === 0x2f && syntax.scripting) at = endOfRegex(line, at);
      else {
        bracket(code);
        at++;
      }
    }
    lows[number] = low;
  };

  return {
    get scan() {
      return { depth: depths, low: lows, starts, open: depth };
    },
    run() {
      for (let number = 0; number < lines.length; number++) scanLine(lines[number]!, number);
      return inside === undefined;
    },
  };
}

type TokenTable = readonly (readonly Token[] | undefined)[];

const tables = new WeakMap<Syntax, TokenTable>();

/** Character code → the tokens that start with it, longest first; an empty list where only the character itself matters. */
function tokensOf(syntax: Syntax): TokenTable {
  const known = tables.get(syntax);
  if (known) return known;
  const tokens: Token[] = [
    ...(syntax.lineComments ?? []).map((text): Token => ({ text, inside: "line-comment" })),
    ...(syntax.blockComments ?? []).map(([text, close]): Token => ({
      text,
      inside: { kind: "comment", open: text, close, level: 1 },
    })),
    ...(syntax.strings ?? []).map((text): Token => ({ text, inside: "short-string" })),
    ...(syntax.longStrings ?? []).map(({ open, close, raw = false }): Token => ({
      text: open,
      inside: { kind: "string", close, raw },
    })),
    ...(syntax.scripting ? [{ text: "`", inside: { kind: "template" } } satisfies Token] : []),
  ];
  const table: Token[][] = [];
  for (const token of tokens.sort((a, b) => b.text.length - a.text.length))
    (table[token.text.charCodeAt(0)] ??= []).push(token);
  for (const code of [...OPENING, ...CLOSING]) table[code] ??= [];
  if (syntax.characters) table[0x27] ??= [];
  if (syntax.scripting) table[0x2f] ??= [];
  tables.set(syntax, table);
  return table;
}

function startsComment(line: string, tokens: TokenTable): boolean {
  let at = 0;
  while (at < line.length && isSpace(line.charCodeAt(at))) at++;
  const token = tokens[line.charCodeAt(at)]?.find(({ text }) => line.startsWith(text, at));
  return token?.inside === "line-comment" || (typeof token?.inside === "object" && token.inside.kind === "comment");
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function indexOfUnescaped(line: string, close: string, from: number): number {
  const first = close.charCodeAt(0);
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === first && line.startsWith(close, at)) return at;
  }
  return -1;
}

/** Skips `'x'`, `'\n'`, `'\u{1F600}'`; steps over a `'` that starts none of these. */
function endOfCharacter(line: string, at: number): number {
  if (line.charCodeAt(at + 1) === BACKSLASH) {
    const end = line.slice(at + 3, at + 13).indexOf("'");
    return end >= 0 ? at + 3 + end + 1 : at + 1;
  }
  if (line.charCodeAt(at + 2) === 0x27) return at + 3;
  return line.charCodeAt(at + 3) === 0x27 ? at + 4 : at + 1;
}

const BEFORE_REGEX = new Set(",(=:[!&|?;+-*%~^{".split("").map((char) => char.charCodeAt(0)));
const WORD_BEFORE_REGEX = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|await|yield)$/;

const LONGEST_REGEX = 500;

/** Skips a regular expression where one can stand; steps over a `/` that divides or closes a tag. */
function endOfRegex(line: string, at: number): number {
  let before = at - 1;
  while (before >= 0 && isSpace(line.charCodeAt(before))) before--;
  const starts =
    before < 0 ||
    BEFORE_REGEX.has(line.charCodeAt(before)) ||
    WORD_BEFORE_REGEX.test(line.slice(Math.max(0, before - 11), before + 1));
  if (!starts) return at + 1;
  let inClass = false;
  const limit = Math.min(line.length, at + LONGEST_REGEX);
  for (let end = at + 1; end < limit; end++) {
    const code = line.charCodeAt(end);
    if (code === BACKSLASH) end++;
    else if (code === 0x5b) inClass = true;
    else if (code === 0x5d) inClass = false;
    else if (code === 0x2f && !inClass) return end + 1;
  }
  return at + 1;
}
