import {
  createBlockWriter,
  forEachPosting,
  lastDocumentOf,
  openBlock,
  type Block,
  type BlockWriter,
  type OpenBlock,
  type TermBytes,
} from "./block.ts";

/** A segment to be merged: its blocks in order, and what becomes of its documents. */
export interface MergeInput {
  readonly blocks: AsyncIterator<Uint8Array>;
  /** For each document its number in the merged segment; -1 for one that is no longer there. */
  readonly numbers: Int32Array;
}

interface Cursor {
  readonly input: MergeInput;
  /** What to add to each document's number, when none is gone; then postings are copied as they are. */
  readonly base: number | undefined;
  block: OpenBlock | undefined;
  place: number;
  term: TermBytes | undefined;
}

/**
 * Merges segments whose documents follow each other into the blocks of one, a block at a time, so that memory does not
 * grow with them. Documents that are gone, and terms that only they held, are left out.
 */
export async function* mergeSegments(inputs: readonly MergeInput[]): AsyncGenerator<Block, void, void> {
  const cursors: Cursor[] = inputs.map((input) => ({
    input,
    base: baseOf(input.numbers),
    block: undefined,
    place: 0,
    term: undefined,
  }));
  for (const cursor of cursors) await advance(cursor);
  const ready: Block[] = [];
  const writer = createBlockWriter((block) => ready.push(block));
  for (;;) {
    const term = lowestTerm(cursors);
    if (term === undefined) break;
    const alike = cursors.filter((cursor) => cursor.term === term);
    if (alike.every(({ base }) => base !== undefined)) copyAll(writer, term, alike);
    else writeLeft(writer, term, alike);
    for (const cursor of alike) {
      cursor.place++;
      if (cursor.place < cursor.block!.count) cursor.term = cursor.block!.termAt(cursor.place);
      else await advance(cursor);
    }
    yield* ready.splice(0);
  }
  writer.flush();
  yield* ready;
}

function baseOf(numbers: Int32Array): number | undefined {
  const base = numbers[0] ?? 0;
  return base >= 0 && numbers.every((number, document) => number === base + document) ? base : undefined;
}

function copyAll(writer: BlockWriter, term: TermBytes, cursors: readonly Cursor[]): void {
  const lists = cursors.map(({ block, place }) => block!.postingsAt(place));
  writer.begin(
    term,
    lists.reduce((sum, { count }) => sum + count, 0),
  );
  for (const [at, list] of lists.entries()) {
    // Where the last list ends, nobody asks.
    const last = at + 1 < lists.length ? lastDocumentOf(list) : 0;
    writer.copy(list.data, cursors[at]!.base!, last);
  }
  writer.end();
}

function writeLeft(writer: BlockWriter, term: TermBytes, cursors: readonly Cursor[]): void {
  const documents: number[] = [];
  const evidences: number[] = [];
  for (const { input, block, place } of cursors) {
    forEachPosting(block!.postingsAt(place), (document, evidence) => {
      const number = input.numbers[document]!;
      if (number < 0) return;
      documents.push(number);
      evidences.push(evidence);
    });
  }
  if (documents.length === 0) return;
  writer.begin(term, documents.length);
  for (const [at, document] of documents.entries()) writer.post(document, evidences[at]!);
  writer.end();
}

async function advance(cursor: Cursor): Promise<void> {
  const next = await cursor.input.blocks.next();
  cursor.block = next.done ? undefined : openBlock(next.value);
  cursor.place = 0;
  cursor.term = cursor.block?.termAt(0);
}

function lowestTerm(cursors: readonly Cursor[]): TermBytes | undefined {
  let lowest: TermBytes | undefined;
  for (const { term } of cursors) if (term !== undefined && (lowest === undefined || term < lowest)) lowest = term;
  return lowest;
}
