import { createBlockWriter, forEachPosting, lastDocumentOf, type Block, type BlockWriter } from "./block.ts";

/** A segment to be merged: its blocks in order, and what becomes of its documents. */
export interface MergeInput {
  readonly blocks: AsyncIterator<Uint8Array>;
  /** For each document its number in the merged segment; -1 for one that is no longer there. */
  readonly numbers: Int32Array;
}

/** The entry of a segment that comes next. Terms are compared where they stand: there are millions of them. */
interface Cursor {
  readonly input: MergeInput;
  /** What to add to each document's number, when none is gone; then postings are copied as they are. */
  readonly base: number | undefined;
  bytes: Uint8Array;
  /** How many entries the block has, and which of them this is. */
  count: number;
  place: number;
  /** Where the term begins and ends, how many documents hold it, and where its postings stand. */
  term: number;
  termEnd: number;
  documents: number;
  from: number;
  to: number;
  /** The beginning of the term as a number; Infinity once there is no other entry. */
  key: number;
}

/**
 * Merges segments whose documents follow each other into the blocks of one, a block at a time, so that memory does not
 * grow with them. Documents that are gone, and terms that only they held, are left out.
 */
export async function* mergeSegments(inputs: readonly MergeInput[]): AsyncGenerator<Block, void, void> {
  const cursors = inputs.map(toCursor);
  for (const cursor of cursors) await nextBlock(cursor);
  const ready: Block[] = [];
  const writer = createBlockWriter((block) => ready.push(block));
  const alike: Cursor[] = [];
  for (;;) {
    lowest(cursors, alike);
    if (alike.length === 0) break;
    if (alike.every(({ base }) => base !== undefined)) copyAll(writer, alike);
    else writeLeft(writer, alike);
    for (const cursor of alike) {
      cursor.place++;
      if (cursor.place < cursor.count) readEntry(cursor);
      else await nextBlock(cursor);
    }
    if (ready.length > 0) yield* ready.splice(0);
  }
  writer.flush();
  yield* ready;
}

function toCursor(input: MergeInput): Cursor {
  const bytes = new Uint8Array();
  const entry = { bytes, count: 0, place: 0, term: 0, termEnd: 0, documents: 0, from: 0, to: 0, key: Infinity };
  return { input, base: baseOf(input.numbers), ...entry };
}

function baseOf(numbers: Int32Array): number | undefined {
  const base = numbers[0] ?? 0;
  return base >= 0 && numbers.every((number, document) => number === base + document) ? base : undefined;
}

async function nextBlock(cursor: Cursor): Promise<void> {
  const next = await cursor.input.blocks.next();
  if (next.done) {
    cursor.key = Infinity;
    return;
  }
  cursor.bytes = next.value;
  cursor.count = uint32At(next.value, 0);
  cursor.place = 0;
  readEntry(cursor);
}

function readEntry(cursor: Cursor): void {
  const { bytes, place } = cursor;
  const start = uint32At(bytes, 4 + 4 * place);
  cursor.term = start + 1;
  cursor.termEnd = start + 1 + bytes[start]!;
  cursor.to = uint32At(bytes, 8 + 4 * place);
  let at = cursor.termEnd;
  let documents = 0;
  for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
    byte = bytes[at++]!;
    documents |= (byte & 0x7f) << shift;
  }
  cursor.documents = documents;
  cursor.from = at;
  cursor.key = keyOf(cursor);
}

function uint32At(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** Bytes that a number holds exactly. */
const KEY_BYTES = 6;

function keyOf({ bytes, term, termEnd }: Cursor): number {
  let key = 0;
  for (let at = term; at < term + KEY_BYTES; at++) key = key * 256 + (at < termEnd ? bytes[at]! : 0);
  return key;
}

/** Below 0 when the term of the first comes before that of the other, 0 when they are the same. */
function compare(one: Cursor, other: Cursor): number {
  if (one.key !== other.key) return one.key - other.key;
  const length = Math.min(one.termEnd - one.term, other.termEnd - other.term);
  for (let at = KEY_BYTES; at < length; at++) {
    const difference = one.bytes[one.term + at]! - other.bytes[other.term + at]!;
    if (difference !== 0) return difference;
  }
  return one.termEnd - one.term - (other.termEnd - other.term);
}

/** Finds those whose term comes first of all, in the order of their segments; none when all have come to their end. */
function lowest(cursors: readonly Cursor[], alike: Cursor[]): void {
  alike.length = 0;
  for (const cursor of cursors) {
    if (cursor.key === Infinity) continue;
    const order = alike.length === 0 ? 0 : compare(cursor, alike[0]!);
    if (order > 0) continue;
    if (order < 0) alike.length = 0;
    alike.push(cursor);
  }
}

function copyAll(writer: BlockWriter, cursors: readonly Cursor[]): void {
  let documents = 0;
  for (const cursor of cursors) documents += cursor.documents;
  writer.beginAs(cursors[0]!, documents);
  for (let at = 0; at < cursors.length; at++) {
    const cursor = cursors[at]!;
    // Where the last list ends, nobody asks.
    writer.copy(cursor, cursor.base!, at + 1 < cursors.length ? lastDocumentOf(cursor) : 0);
  }
  writer.end();
}

function writeLeft(writer: BlockWriter, cursors: readonly Cursor[]): void {
  const documents: number[] = [];
  const evidences: number[] = [];
  for (const cursor of cursors) {
    forEachPosting(cursor, (document, evidence) => {
      const number = cursor.input.numbers[document]!;
      if (number < 0) return;
      documents.push(number);
      evidences.push(evidence);
    });
  }
  if (documents.length === 0) return;
  writer.beginAs(cursors[0]!, documents.length);
  for (let at = 0; at < documents.length; at++) writer.post(documents[at]!, evidences[at]!);
  writer.end();
}
