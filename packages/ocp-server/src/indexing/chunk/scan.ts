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
  const scan = scanOnce(lines, tableOf(syntax));
  if (scan) return scan;
  const { blockComments: _, longStrings: __, scripting: ___, ...plain } = syntax;
  return scanOnce(lines, tableOf(plain), true)!;
}

/** What begins a comment or a text, and what ends it. */
interface Token {
  readonly text: string;
  readonly kind: "comment" | "line comment" | "string" | "short string" | "template";
  readonly close: string;
  readonly raw: boolean;
}

/** A syntax by the first characters of its tokens. */
interface Table {
  /** Character code → the tokens that start with it, longest first; an empty list where only the character itself matters. */
  readonly tokens: readonly (readonly Token[] | undefined)[];
  readonly nestedComments: boolean;
  readonly spacedHash: boolean;
  readonly characters: boolean;
  readonly scripting: boolean;
}

/** Where a scan stands. */
interface State {
  readonly table: Table;
  /** Depths at which a `}` ends the `${` of a template. */
  readonly templates: number[];
  depth: number;
  low: number;
  /** What the scanner is inside of, across the ends of lines. */
  inside: Token | undefined;
  /** How many comments inside each other. */
  level: number;
}

const BACKSLASH = 0x5c;
const BACKTICK = 0x60;
const OPENING = codesOf("([{");
const CLOSING = codesOf(")]}");
const TEMPLATE: Token = { text: "`", kind: "template", close: "", raw: false };

/** Answers nothing for a text that ends inside of something, unless that is `accepted`. */
function scanOnce(lines: readonly string[], table: Table, accepted = false): Scan | undefined {
  const depth = new Int32Array(lines.length);
  const low = new Int32Array(lines.length);
  const starts = new Uint8Array(lines.length);
  const state: State = { table, templates: [], depth: 0, low: 0, inside: undefined, level: 0 };
  for (let number = 0; number < lines.length; number++) {
    const line = lines[number]!;
    const { inside } = state;
    depth[number] = state.low = state.depth;
    if (inside) starts[number] = inside.kind === "comment" ? LINE.comment : LINE.string;
    else if (startsComment(line, table)) starts[number] = LINE.comment;
    scanLine(state, line);
    low[number] = state.low;
  }
  return state.inside === undefined || accepted ? { depth, low, starts, open: state.depth } : undefined;
}

// These take the state of the scan instead of enclosing it: the engine forgets what it optimised of functions that are
// made anew for each text.
function scanLine(state: State, line: string): void {
  const { tokens, spacedHash, characters, scripting } = state.table;
  let at = 0;
  while (at < line.length) {
    if (state.inside) {
      at = leave(state, state.inside, line, at);
      continue;
    }
    const code = line.charCodeAt(at);
    const candidates = code < 128 ? tokens[code] : undefined;
    if (!candidates) {
      at++;
      continue;
    }
    const token = tokenAt(candidates, line, at);
    if (token && !(spacedHash && code === 0x23 && at > 0 && !isSpace(line.charCodeAt(at - 1)))) {
      at = enter(state, token, line, at);
    } else if (code === 0x27 && characters) at = endOfCharacter(line, at);
    else if (code === 0x2f && scripting) at = endOfRegex(line, at);
    else {
      bracket(state, code);
      at++;
    }
  }
}

function tokenAt(candidates: readonly Token[], line: string, at: number): Token | undefined {
  for (const token of candidates) if (line.startsWith(token.text, at)) return token;
  return undefined;
}

/** Goes on inside a comment or text; answers where code continues, or the line's length. */
function leave(state: State, inside: Token, line: string, from: number): number {
  if (inside.kind === "template") return leaveTemplate(state, line, from);
  if (inside.kind === "comment" && state.table.nestedComments) return leaveNested(state, inside, line, from);
  const plain = inside.kind === "comment" || inside.raw;
  const end = plain ? line.indexOf(inside.close, from) : indexOfUnescaped(line, inside.close, from);
  if (end < 0) return line.length;
  state.inside = undefined;
  return end + inside.close.length;
}

function leaveNested(state: State, { text, close }: Token, line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    if (line.startsWith(close, at)) {
      at += close.length - 1;
      if (--state.level === 0) {
        state.inside = undefined;
        return at + 1;
      }
    } else if (line.startsWith(text, at)) {
      at += text.length - 1;
      state.level++;
    }
  }
  return line.length;
}

function leaveTemplate(state: State, line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === BACKTICK) {
      state.inside = undefined;
      return at + 1;
    } else if (code === 0x24 && line.charCodeAt(at + 1) === 0x7b) {
      state.inside = undefined;
      state.templates.push(state.depth++);
      return at + 2;
    }
  }
  return line.length;
}

function enter(state: State, token: Token, line: string, at: number): number {
  const after = at + token.text.length;
  if (token.kind === "line comment") return line.length;
  if (token.kind === "short string") {
    const end = indexOfUnescaped(line, token.text, after);
    return end < 0 ? line.length : end + 1;
  }
  state.inside = token;
  state.level = 1;
  return after;
}

function bracket(state: State, code: number): void {
  if (OPENING[code] === 1) state.depth++;
  else if (CLOSING[code] === 1) {
    state.depth--;
    if (state.depth < state.low) state.low = state.depth;
    if (code === 0x7d && state.templates.at(-1) === state.depth) {
      state.templates.pop();
      state.inside = TEMPLATE;
    }
  }
}

/** 1 for the code of each of these ASCII characters. */
function codesOf(characters: string): Uint8Array {
  const codes = new Uint8Array(128);
  for (const character of characters) codes[character.charCodeAt(0)] = 1;
  return codes;
}

const tables = new WeakMap<Syntax, Table>();

function tableOf(syntax: Syntax): Table {
  const known = tables.get(syntax);
  if (known) return known;
  const { nestedComments = false, spacedHash = false, characters = false, scripting = false } = syntax;
  const found: Token[] = [
    ...(syntax.lineComments ?? []).map((text): Token => ({ text, kind: "line comment", close: "", raw: false })),
    ...(syntax.blockComments ?? []).map(([text, close]): Token => ({ text, kind: "comment", close, raw: false })),
    ...(syntax.strings ?? []).map((text): Token => ({ text, kind: "short string", close: text, raw: false })),
    ...(syntax.longStrings ?? []).map(({ open, close, raw = false }): Token => ({
      text: open,
      kind: "string",
      close,
      raw,
    })),
    ...(scripting ? [TEMPLATE] : []),
  ];
  const tokens = Array.from({ length: 128 }, (_, code): Token[] | undefined =>
    OPENING[code] === 1 || CLOSING[code] === 1 || (code === 0x27 && characters) || (code === 0x2f && scripting)
      ? []
      : undefined,
  );
  for (const token of found.toSorted((a, b) => b.text.length - a.text.length))
    (tokens[token.text.charCodeAt(0)] ??= []).push(token);
  const table = { tokens, nestedComments, spacedHash, characters, scripting };
  tables.set(syntax, table);
  return table;
}

function startsComment(line: string, { tokens }: Table): boolean {
  let at = 0;
  while (at < line.length && isSpace(line.charCodeAt(at))) at++;
  const candidates = at < line.length ? tokens[line.charCodeAt(at)] : undefined;
  const kind = candidates && tokenAt(candidates, line, at)?.kind;
  return kind === "line comment" || kind === "comment";
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
