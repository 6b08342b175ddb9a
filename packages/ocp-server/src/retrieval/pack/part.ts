import type { Chunk } from "ocp-core";
import { isBlank, splitLines } from "../../indexing/chunk/split-lines.ts";

/** A piece of one source that a pack may show, whole or from its first line on. */
export interface Part {
  readonly path: string;
  /** Number of the first line; undefined where lines cannot be told apart, and the part is shown whole or not at all. */
  readonly start: number | undefined;
  readonly lines: readonly string[];
  /** What is in it, in order. */
  readonly chunkIds: readonly string[];
  /** Position among what was found, 0 for the best. */
  readonly rank: number;
  /** Whether it has only some of its chunk's lines. */
  readonly isPartial: boolean;
}

/** A chunk as a part. */
export function toPart({ chunk_id, content, source, metadata }: Chunk, rank: number): Part {
  const path = typeof metadata["path"] === "string" ? metadata["path"] : source.uri;
  const lines = splitLines(content);
  const { range } = source;
  // A range that does not fit its text would put wrong numbers above the lines.
  const start = range !== null && range.end_line - range.start_line + 1 === lines.length ? range.start_line : undefined;
  return { path, start, lines, chunkIds: [chunk_id], rank, isPartial: false };
}

/** The text of a part under its header `[path:start-end]`, without blank lines at either end; empty when all are blank. */
export function renderPart({ path, start, lines }: Part): string {
  const first = lines.findIndex((line) => !isBlank(line));
  if (first < 0) return "";
  const last = lines.findLastIndex((line) => !isBlank(line));
  const range = start === undefined ? "" : `:${start + first}-${start + last}`;
  return `[${onOneLine(path)}${range}]\n${lines.slice(first, last + 1).join("\n")}\n`;
}

/** `count` lines of a part that has lines, from the one at `place` on, 0 for its first. */
export function sliceOf(part: Part, place: number, count: number): Part {
  if (place === 0 && count >= part.lines.length) return part;
  const lines = part.lines.slice(place, place + count);
  return { ...part, start: part.start! + place, lines, isPartial: true };
}

/** The first `count` lines of a part. */
export function headOf(part: Part, count: number): Part {
  return sliceOf(part, 0, count);
}

/** How many lines a part has up to its first word: less of it would say nothing. 0 when it must be shown whole. */
export function leastLines({ start, lines }: Part): number {
  return start === undefined ? 0 : lines.findIndex((line) => /[\p{L}\p{N}]/u.test(line)) + 1;
}

/** Parts of one path in reading order, those that touch or overlap made one. */
export function mergeParts(parts: readonly Part[]): Part[] {
  const merged: Part[] = [];
  const ordered = parts
    .filter(({ start }) => start !== undefined)
    .sort((a, b) => a.start! - b.start! || b.lines.length - a.lines.length);
  for (const part of ordered) {
    const last = merged.at(-1);
    const end = last === undefined ? 0 : last.start! + last.lines.length;
    if (last === undefined || part.start! > end) {
      merged.push(part);
      continue;
    }
    const fresh = part.lines.slice(end - part.start!);
    merged[merged.length - 1] = {
      ...last,
      lines: [...last.lines, ...fresh],
      chunkIds: [...last.chunkIds, ...part.chunkIds],
      rank: Math.min(last.rank, part.rank),
    };
  }
  return [...merged, ...parts.filter(({ start }) => start === undefined)];
}

/** A path may hold any character but must not end the header early. */
function onOneLine(path: string): string {
  return path.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
