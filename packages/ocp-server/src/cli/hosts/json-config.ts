import { isDeepStrictEqual } from "node:util";
import { createScanner, getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { formatSnippet, HostConfigError, lineAndColumn, SERVER_NAME, type ServerEntry } from "./entry.ts";
import type { Host } from "./hosts.ts";

type JsonHost = Pick<Host, "format" | "serversKey" | "typed">;

const BOM = "\uFEFF";

/**
 * A host's JSON configuration with our server in it. All else stays byte for byte: comments, order, indentation, other
 * servers, and what the user added to our entry. Throws a `HostConfigError` with the position when it cannot be read.
 */
export function mergeJsonConfig(text: string, host: JsonHost, entry: ServerEntry): string {
  if (text.startsWith(BOM)) return BOM + mergeJsonConfig(text.slice(1), host, entry);
  if (text.trim() === "") return formatSnippet(host, entry);

  const server = [host.serversKey, SERVER_NAME];
  const { command, args, dbPath } = entry;
  if (read(text, server) === undefined) {
    const value = { ...(host.typed ? { type: "stdio" } : {}), command, args, env: { OCP_DB_PATH: dbPath } };
    return set(text, server, value);
  }
  const existing = read(text, server)!;
  if (member(text, existing, "url") || member(text, existing, "serverUrl")) {
    const where = lineAndColumn(text, existing.offset);
    throw new HostConfigError(`at ${where}, the entry "${SERVER_NAME}" connects to a URL. Rename or remove it first.`);
  }
  const environment = read(text, [...server, "env"]);
  const keepsDb =
    environment !== undefined && !entry.replaceDb && member(text, environment, "OCP_DB_PATH") !== undefined;
  let merged = host.typed ? set(text, [...server, "type"], "stdio") : text;
  merged = set(merged, [...server, "command"], command);
  merged = set(merged, [...server, "args"], args);
  return keepsDb ? merged : set(merged, [...server, "env", "OCP_DB_PATH"], dbPath);
}

function parse(text: string): Node {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { allowTrailingComma: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HostConfigError("it is nested too deeply to be read.");
  }
  const [first] = errors;
  if (first) {
    const what = printParseErrorCode(first.error)
      .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
      .toLowerCase();
    throw new HostConfigError(
      `it is not valid JSON at ${lineAndColumn(text, first.offset)} (${what}). Correct that first.`,
    );
  }
  if (root?.type !== "object") throw new HostConfigError("it does not hold a JSON object. Correct that first.");
  return root;
}

/** The value of a member. Throws when the node is no object, or has the member twice. */
function member(text: string, node: Node, key: string): Node | undefined {
  const where = lineAndColumn(text, node.offset);
  if (node.type !== "object") throw new HostConfigError(`what is at ${where} should be an object. Correct that first.`);
  const found = node.children!.filter((property) => property.children![0]!.value === key);
  if (found.length > 1)
    throw new HostConfigError(`the object at ${where} has "${key}" twice. Remove one of them first.`);
  return found[0]?.children![1];
}

function read(text: string, path: readonly string[]): Node | undefined {
  let node: Node | undefined = parse(text);
  for (const key of path) {
    node = member(text, node, key);
    if (node === undefined) return undefined;
  }
  return node;
}

/** Sets a value deep in a document, making the objects on the way; leaves an equal value as it is written. */
function set(text: string, path: readonly string[], value: unknown): string {
  let node = parse(text);
  for (const [depth, key] of path.entries()) {
    const next = member(text, node, key);
    if (next === undefined) {
      const missing = path.slice(depth + 1).reduceRight((inner, name) => ({ [name]: inner }), value);
      return insertMember(text, { object: node, key, value: missing });
    }
    node = next;
  }
  if (isDeepStrictEqual(getNodeValue(node), value)) return text;
  const style = styleOf(text, node.parent!.parent!);
  const written = style.spread ? format(value, style) : JSON.stringify(value);
  return text.slice(0, node.offset) + written + text.slice(node.offset + node.length);
}

interface Style {
  readonly eol: string;
  /** The object's members are on lines of their own. */
  readonly spread: boolean;
  /** What one level of nesting adds. */
  readonly unit: string;
  /** Before each member, and before the closing brace. */
  readonly inner: string;
  readonly outer: string;
}

function styleOf(text: string, object: Node): Style {
  const [first] = object.children!;
  const outer = indentAt(text, object.offset);
  const spread =
    /[\r\n]/.test(text.slice(object.offset, first?.offset ?? object.offset + object.length)) ||
    (!first && !object.parent);
  const unit = /^(?<unit>[ \t]+)["/]/m.exec(text)?.groups!["unit"] ?? "  ";
  return {
    eol: text.includes("\r\n") ? "\r\n" : "\n",
    spread,
    unit,
    inner: first && spread ? indentAt(text, first.offset) : outer + unit,
    outer,
  };
}

function indentAt(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))![0];
}

function format(value: unknown, { eol, unit, inner }: Style): string {
  return JSON.stringify(value, null, unit).replaceAll("\n", eol + inner);
}

/** Adds a member at the end of an object, after the comment that belongs to the member before. */
function insertMember(text: string, { object, key, value }: { object: Node; key: string; value: unknown }): string {
  const style = styleOf(text, object);
  const last = object.children!.at(-1);
  const close = object.offset + object.length - 1;
  const spread = style.spread || !last;
  const written = `${JSON.stringify(key)}: ${spread ? format(value, style) : JSON.stringify(value)}`;
  if (!last) {
    const start = object.offset + 1;
    const comments = text.slice(start, close).trimEnd();
    return `${text.slice(0, start)}${comments}${style.eol}${style.inner}${written}${style.eol}${style.outer}${text.slice(close)}`;
  }
  const end = last.offset + last.length;
  const { comma, lineEnd } = afterMember(text, end, close);
  const separated = comma === undefined ? `${text.slice(0, end)},${text.slice(end, lineEnd)}` : text.slice(0, lineEnd);
  const gap = style.spread ? style.eol + style.inner : " ";
  return `${separated}${gap}${written}${text.slice(lineEnd)}`;
}

// The parser's token kinds are a const enum, which a single file cannot import.
const COMMA = 5;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const TRIVIA = 15;

/** Where the comma after a member is, if any, and where its line's comments end. */
function afterMember(text: string, end: number, close: number): { comma: number | undefined; lineEnd: number } {
  const scanner = createScanner(text, false);
  scanner.setPosition(end);
  let comma: number | undefined;
  let lineEnd = end;
  let onLine = true;
  while (scanner.getPosition() < close) {
    const kind: number = scanner.scan();
    if (kind === COMMA) comma = scanner.getTokenOffset();
    else if (kind !== TRIVIA && kind !== LINE_COMMENT && kind !== BLOCK_COMMENT) onLine = false;
    if (kind === COMMA || (onLine && kind !== TRIVIA)) lineEnd = scanner.getTokenOffset() + scanner.getTokenLength();
    if (kind === COMMA) onLine = true;
  }
  return { comma, lineEnd };
}
