import type { Chunker, Piece } from "./chunker.ts";
import { indentOf, isBlank, splitLines } from "./split-lines.ts";

/** A run of lines, 0-based, both ends inclusive. */
export interface LineSpan {
  readonly start: number;
  readonly end: number;
}

export interface CutOptions {
  /** No piece is shorter, where blank lines or the byte limit leave a choice. */
  readonly minLines: number;
  readonly maxLines: number;
  /** Lines before which a cut would tear something apart, such as those inside a fenced block. */
  readonly isTorn?: ((line: number) => boolean) | undefined;
}

/** No piece is larger in UTF-8, unless it is a single line. */
const MAX_PIECE_BYTES = 8_192;

const BLOCK: CutOptions = { minLines: 25, maxLines: 55 };

/** Cuts a text without known structure into blocks of about 40 lines, at blank lines where there are any. */
export const chunkLines: Chunker = ({ text }) => toBlocks(splitLines(text));

/** The same of lines, where a cut before some of them would tear something apart. */
export function toBlocks(lines: readonly string[], isTorn?: CutOptions["isTorn"]): Piece[] {
  return cutLines(lines, { start: 0, end: lines.length - 1 }, { ...BLOCK, isTorn }).map(toBlock);
}

function toBlock(span: LineSpan): Piece {
  return {
    startLine: span.start + 1,
    endLine: span.end + 1,
    kind: "block",
    symbol: null,
    symbols: [],
    signature: null,
  };
}

/**
 * Cuts a run of lines into runs within the limits. Among the places for a cut it takes a blank line before the least
 * indented line; between equals a hash of that line decides, so that after an edit the cuts soon fall as before.
 */
export function cutLines(lines: readonly string[], span: LineSpan, options: CutOptions): LineSpan[] {
  const spans: LineSpan[] = [];
  for (let start = span.start; start <= span.end;) {
    const last = lastWithin(lines, { start, end: span.end }, options.maxLines);
    const next = last === span.end ? span.end + 1 : bestCut(lines, { start, last, end: span.end }, options);
    spans.push({ start, end: next - 1 });
    start = next;
  }
  return spans;
}

/** The last line that still fits into a piece that begins at the start of the span. */
function lastWithin(lines: readonly string[], span: LineSpan, maxLines: number): number {
  const limit = Math.min(span.end, span.start + maxLines - 1);
  let bytes = 0;
  for (let at = span.start; at <= limit; at++) {
    bytes += Buffer.byteLength(lines[at]!) + 2;
    if (bytes > MAX_PIECE_BYTES) return Math.max(span.start, at - 1);
  }
  return limit;
}

/** Fewer lines than this are not left over for a last piece. */
const SHORTEST_REST = 8;

function bestCut(lines: readonly string[], at: LineSpan & { last: number }, options: CutOptions): number {
  const { start, last, end } = at;
  const room = last - start + 1;
  const lowest = start + Math.max(1, Math.min(options.minLines, Math.ceil(room / 2)));
  const highest = Math.max(lowest, Math.min(last + 1, end + 1 - SHORTEST_REST));
  let best = last + 1;
  let bestCost = Infinity;
  let bestHash = 0;
  for (let line = lowest; line <= Math.min(highest, last + 1); line++) {
    const cost = costOf(lines, line, options);
    if (cost > bestCost) continue;
    const hash = hashOf(lines[line]!);
    if (cost === bestCost && hash >= bestHash) continue;
    [best, bestCost, bestHash] = [line, cost, hash];
  }
  return best;
}

/** What it costs to start a piece at a line: white space at the start, no blank line before it, its indentation. */
function costOf(lines: readonly string[], line: number, options: CutOptions): number {
  if (isBlank(lines[line]!)) return 3_000;
  const torn = options.isTorn?.(line) ? 2_000 : 0;
  const attached = isBlank(lines[line - 1]!) ? 0 : 1_000;
  return torn + attached + Math.min(indentOf(lines[line]!), 900);
}

function hashOf(line: string): number {
  let hash = 0x811c9dc5;
  const length = Math.min(line.length, 120);
  for (let at = 0; at < length; at++) hash = Math.imul(hash ^ line.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
