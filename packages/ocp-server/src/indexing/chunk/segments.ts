import type { Piece } from "./chunker.ts";
import { cutLines, type CutOptions } from "./lines.ts";
import { isBlank } from "./split-lines.ts";

/** Where a piece is to start (0-based line) and what it is. It lasts until the next mark. */
export interface Mark {
  readonly line: number;
  readonly kind: string;
  readonly symbol: string | null;
  readonly symbols: readonly string[];
  readonly signature: string | null;
  /** Only neighbours of one group are merged: the members of one class, the sections of one chapter. */
  readonly group: number;
}

interface Segment extends Omit<Mark, "line"> {
  start: number;
  end: number;
}

export interface SegmentOptions {
  readonly cut: CutOptions;
  /** Segments below this many lines are merged with small neighbours until they reach it. */
  readonly smallLines: number;
  /** Segments of more characters than this are not small, however few their lines. */
  readonly smallChars: number;
}

/** Makes pieces of a text from marks in ascending order: merges what is small, cuts what is large, covers every line. */
export function toPieces(lines: readonly string[], marks: readonly Mark[], options: SegmentOptions): Piece[] {
  const merged = mergeSmall(lines, absorbScraps(lines, toSegments(lines, marks)), options);
  return merged.flatMap((segment) => cutSegment(lines, segment, options.cut));
}

function toSegments(lines: readonly string[], marks: readonly Mark[]): Segment[] {
  if (lines.length === 0) return [];
  const whole =
    marks[0]?.line === 0
      ? marks
      : [{ line: 0, kind: "block", symbol: null, symbols: [], signature: null, group: 0 }, ...marks];
  return whole.map(({ line, ...mark }, at) => ({
    ...mark,
    start: line,
    end: (whole[at + 1]?.line ?? lines.length) - 1,
  }));
}

/** Unnamed segments of up to this many lines with something on them say nothing alone. */
const SCRAP_LINES = 2;

/** Joins closing lines, a last `export default` and the like to what stands before them (at the start: behind). */
function absorbScraps(lines: readonly string[], segments: readonly Segment[]): Segment[] {
  const kept: Segment[] = [];
  for (const segment of segments) {
    const before = kept.at(-1);
    if (before && isScrap(lines, segment)) before.end = segment.end;
    else if (before && kept.length === 1 && isScrap(lines, before)) kept[0] = { ...segment, start: before.start };
    else kept.push({ ...segment });
  }
  return kept;
}

function isScrap(lines: readonly string[], segment: Segment): boolean {
  if (segment.symbols.length > 0 || segment.end - segment.start >= 40) return false;
  let filled = 0;
  for (let at = segment.start; at <= segment.end; at++) if (!isBlank(lines[at]!)) filled++;
  return filled <= SCRAP_LINES;
}

function mergeSmall(lines: readonly string[], segments: readonly Segment[], options: SegmentOptions): Segment[] {
  const merged: Segment[] = [];
  let grows = false;
  for (const segment of segments) {
    const before = merged.at(-1);
    const small = isSmall(lines, segment, options);
    if (before && grows && small && before.group === segment.group) {
      merged[merged.length - 1] = join(before, segment);
    } else {
      merged.push(segment);
    }
    grows = small && isSmall(lines, merged.at(-1)!, options);
  }
  return merged;
}

function isSmall(lines: readonly string[], { start, end }: Segment, options: SegmentOptions): boolean {
  if (end - start + 1 >= options.smallLines) return false;
  let chars = 0;
  for (let at = start; at <= end; at++) chars += lines[at]!.length;
  return chars <= options.smallChars;
}

function join(first: Segment, second: Segment): Segment {
  const firstDefines = first.symbols.length > 0 || second.symbols.length === 0;
  const named = firstDefines && first.symbol !== null ? first : second;
  const { kind, symbol, signature, group } = named;
  return {
    start: first.start,
    end: second.end,
    kind,
    symbol,
    signature,
    group,
    symbols: [...first.symbols, ...second.symbols],
  };
}

function cutSegment(lines: readonly string[], segment: Segment, options: CutOptions): Piece[] {
  return cutLines(lines, segment, options).map(({ start, end }) => ({
    startLine: start + 1,
    endLine: end + 1,
    kind: segment.kind,
    symbol: segment.symbol,
    symbols: start === segment.start ? segment.symbols : [],
    signature: segment.signature,
  }));
}
