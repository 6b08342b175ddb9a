/** A key path such as `mcp_servers.ocp`, with where it starts in the text. */
export type TomlKey = readonly string[];

/** One statement of a TOML document. */
export type TomlStatement =
  | {
      readonly kind: "table";
      readonly key: TomlKey;
      readonly array: boolean;
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: "pair";
      readonly key: TomlKey;
      readonly start: number;
      /** Where the value lies, without the comment behind it. */
      readonly valueStart: number;
      readonly valueEnd: number;
      readonly end: number;
    };

/** A document that is not TOML, with the offset at which that shows. */
export class TomlError extends Error {
  override readonly name = "TomlError";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const BARE_KEY = /[A-Za-z0-9_-]+/y;
const BASIC_STRING = /"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"/y;
const LITERAL_STRING = /'[^'\r\n]*'/y;
const LONG_BASIC_STRING = /"""[^"\\]*(?:(?:\\[^]|"(?!""))[^"\\]*)*"{3,5}/y;
const LONG_LITERAL_STRING = /'''[^']*(?:'(?!'')[^']*)*'{3,5}/y;
const BARE_VALUE = /[A-Za-z0-9+\-_.:]+(?: \d\d:\d\d:[\d.:Z+-]+)?/y;
const SPACES = /[ \t]*/y;
const BLANKS_AND_COMMENTS = /(?:[ \t\r\n]+|#[^\r\n]*)*/y;
const LINE_END = /[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/y;
const MAX_DEPTH = 200;

/**
 * The tables and key-value pairs of a TOML document, in order. Checks its structure, not every rule about what may be
 * defined where. Throws a `TomlError` for what cannot be read.
 */
export function scanToml(text: string): TomlStatement[] {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const fail = (message: string, offset = at): never => {
    throw new TomlError(message, offset);
  };
  const expect = (char: string): void => {
    if (text[at] !== char) fail(`'${char}' is missing`);
    at++;
  };

  const keyPart = (): string => {
    const start = at;
    const bare = take(BARE_KEY);
    if (bare !== undefined) return bare;
    const literal = take(LITERAL_STRING);
    if (literal !== undefined) return literal.slice(1, -1);
    const basic = take(BASIC_STRING);
    return basic === undefined ? fail("a key is missing", start) : unescape(basic.slice(1, -1));
  };
  const key = (): string[] => {
    const parts: string[] = [];
    do {
      take(SPACES);
      parts.push(keyPart());
      take(SPACES);
    } while (text[at] === "." && ++at);
    return parts;
  };
  const items = (close: string, depth: number, item: () => void): void => {
    if (depth > MAX_DEPTH) fail("values are nested too deeply");
    const start = at++;
    for (;;) {
      take(BLANKS_AND_COMMENTS);
      if (at >= text.length) fail(`'${close}' is missing`, start);
      if (text[at] === close) break;
      item();
      take(BLANKS_AND_COMMENTS);
      if (text[at] === ",") at++;
      else if (at < text.length && text[at] !== close) fail(`',' or '${close}' is missing`);
    }
    at++;
  };
  const value = (depth: number): void => {
    if (text[at] === "[") return items("]", depth, () => value(depth + 1));
    if (text[at] === "{") {
      return items("}", depth, () => {
        key();
        expect("=");
        take(SPACES);
        value(depth + 1);
      });
    }
    const start = at;
    const long = text.startsWith('"""', at)
      ? LONG_BASIC_STRING
      : text.startsWith("'''", at)
        ? LONG_LITERAL_STRING
        : undefined;
    const patterns = long ? [long] : [BASIC_STRING, LITERAL_STRING, BARE_VALUE];
    if (!patterns.some((pattern) => take(pattern) !== undefined)) fail("a value is missing or does not end", start);
  };

  const statements: TomlStatement[] = [];
  if (text.startsWith("\uFEFF")) at = 1;
  for (;;) {
    take(BLANKS_AND_COMMENTS);
    if (at >= text.length) return statements;
    const start = at;
    if (text[at] === "[") {
      const array = text[at + 1] === "[";
      at += array ? 2 : 1;
      const name = key();
      expect("]");
      if (array) expect("]");
      if (take(LINE_END) === undefined) fail("something follows the table's name on its line");
      statements.push({ kind: "table", key: name, array, start, end: at });
      continue;
    }
    const name = key();
    expect("=");
    take(SPACES);
    const valueStart = at;
    value(0);
    const valueEnd = at;
    if (take(LINE_END) === undefined) fail("something follows the value on its line");
    statements.push({ kind: "pair", key: name, start, valueStart, valueEnd, end: at });
  }
}

/** A string, or an array of strings, as TOML. */
export function stringifyToml(value: string | readonly string[]): string {
  if (typeof value !== "string") return `[${value.map((item) => stringifyToml(item)).join(", ")}]`;
  // JSON's escapes are TOML's too, but for DEL, which TOML does not allow as it is.
  return JSON.stringify(value).replaceAll("\u007f", "\\u007F");
}

function unescape(body: string): string {
  return body.replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g,
    (whole, short?: string, long?: string, char?: string) => {
      const code = Number.parseInt(short ?? long ?? "", 16);
      if (char !== undefined) return { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\u001b" }[char] ?? char;
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
