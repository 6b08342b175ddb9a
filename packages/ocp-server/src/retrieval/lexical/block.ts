/**
 * A block is a run of terms in ascending order with their postings:
 * a count, one offset per term and one past the last (all uint32, little endian), then for each term its length in one
 * byte, its bytes, the number of documents as a variable-length integer, and the postings.
 * Postings are pairs of a variable-length distance from the previous document's number (the first from -1, so that none
 * is 0) and a byte of evidence.
 */

/** Terms are compared as UTF-8 bytes and handled as strings of one character a byte. */
export type TermBytes = string;

/** Longer terms are not indexed. */
export const LONGEST_TERM = 255;

const NOT_ASCII = /[^\0-\x7f]/;

export function toTermBytes(term: string): TermBytes {
  return NOT_ASCII.test(term) ? Buffer.from(term).toString("latin1") : term;
}

export function fromTermBytes(term: TermBytes): string {
  return NOT_ASCII.test(term) ? Buffer.from(term, "latin1").toString() : term;
}

/** The postings of one term in one block. */
export interface Postings {
  /** How many documents hold the term. */
  readonly count: number;
  /** See `forEachPosting`. */
  readonly data: Uint8Array;
}

export interface BlockEntry extends Postings {
  readonly term: TermBytes;
}

export interface Block {
  readonly firstTerm: TermBytes;
  readonly data: Uint8Array;
}

/** Where a term and its postings stand among the bytes of a block. */
export interface EntrySpan extends PostingsSpan {
  readonly term: number;
  readonly termEnd: number;
}

/** Postings among other bytes. */
export interface PostingsSpan {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** A block ends once it holds so many bytes: small enough to read for one term, large enough to be few. */
const BLOCK_BYTES = 16_384;
/** Fewer bytes are copied one by one sooner. */
const MANY_BYTES = 64;
/** A number below 2³¹ takes no more bytes. */
const MOST_VARINT = 5;

/** Puts terms, which must come in ascending order, into blocks. */
export function createBlockWriter(emit: (block: Block) => void) {
  // The entries of the block in hand, and where each of them begins.
  let body = Buffer.allocUnsafe(2 * BLOCK_BYTES);
  let length = 0;
  let starts: number[] = [];
  let firstTerm: TermBytes = "";
  let bytes = 0;
  // Of the entry in hand.
  let postingsAt = 0;
  let termLength = 0;
  let last = -1;

  function reserve(more: number): void {
    if (length + more <= body.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * body.length, length + more));
    body.copy(larger, 0, 0, length);
    body = larger;
  }

  function flush(): void {
    if (starts.length === 0) return;
    emit({ firstTerm, data: withHeader(starts, body.subarray(0, length)) });
    length = 0;
    starts = [];
    bytes = 0;
  }

  /** Starts a term that `count` documents hold. */
  function begin(term: TermBytes, count: number): void {
    if (starts.length === 0) firstTerm = term;
    beginEntry(term.length);
    length += body.write(term, length, "latin1");
    beginPostings(count);
  }

  /** The same for a term that stands among the bytes of another block. */
  function beginAs({ bytes: from, term, termEnd }: EntrySpan, count: number): void {
    if (starts.length === 0) firstTerm = Buffer.from(from.buffer, from.byteOffset).toString("latin1", term, termEnd);
    beginEntry(termEnd - term);
    for (let at = term; at < termEnd; at++) body[length++] = from[at]!;
    beginPostings(count);
  }

  function beginEntry(size: number): void {
    reserve(1 + size + MOST_VARINT);
    starts.push(length);
    body[length++] = size;
    termLength = size;
  }

  function beginPostings(count: number): void {
    length = writeVarint(body, length, count);
    postingsAt = length;
    last = -1;
  }

  function post(document: number, evidence: number): void {
    if (length + MOST_VARINT + 1 > body.length) reserve(MOST_VARINT + 1);
    length = writeVarint(body, length, document - last);
    body[length++] = evidence;
    last = document;
  }

  /** Copies the postings of documents that are counted from `base` on now; `lastDocument` is the last of them, unshifted. */
  function copy({ bytes: data, from, to }: PostingsSpan, base: number, lastDocument: number): void {
    let distance = 0;
    let at = from;
    for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
      byte = data[at++]!;
      distance |= (byte & 0x7f) << shift;
    }
    reserve(MOST_VARINT + to - from);
    length = writeVarint(body, length, base + distance - 1 - last);
    if (to - at > MANY_BYTES) {
      body.set(data.subarray(at, to), length);
      length += to - at;
    } else while (at < to) body[length++] = data[at++]!;
    last = base + lastDocument;
  }

  function end(): void {
    bytes += length - postingsAt + termLength + 8;
    if (bytes >= BLOCK_BYTES) flush();
  }

  return {
    begin,
    beginAs,
    post,
    copy,
    end,
    add({ term, count, data }: BlockEntry): void {
      begin(term, count);
      copy({ bytes: data, from: 0, to: data.length }, 0, 0);
      end();
    },
    flush,
  };
}

export type BlockWriter = ReturnType<typeof createBlockWriter>;

function withHeader(starts: readonly number[], body: Buffer): Uint8Array {
  const header = 4 + 4 * (starts.length + 1);
  const block = Buffer.allocUnsafeSlow(header + body.length);
  block.writeUInt32LE(starts.length, 0);
  for (let index = 0; index < starts.length; index++) block.writeUInt32LE(header + starts[index]!, 4 + 4 * index);
  block.writeUInt32LE(block.length, header - 4);
  body.copy(block, header);
  return block;
}

/** Reads what `createBlockWriter` wrote. */
export function openBlock(bytes: Uint8Array) {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = block.readUInt32LE(0);

  function termAt(index: number): TermBytes {
    const at = block.readUInt32LE(4 + 4 * index);
    return block.toString("latin1", at + 1, at + 1 + block[at]!);
  }

  function postingsAt(index: number): Postings {
    const start = block.readUInt32LE(4 + 4 * index);
    const end = block.readUInt32LE(8 + 4 * index);
    let at = start + 1 + block[start]!;
    let documents = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = block[at++]!;
      documents |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return { count: documents, data: block.subarray(at, end) };
  }

  /** The place of the first term that is not less than the given one. */
  function lowerBound(term: TermBytes): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (termAt(middle) < term) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    count,
    termAt,
    postingsAt,
    lowerBound,
    find(term: TermBytes): Postings | undefined {
      const place = lowerBound(term);
      return place < count && termAt(place) === term ? postingsAt(place) : undefined;
    },
  };
}

/** Calls with each document's number, counted from 0 in its segment, and its evidence, in ascending order. */
export function forEachPosting(
  { bytes, from, to }: PostingsSpan,
  visit: (document: number, evidence: number) => void,
): void {
  let document = -1;
  for (let at = from; at < to;) {
    for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
      byte = bytes[at++]!;
      document += (byte & 0x7f) << shift;
    }
    visit(document, bytes[at++]!);
  }
}

/** The number of the last of these documents. */
export function lastDocumentOf({ bytes, from, to }: PostingsSpan): number {
  let document = -1;
  for (let at = from; at < to; at++) {
    let byte = bytes[at++]!;
    let distance = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++]!;
      distance |= (byte & 0x7f) << shift;
    }
    document += distance;
  }
  return document;
}

/** Gathers the postings of one term. */
export function createPostingsWriter(expected = 16) {
  let data = new Uint8Array(Math.max(16, expected * 3));
  let length = 0;
  let count = 0;
  let last = -1;

  return {
    get count() {
      return count;
    },
    add(document: number, evidence: number): void {
      if (length + 6 > data.length) {
        const larger = new Uint8Array(data.length * 2);
        larger.set(data);
        data = larger;
      }
      length = writeVarint(data, length, document - last);
      data[length++] = evidence;
      last = document;
      count++;
    },
    finish: (): Uint8Array => data.slice(0, length),
  };
}

function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let place = at;
  while (rest >= 0x80) {
    bytes[place++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[place++] = rest;
  return place;
}
