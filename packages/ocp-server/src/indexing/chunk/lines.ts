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
  /** How badly a cut before a line would tear something apart, such as a fenced block; one of TEARS. */
  readonly tears?: ((line: number) => number) | undefined;
}

/** From nothing to the worst. What is torn `badly` is spared even at the price of a short piece. */
export const TEARS = { nothing: 0, something: 1, badly: 2, worse: 3 } as const;

/** No piece is larger in UTF-8, unless it is a single line. */
const MAX_PIECE_BYTES = 8_192;

const BLOCK: CutOptions = { minLines: 25, maxLines: 55 };

/** Cuts a text without known structure into blocks of about 40 lines, at blank lines where there are any. */
export const chunkLines: Chunker = ({ text }) => toBlocks(splitLines(text));

/** The same of lines, where a cut before some of them would tear something apart. */
export function toBlocks(lines: readonly string[], tears?: CutOptions["tears"]): Piece[] {
  return cutLines(lines, { start: 0, end: lines.length - 1 }, { ...BLOCK, tears }).map(toBlock);
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
  for (let line = lowest; line <= highest; line++) {
    const cost = costOf(lines, line, options);
    if (cost > bestCost) continue;
    const hash = hashOf(lines[line]!);
    if (cost === bestCost && hash >= bestHash) continue;
    [best, bestCost, bestHash] = [line, cost, hash];
  }
  if (!options.tears || bestCost < TEARS.badly * TEAR) return best;
  return earlierCut(lines, { from: start + SHORTEST_REST, to: lowest - 1 }, options) ?? best;
}

/** The last of the best lines to start a piece at, if there is one that tears nothing badly. */
function earlierCut(
  lines: readonly string[],
  { from, to }: { from: number; to: number },
  options: CutOptions,
): number | undefined {
  let best: number | undefined;
  let bestCost = TEARS.badly * TEAR;
  for (let line = to; line >= from; line--) {
    const cost = costOf(lines, line, options);
    if (cost < bestCost) [best, bestCost] = [line, cost];
  }
  return best;
}

/** More than any other reason against a line. */
const TEAR = 2_000;

/** What it costs to start a piece at a line: white space at the start, what it tears, no blank line before it, its indentation. */
function costOf(lines: readonly string[], line: number, options: CutOptions): number {
  const tears = options.tears?.(line) ?? TEARS.nothing;
  if (isBlank(lines[line]!)) return 3_000 + (tears < TEARS.badly ? 0 : tears * TEAR);
  const torn = tears * TEAR;
  const attached = isBlank(lines[line - 1]!) ? 0 : 1_000;
  return torn + attached + Math.min(indentOf(lines[line]!), 900);
}

function hashOf(line: string): number {
  let hash = 0x811c9dc5;
  const length = Math.min(line.length, 120);
  for (let at = 0; at < length; at++) hash = Math.imul(hash ^ line.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
