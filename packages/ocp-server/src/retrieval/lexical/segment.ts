import { nameParts } from "../names.ts";
import { createBlockWriter, type Block } from "./block.ts";
import { frequencyStep, IN_FILE_NAME, IN_FOLDER, IN_SIGNATURE, IN_SYMBOL } from "./evidence.ts";
import { createTermOrder } from "./term-order.ts";
import { createWordTable } from "./word-table.ts";

/** What a chunk is to be found by. */
export interface Searchable {
  /** Relative to the root. */
  readonly path: string;
  /** Qualified name of what it defines or continues. */
  readonly symbol: string | null;
  /** Every qualified name that is defined in it, where there is more to say than `symbol`. */
  readonly symbols?: readonly string[];
  /** The line that declares what it defines. */
  readonly signature?: string | null;
  readonly content: string;
}

/** An immutable part of a workspace's text index: the terms of some chunks, which it numbers from 0 in the order given. */
export interface Segment {
  readonly documents: number;
  /** In ascending order of their terms. */
  readonly blocks: readonly Block[];
}

/** The folders above a file that say what it is about. */
const FOLDERS = 3;

interface Postings {
  readonly term: Int32Array;
  readonly document: Int32Array;
  readonly evidence: Uint8Array;
}

interface Place {
  readonly path: string;
  readonly file: Int32Array;
  readonly folders: readonly Int32Array[];
}

const allocate = (length: number): Postings => ({
  term: new Int32Array(length),
  document: new Int32Array(length),
  evidence: new Uint8Array(length),
});

/** Makes segments, one after the other; what it learns of words serves the next. */
export function createSegmentBuilder() {
  let words = createWordTable();
  let order = createTermOrder(words.terms);
  // By number of the term, for the chunk in hand.
  let counts = new Int32Array(1024);
  let flags = new Uint8Array(1024);
  let touched: number[] = [];
  // By number of the term, for the segment in hand: how many postings, then where the next of them goes.
  let places = new Int32Array(1024);
  let present: number[] = [];
  // For the segment in hand: term, document and evidence of each posting.
  let postings: Postings = allocate(0);
  let size = 0;
  let documents = 0;
  let placed: Place | undefined;

  function begin(): void {
    if (postings.term.length === 0) postings = allocate(65_536);
    size = 0;
    documents = 0;
    present = [];
    if (!words.isFull()) return;
    words = createWordTable();
    order = createTermOrder(words.terms);
    placed = undefined;
  }

  /** Makes room for all terms that are known. */
  function reserve(): void {
    const { length } = words.terms;
    if (length <= counts.length) return;
    counts = grown(counts, new Int32Array(2 * length));
    flags = grown(flags, new Uint8Array(2 * length));
    places = grown(places, new Int32Array(2 * length));
  }

  function mark(terms: Int32Array, flag: number): void {
    reserve();
    for (let at = 0; at < terms.length; at++) {
      const term = terms[at]!;
      if (counts[term] === 0 && flags[term] === 0) touched.push(term);
      flags[term]! |= flag;
    }
  }

  function count(terms: Int32Array): void {
    reserve();
    const own = counts;
    const list = touched;
    for (let at = 0; at < terms.length; at++) if (own[terms[at]!]!++ === 0) list.push(terms[at]!);
  }

  /** The terms of a file's name and folders, which each of its chunks has. */
  function placeOf(path: string): Place {
    if (placed?.path === path) return placed;
    const folders = path.split("/");
    const name = folders.pop() ?? "";
    const file = words.read(name.replace(/(?<=.)\.[^.]*$/, "")).slice();
    placed = { path, file, folders: folders.slice(-FOLDERS).map((folder) => words.read(folder).slice()) };
    return placed;
  }

  function add({ path, symbol, symbols = [], signature, content }: Searchable): void {
    touched = [];
    const terms = words.read(content);
    const { length } = terms;
    count(terms);
    const { file, folders } = placeOf(path);
    mark(file, IN_FILE_NAME);
    for (const folder of folders) mark(folder, IN_FOLDER);
    for (const name of symbol === null ? symbols : [symbol, ...symbols])
      for (const part of nameParts(name)) mark(words.read(part), IN_SYMBOL);
    if (signature) mark(words.read(signature), IN_SIGNATURE);
    post(length);
    documents++;
  }

  /** What was found of the chunk in hand becomes postings. */
  function post(length: number): void {
    if (size + touched.length > postings.term.length) {
      const larger = allocate(Math.max(size + touched.length, 2 * size));
      larger.term.set(postings.term);
      larger.document.set(postings.document);
      larger.evidence.set(postings.evidence);
      postings = larger;
    }
    const steps: number[] = [];
    for (const term of touched) {
      const frequency = counts[term]!;
      const step = (steps[frequency] ??= frequencyStep(frequency, length));
      if (places[term]!++ === 0) present.push(term);
      postings.term[size] = term;
      postings.document[size] = documents;
      postings.evidence[size++] = step | flags[term]!;
      counts[term] = 0;
      flags[term] = 0;
    }
  }

  /** The postings by term: a counting sort, which keeps the documents of each term in order. */
  function finish(): Segment {
    const sorted = order.sorted(present);
    let start = 0;
    for (const term of sorted) {
      const own = places[term]!;
      places[term] = start;
      start += own;
    }
    const document = new Int32Array(size);
    const evidence = new Uint8Array(size);
    for (let at = 0; at < size; at++) {
      const place = places[postings.term[at]!]!++;
      document[place] = postings.document[at]!;
      evidence[place] = postings.evidence[at]!;
    }
    const blocks: Block[] = [];
    const writer = createBlockWriter((block) => blocks.push(block));
    let place = 0;
    for (const term of sorted) {
      const last = places[term]!;
      places[term] = 0;
      writer.begin(words.terms[term]!, last - place);
      for (; place < last; place++) writer.post(document[place]!, evidence[place]!);
      writer.end();
    }
    writer.flush();
    return { documents, blocks };
  }

  return {
    build(chunks: Iterable<Searchable>): Segment {
      begin();
      for (const chunk of chunks) add(chunk);
      return finish();
    },
  };
}

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
