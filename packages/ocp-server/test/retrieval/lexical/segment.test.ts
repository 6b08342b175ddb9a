import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../../src/retrieval/analyse.ts";
import {
  createBlockWriter,
  createPostingsWriter,
  forEachPosting,
  fromTermBytes,
  openBlock,
  toTermBytes,
  type Block,
} from "../../../src/retrieval/lexical/block.ts";
import {
  FREQUENCIES,
  FREQUENCY,
  frequencyStep,
  IN_FILE_NAME,
  IN_FOLDER,
  IN_SIGNATURE,
  IN_SYMBOL,
} from "../../../src/retrieval/lexical/evidence.ts";
import { findMatches, worthTable } from "../../../src/retrieval/lexical/match.ts";
import { mergeSegments } from "../../../src/retrieval/lexical/merge-segments.ts";
import { createSegmentBuilder, type Searchable, type Segment } from "../../../src/retrieval/lexical/segment.ts";

const FIELDS = { symbol: 2.5, signature: 0.7, fileName: 6, folder: 3, saturation: 2.4 };

/** Every term of some blocks with its postings as [document, evidence]. */
function contents(blocks: readonly { data: Uint8Array }[]): Map<string, [number, number][]> {
  const found = new Map<string, [number, number][]>();
  for (const { data } of blocks) {
    const block = openBlock(data);
    for (let place = 0; place < block.count; place++) {
      const list: [number, number][] = [];
      const postings = block.postingsAt(place);
      const span = { bytes: postings.data, from: 0, to: postings.data.length };
      forEachPosting(span, (document, evidence) => list.push([document, evidence]));
      expect(list).toHaveLength(postings.count);
      found.set(fromTermBytes(block.termAt(place)), list);
    }
  }
  return found;
}

async function* inOrder({ blocks }: Segment): AsyncGenerator<Uint8Array> {
  for (const { data } of blocks) yield data;
}

const chunk = (content: string, more: Partial<Searchable> = {}): Searchable => ({
  path: "f",
  symbol: null,
  content,
  ...more,
});

const words = fc.array(fc.constantFrom("alpha", "beta", "getUserName", "état", "漢字", "x", "HTTPServer2"), {
  maxLength: 30,
});
const corpora = fc.array(
  words.map((list) => chunk(list.join(" "))),
  { minLength: 1, maxLength: 20 },
);

describe("a segment of the text index", () => {
  it("holds each term of each chunk once, in ascending order of bytes, whatever the text", () => {
    fc.assert(
      fc.property(corpora, (chunks) => {
        const segment = createSegmentBuilder().build(chunks);
        expect(segment.documents).toBe(chunks.length);
        const found = contents(segment.blocks);
        const keys = [...found.keys()].map(toTermBytes);
        expect(keys).toEqual(keys.toSorted());
        for (const [document, { content }] of chunks.entries()) {
          for (const term of new Set(analyse(content)))
            expect(found.get(term)!.filter(([each]) => each === document)).toHaveLength(1);
        }
        const postings = chunks.reduce((sum, { content }) => sum + new Set(analyse(`${content} f`)).size, 0);
        expect([...found.values()].reduce((sum, list) => sum + list.length, 0)).toBe(postings);
      }),
    );
  });

  it("says where a term stands: in the text, in a name, its signature, the file's name or a folder", () => {
    const { blocks } = createSegmentBuilder().build([
      chunk("return cookie", {
        path: "src/deep/jar/storage.ts",
        symbol: "Jar.addCookie",
        symbols: ["Jar.addCookie", "Jar.clear"],
        signature: "addCookie(value: string): void",
      }),
    ]);
    const found = contents(blocks);
    const evidence = (term: string): number => found.get(term)![0]![1];
    expect(evidence("return") & ~FREQUENCY).toBe(0);
    expect(evidence("cooki") & ~FREQUENCY).toBe(IN_SYMBOL | IN_SIGNATURE);
    expect(evidence("cooki") & FREQUENCY).toBeGreaterThan(0);
    expect(evidence("clear")).toBe(IN_SYMBOL);
    expect(evidence("string")).toBe(IN_SIGNATURE);
    expect(evidence("storag")).toBe(IN_FILE_NAME);
    expect(evidence("jar") & ~FREQUENCY).toBe(IN_SYMBOL | IN_FOLDER);
  });

  it("is the same whoever built what before", () => {
    const builder = createSegmentBuilder();
    builder.build([chunk("gamma delta beta"), chunk("zeta")]);
    const chunks = [chunk("alpha beta"), chunk("beta beta")];
    expect(builder.build(chunks)).toEqual(createSegmentBuilder().build(chunks));
  });

  it("has nothing for nothing", () => {
    expect(createSegmentBuilder().build([])).toEqual({ documents: 0, blocks: [] });
  });

  it("counts a word the less the longer the text, on a scale that never falls", () => {
    expect(frequencyStep(0, 100)).toBe(0);
    expect(frequencyStep(1, 1_000_000)).toBe(1);
    expect(frequencyStep(1_000_000, 1)).toBe(FREQUENCY);
    for (let count = 1; count < 50; count++) {
      expect(frequencyStep(count + 1, 100)).toBeGreaterThanOrEqual(frequencyStep(count, 100));
      expect(frequencyStep(count, 200)).toBeLessThanOrEqual(frequencyStep(count, 100));
    }
    expect([...FREQUENCIES]).toEqual([...FREQUENCIES].toSorted((a, b) => a - b));
  });
});

describe("merging segments", () => {
  it("gives what one segment of all that is left would hold", async () => {
    await fc.assert(
      fc.asyncProperty(
        corpora,
        fc.infiniteStream(fc.boolean()),
        fc.integer({ min: 1, max: 5 }),
        async (chunks, alive, size) => {
          const parts = Array.from({ length: Math.ceil(chunks.length / size) }, (_, part) =>
            chunks.slice(part * size, (part + 1) * size),
          );
          const left: Searchable[] = [];
          const inputs = parts.map((part) => ({
            blocks: inOrder(createSegmentBuilder().build(part)),
            numbers: Int32Array.from(part, (each) => (alive.next().value ? left.push(each) - 1 : -1)),
          }));
          const merged: Block[] = [];
          for await (const block of mergeSegments(inputs)) merged.push(block);
          expect(contents(merged)).toEqual(contents(createSegmentBuilder().build(left).blocks));
        },
      ),
    );
  });

  it("cuts what it writes into blocks that are found by their first terms", async () => {
    const many = Array.from({ length: 400 }, (_, number) =>
      chunk(Array.from({ length: 20 }, (__, word) => `word${number * 20 + word}q`).join(" ")),
    );
    const { blocks } = createSegmentBuilder().build(many);
    expect(blocks.length).toBeGreaterThan(5);
    for (const { firstTerm, data } of blocks) {
      expect(openBlock(data).termAt(0)).toBe(firstTerm);
      expect(openBlock(data).find(firstTerm)!.count).toBeGreaterThan(0);
      expect(openBlock(data).find(`${firstTerm}!`)).toBeUndefined();
    }
  });
});

describe("a block", () => {
  it("gives back what was put into it, also of far apart documents", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 28 }), { minLength: 1, maxLength: 40 }), (numbers) => {
        const documents = numbers.toSorted((a, b) => a - b);
        const list = createPostingsWriter();
        for (const [place, document] of documents.entries()) list.add(document, place % 256);
        const blocks: Block[] = [];
        const writer = createBlockWriter((block) => blocks.push(block));
        writer.add({ term: "t", count: list.count, data: list.finish() });
        writer.flush();
        expect(contents(blocks).get("t")).toEqual(documents.map((document, place) => [document, place % 256]));
      }),
    );
  });
});

describe("findMatches", () => {
  it("finds what scoring every chunk by itself finds, in every segment, best first", () => {
    fc.assert(
      fc.property(corpora, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 12 }), (chunks, size, limit) => {
        const terms = ["alpha", "beta", "user"];
        const weights = [1, 2, 0.5];
        const table = worthTable(FIELDS);
        const segments = [];
        const expected: { row: number; worth: number; evidence: number[] }[] = [];
        for (let start = 0; start < chunks.length; start += size) {
          const part = chunks.slice(start, start + size);
          const { blocks } = createSegmentBuilder().build(part);
          const matches = terms.flatMap((term, place) =>
            blocks.flatMap(({ data }) => {
              const postings = openBlock(data).find(term);
              return postings ? [{ term: place, postings }] : [];
            }),
          );
          segments.push({ rows: Int32Array.from(part, (_, place) => start + place + 1), matches });
          const found = contents(blocks);
          for (const place of part.keys()) {
            const evidence = terms.map((term) => found.get(term)?.find(([document]) => document === place)?.[1] ?? 0);
            const worth = evidence.reduce((sum, byte, term) => sum + weights[term]! * table[byte]!, 0);
            if (worth > 0) expected.push({ row: start + place + 1, worth, evidence });
          }
        }
        expected.sort((a, b) => b.worth - a.worth || a.row - b.row);
        const matches = findMatches(segments, { terms: 3, weights, fields: FIELDS, limit });
        expect(matches.map(({ worth }) => worth.toFixed(9))).toEqual(
          expected.slice(0, limit).map(({ worth }) => worth.toFixed(9)),
        );
        for (const { row, evidence } of matches)
          expect([...evidence]).toEqual(expected.find((each) => each.row === row)!.evidence);
      }),
    );
  });

  it("leaves out documents that are gone and rows that are not asked for", () => {
    const { blocks } = createSegmentBuilder().build([chunk("alpha"), chunk("alpha"), chunk("alpha")]);
    const postings = openBlock(blocks[0]!.data).find("alpha")!;
    const matches = findMatches([{ rows: Int32Array.of(7, 0, 9), matches: [{ term: 0, postings }] }], {
      terms: 1,
      weights: [1],
      fields: FIELDS,
      limit: 5,
      only: (row) => row !== 9,
    });
    expect(matches.map(({ row }) => row)).toEqual([7]);
  });
});
