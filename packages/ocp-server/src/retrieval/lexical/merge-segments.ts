import {
  createBlockWriter,
  createPostingsWriter,
  forEachPosting,
  openBlock,
  type Block,
  type OpenBlock,
} from "./block.ts";

/** A segment to be merged: its blocks in order, and what becomes of its documents. */
export interface MergeInput {
  readonly blocks: AsyncIterator<Uint8Array>;
  /** For each document its number in the merged segment; -1 for one that is no longer there. */
  readonly numbers: Int32Array;
}

interface Cursor {
  readonly input: MergeInput;
  block: OpenBlock | undefined;
  place: number;
}

/**
 * Merges segments whose documents follow each other into the blocks of one, a block at a time, so that memory does not
 * grow with them. Documents that are gone, and terms that only they held, are left out.
 */
export async function* mergeSegments(inputs: readonly MergeInput[]): AsyncGenerator<Block, void, void> {
  const cursors: Cursor[] = inputs.map((input) => ({ input, block: undefined, place: 0 }));
  for (const cursor of cursors) await advance(cursor);
  const ready: Block[] = [];
  const writer = createBlockWriter((block) => ready.push(block));
  for (;;) {
    const term = lowestTerm(cursors);
    if (term === undefined) break;
    const list = createPostingsWriter();
    for (const cursor of cursors) {
      if (cursor.block?.termAt(cursor.place) !== term) continue;
      const { numbers } = cursor.input;
      forEachPosting(cursor.block.postingsAt(cursor.place), (document, evidence) => {
        const number = numbers[document]!;
        if (number >= 0) list.add(number, evidence);
      });
      cursor.place++;
      if (cursor.place >= cursor.block.count) await advance(cursor);
    }
    if (list.count > 0) writer.add({ term, count: list.count, data: list.finish() });
    yield* ready.splice(0);
  }
  writer.flush();
  yield* ready;
}

async function advance(cursor: Cursor): Promise<void> {
  const next = await cursor.input.blocks.next();
  cursor.block = next.done ? undefined : openBlock(next.value);
  cursor.place = 0;
}

function lowestTerm(cursors: readonly Cursor[]): string | undefined {
  let lowest: string | undefined;
  for (const { block, place } of cursors) {
    const term = block?.termAt(place);
    if (term !== undefined && (lowest === undefined || term < lowest)) lowest = term;
  }
  return lowest;
}
