import { setImmediate as turn } from "node:timers/promises";
import { mergeSegments, type MergeInput } from "../retrieval/lexical/merge-segments.ts";
import type { SegmentRecord, Store, TextBlock, TextStore } from "../storage/store.ts";

/** So many segments of about one size become one of the next. */
const FAN_IN = 8;
const SMALLEST = 64;
/** So many segments are left as they are also when nothing else is to be done. */
const FEW = 3;
/** With more documents than this share gone, all that is left is written anew. */
const MOST_GONE = 0.5;

export interface CompactOptions {
  readonly signal?: AbortSignal | undefined;
  /** Makes few segments of all there are, as after a run that wrote most of them: every search reads each of them. */
  readonly fully?: boolean;
  /** Default true: looks for what is gone also when there is nothing to merge. It takes a while to count. */
  readonly thorough?: boolean;
  /** Nothing that was indexed is gone, as the caller knows: it need not be counted. */
  readonly intact?: boolean;
}

/**
 * Keeps the segments of a text index few: those of one size are merged when there are enough of them, so that each
 * document is written again only as often as the index grows eightfold (a log-structured merge, as Lucene's). What is
 * gone is left out on the way.
 */
export async function compactText(
  store: Store,
  workspaceId: string,
  { signal, fully = false, thorough = true, intact = false }: CompactOptions = {},
): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const segments = await store.text.segments(workspaceId);
    const alike = enoughOfOneSize(segments);
    if (alike.length === 0 && !thorough) return;
    const documents = segments.reduce((sum, { rows }) => sum + rows.length, 0);
    const gone = intact ? 0 : documents - (await store.index.count(workspaceId));
    const isScattered = fully && segments.length > FEW;
    const isHollow = documents > SMALLEST * FAN_IN && gone > documents * MOST_GONE;
    const chosen = isScattered || isHollow ? segments : alike;
    if (chosen.length === 0 || !(await merge(store.text, workspaceId, { segments: chosen, gone, signal }))) return;
  }
}

function enoughOfOneSize(segments: readonly SegmentRecord[]): readonly SegmentRecord[] {
  const bySize = segments.toSorted((a, b) => a.rows.length - b.rows.length);
  const levels = Map.groupBy(bySize, ({ rows }) => levelOf(rows.length));
  for (const [level, alike] of levels) {
    if (alike.length < FAN_IN) continue;
    // The smaller ones go along.
    return bySize.filter(({ rows }) => levelOf(rows.length) <= level);
  }
  return [];
}

function levelOf(documents: number): number {
  return Math.max(0, Math.floor(Math.log(documents / SMALLEST) / Math.log(FAN_IN)));
}

async function merge(
  text: TextStore,
  workspaceId: string,
  { segments, gone, signal }: { segments: readonly SegmentRecord[]; gone: number; signal: AbortSignal | undefined },
): Promise<boolean> {
  const live = gone > 0 ? await liveIn(text, segments) : undefined;
  const kept: number[] = [];
  const inputs = segments.map(({ segment, rows }): MergeInput => {
    const numbers = new Int32Array(rows.length).fill(-1);
    for (const [document, row] of rows.entries()) {
      if (row === 0 || live?.has(row) === false) continue;
      numbers[document] = kept.length;
      kept.push(row);
    }
    return { blocks: text.blocksFrom(segment, ""), numbers };
  });
  return text.replaceSegments(
    workspaceId,
    segments.map(({ segment }) => segment),
    { rows: Int32Array.from(kept), blocks: unhurried(mergeSegments(inputs), signal) },
  );
}

async function liveIn(text: TextStore, segments: readonly SegmentRecord[]): Promise<ReadonlySet<number>> {
  const live = new Set<number>();
  for (const { rows } of segments) for (const row of await text.liveRows(rows)) live.add(row);
  return live;
}

/** Lets others have a turn between blocks. */
async function* unhurried(blocks: AsyncIterable<TextBlock>, signal?: AbortSignal): AsyncGenerator<TextBlock> {
  for await (const block of blocks) {
    signal?.throwIfAborted();
    yield block;
    await turn();
  }
}
