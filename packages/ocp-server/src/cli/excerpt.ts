import { stem } from "../retrieval/stem.ts";
import { STOP_WORDS } from "../retrieval/stop-words.ts";
import type { Paint } from "./colour.ts";
import { displayWidth, safeText, truncate } from "./format.ts";

// A lower-case letter or digit before a capital, or a capital before one that begins a word: parseJSON|File.
const HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

function stemOf(word: string): string {
  const lower = word.toLowerCase();
  return /^[a-z]+$/.test(lower) ? stem(lower) : lower;
}

/** The stems of a query's words that are worth marking in an excerpt, parts of identifiers among them. */
export function queryWords(query: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const run of query.slice(0, 20_000).match(/[\p{L}\p{N}]+/gu) ?? []) {
    for (const word of [run, ...run.split(HUMP)]) {
      if (word.length > 1 && !STOP_WORDS.has(word.toLowerCase())) words.add(stemOf(word));
    }
    if (words.size > 64) break;
  }
  return words;
}

interface Match {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

/** Where a line holds the words: as words or parts of names, whatever their case and ending. */
function matches(line: string, words: ReadonlySet<string>): Match[] {
  const found: Match[] = [];
  if (words.size === 0) return found;
  for (const { 0: run, index } of line.matchAll(/[\p{L}\p{N}]+/gu)) {
    let start = index;
    for (const part of words.has(stemOf(run)) ? [run] : run.split(HUMP)) {
      const word = stemOf(part);
      if (words.has(word)) found.push({ start, end: start + part.length, word });
      start += part.length;
    }
  }
  return found;
}

/** Marks the words in a line. */
export function highlight(line: string, words: ReadonlySet<string>, paint: Paint): string {
  let marked = "";
  let at = 0;
  for (const { start, end } of matches(line, words)) {
    marked += line.slice(at, start) + paint.match(line.slice(start, end));
    at = end;
  }
  return marked + line.slice(at);
}

export interface ExcerptOptions {
  /** Number of the content's first line; null for a source without lines. */
  readonly firstLine: number | null;
  /** What the content defines, such as `Router.add`. */
  readonly symbol?: string | null;
  readonly words: ReadonlySet<string>;
  readonly paint: Paint;
  /** Most lines to show. */
  readonly lines: number;
  readonly columns: number;
}

/** A few lines of a chunk, and the number of the one that names it. */
export interface Excerpt {
  readonly line: number | null;
  readonly rows: readonly string[];
}

/** The line that names a chunk and the stretch that holds most of the words, numbered, safe for a terminal. */
export function formatExcerpt(content: string, options: ExcerptOptions): Excerpt {
  const { firstLine, symbol, words, paint, columns } = options;
  const lines = safeText(content).replaceAll("\t", "  ").split("\n");
  const top = namingLine(lines, symbol ?? null);
  const stretch = bestStretch(lines, { words, length: options.lines - 1, top });
  const kept = [...new Set([top, ...stretch])]
    .filter((index) => index === top || lines[index]!.trim() !== "")
    .toSorted((a, b) => a - b);
  const last = (firstLine ?? 1) + lines.length - 1;
  const gutter = firstLine === null ? 0 : String(last).length;
  const common = Math.min(...kept.map((index) => /^ */.exec(lines[index]!)![0].length));
  const width = Math.max(columns - gutter - 6, 20);
  let previous = kept[0]!;
  const rows = kept.flatMap((index) => {
    const skips = index > previous + 1 && lines.slice(previous + 1, index).some((line) => line.trim() !== "");
    previous = index;
    const number = firstLine === null ? "" : String(firstLine + index).padStart(gutter);
    const text = highlight(cutAround(lines[index]!.slice(common).trimEnd(), words, width), words, paint);
    const row = `    ${paint.faint(`${number}${number && "  "}`)}${text}`;
    return skips ? [`    ${paint.faint(`${" ".repeat(gutter)}${number && "  "}⋯`)}`, row] : [row];
  });
  return { line: firstLine === null ? null : firstLine + top, rows };
}

/** The line of the definition itself, below its comment; else the first that says anything. */
function namingLine(lines: readonly string[], symbol: string | null): number {
  const name = symbol?.split(/[^\p{L}\p{N}_$]+/u).at(-1);
  const isCode = (line: string): boolean => !/^\s*(\/\/|\/?\*|--|;)/.test(line);
  const named = name ? lines.findIndex((line) => line.includes(name) && isCode(line)) : -1;
  return named >= 0
    ? named
    : Math.max(
        lines.findIndex((line) => /[\p{L}\p{N}]/u.test(line)),
        0,
      );
}

interface Stretch {
  readonly words: ReadonlySet<string>;
  readonly length: number;
  readonly top: number;
}

/** The stretch of lines with the most words that the top line lacks; right below the top line when there is none. */
function bestStretch(lines: readonly string[], { words, length, top }: Stretch): number[] {
  if (length <= 0) return [];
  const found = lines.map((line) => new Set(matches(line, words).map(({ word }) => word)));
  let best = top + 1;
  let bestScore = 0;
  for (let start = 0; start < lines.length; start++) {
    const seen = new Set(found[top]);
    let score = 0;
    for (const line of found.slice(start, start + length)) {
      for (const word of line) {
        score += seen.has(word) ? 0.1 : 1;
        seen.add(word);
      }
    }
    if (score > bestScore + 0.05) [best, bestScore] = [start, score];
  }
  return Array.from({ length: Math.max(Math.min(length, lines.length - best), 0) }, (_, offset) => best + offset);
}

/** Fits a long line into the width, starting near the first word if that would be cut off. */
function cutAround(line: string, words: ReadonlySet<string>, width: number): string {
  if (line.length <= width && displayWidth(line) <= width) return line;
  const at = matches(line, words)[0]?.start ?? 0;
  if (at < width - 20) return truncate(line, width);
  return `…${truncate(line.slice(at - 15), width - 1)}`;
}
