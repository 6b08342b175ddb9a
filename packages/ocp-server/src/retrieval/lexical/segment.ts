import { nameParts } from "../names.ts";
import { eachWord, tokensOf } from "../words.ts";
import {
  createBlockWriter,
  createPostingsWriter,
  LONGEST_TERM,
  toTermBytes,
  type Block,
  type TermBytes,
} from "./block.ts";
import { frequencyStep, IN_FILE_NAME, IN_FOLDER, IN_SIGNATURE, IN_SYMBOL } from "./evidence.ts";

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
/** A thread forgets the terms it knows when there are so many. */
const MOST_TERMS = 200_000;

/** Makes segments, one after the other; what it learns of words serves the next. */
export function createSegmentBuilder() {
  let numbers = new Map<TermBytes, number>();
  let terms: TermBytes[] = [];
  let numbersOfWord = new Map<string, readonly number[]>();
  // By number of the term, for the chunk in hand.
  let counts = new Int32Array(1024);
  let flags = new Uint8Array(1024);
  // For the segment in hand: term, document and evidence of each posting.
  let postings: { term: Int32Array; document: Int32Array; evidence: Uint8Array };
  let size = 0;
  let documents = 0;

  function begin(): void {
    postings ??= { term: new Int32Array(65_536), document: new Int32Array(65_536), evidence: new Uint8Array(65_536) };
    size = 0;
    documents = 0;
    if (terms.length < MOST_TERMS) return;
    numbers = new Map();
    terms = [];
    numbersOfWord = new Map();
  }

  function numberOf(token: string): number {
    const term = toTermBytes(token);
    const known = numbers.get(term);
    if (known !== undefined) return known;
    const number = terms.length;
    terms.push(term);
    numbers.set(term, number);
    if (number >= counts.length) {
      counts = grown(counts, new Int32Array(counts.length * 2));
      flags = grown(flags, new Uint8Array(flags.length * 2));
    }
    return number;
  }

  function numbersOf(word: string): readonly number[] {
    let found = numbersOfWord.get(word);
    if (found === undefined) {
      const tokens = tokensOf(word);
      found =
        tokens === ""
          ? []
          : tokens
              .split(" ")
              .filter((token) => token.length <= LONGEST_TERM / 4)
              .map(numberOf);
      numbersOfWord.set(Buffer.from(word).toString(), found);
    }
    return found;
  }

  function post(term: number, document: number, evidence: number): void {
    if (size === postings.term.length) {
      const length = size * 2;
      postings = {
        term: grown(postings.term, new Int32Array(length)),
        document: grown(postings.document, new Int32Array(length)),
        evidence: grown(postings.evidence, new Uint8Array(length)),
      };
    }
    postings.term[size] = term;
    postings.document[size] = document;
    postings.evidence[size++] = evidence;
  }

  function add({ path, symbol, symbols = [], signature, content }: Searchable): void {
    const touched: number[] = [];
    let length = 0;
    const mark = (text: string, flag: number): void =>
      eachWord(text, (word) => {
        for (const number of numbersOf(word)) {
          if (counts[number] === 0 && flags[number] === 0) touched.push(number);
          flags[number]! |= flag;
        }
      });
    eachWord(content, (word) => {
      for (const number of numbersOf(word)) {
        if (counts[number]!++ === 0) touched.push(number);
        length++;
      }
    });
    const folders = path.split("/");
    const file = folders.pop() ?? "";
    mark(file.replace(/(?<=.)\.[^.]*$/, ""), IN_FILE_NAME);
    for (const folder of folders.slice(-FOLDERS)) mark(folder, IN_FOLDER);
    for (const name of symbol === null ? symbols : [symbol, ...symbols])
      for (const part of nameParts(name)) mark(part, IN_SYMBOL);
    if (signature) mark(signature, IN_SIGNATURE);
    for (const number of touched) {
      post(number, documents, frequencyStep(counts[number]!, length) | flags[number]!);
      counts[number] = 0;
      flags[number] = 0;
    }
    documents++;
  }

  /** The postings by term: a counting sort, which keeps the documents of each term in order. */
  function finish(): Segment {
    const starts = new Int32Array(terms.length + 1);
    for (let at = 0; at < size; at++) starts[postings.term[at]! + 1]!++;
    const present: number[] = [];
    for (let number = 0; number < terms.length; number++) {
      if (starts[number + 1]! > 0) present.push(number);
      starts[number + 1]! += starts[number]!;
    }
    const ends = starts.slice();
    const order = new Int32Array(size);
    for (let at = 0; at < size; at++) order[ends[postings.term[at]!]!++] = at;
    present.sort((a, b) => (terms[a]! < terms[b]! ? -1 : 1));

    const blocks: Block[] = [];
    const writer = createBlockWriter((block) => blocks.push(block));
    for (const number of present) {
      const list = createPostingsWriter(ends[number]! - starts[number]!);
      for (let place = starts[number]!; place < ends[number]!; place++) {
        const at = order[place]!;
        list.add(postings.document[at]!, postings.evidence[at]!);
      }
      writer.add({ term: terms[number]!, count: list.count, data: list.finish() });
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

export type SegmentBuilder = ReturnType<typeof createSegmentBuilder>;

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
