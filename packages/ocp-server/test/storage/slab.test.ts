import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSlab } from "../../src/storage/sqlite/slab.ts";
import { packVector, similarity } from "../../src/storage/sqlite/vectors.ts";
import { createDenseVectors } from "./dense-vectors.ts";

/** The nearest by comparing every vector, one after the other. */
function bruteForce(vectors: ReadonlyMap<number, Uint8Array>, query: Float32Array, limit: number) {
  return [...vectors]
    .map(([row, packed]) => ({ row, score: similarity(packed, query) }))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, limit);
}

const rounded = (found: readonly { row: number; score: number }[]) =>
  found.map(({ row, score }) => [row, Math.round(score * 1e4)]);

/** A vector of no dimensions, which leaves a row without one. */
const NOTHING = new Uint8Array();

describe("createSlab", () => {
  it("holds what was set last, whatever was set, replaced and deleted in whatever order", async () => {
    const dimensions = 5;
    const change = fc.record({
      row: fc.integer({ min: 1, max: 40 }),
      vector: fc.option(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: dimensions, maxLength: dimensions })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 120 }), async (changes) => {
        const slab = createSlab(dimensions);
        const expected = new Map<number, Uint8Array>();
        for (const { row, vector } of changes) {
          if (vector === null) {
            slab.set(row, NOTHING);
            expected.delete(row);
          } else {
            // No two rows are equally near, so that there is one order.
            const packed = packVector(Float32Array.from(vector, (value, index) => value + row * 0.01 * (index + 1)));
            slab.set(row, packed);
            expected.set(row, packed);
          }
        }
        expect(slab.count).toBe(expected.size);
        const query = new Float32Array([0.5, -0.3, 0.1, 0.7, -0.4]);
        const found = await slab.nearest(query, 50);
        const scores = bruteForce(expected, query, 50).map(({ score }) => Math.round(score * 1e3));
        expect(found.map(({ score }) => Math.round(score * 1e3))).toEqual(scores);
        expect(new Set(found.map(({ row }) => row))).toEqual(new Set(expected.keys()));
      }),
    );
  });

  it("finds at least 99 of 100 of the nearest ten among vectors as models make them", async () => {
    const dimensions = 384;
    const make = createDenseVectors({ dimensions });
    const slab = createSlab(dimensions);
    const all = new Map<number, Uint8Array>();
    for (let row = 1; row <= 20_000; row++) {
      const packed = packVector(make());
      all.set(row, packed);
      slab.set(row, packed);
    }
    let hits = 0;
    for (let asked = 0; asked < 40; asked++) {
      const query = make();
      const found = new Set((await slab.nearest(query, 10)).map(({ row }) => row));
      for (const { row } of bruteForce(all, query, 10)) if (found.has(row)) hits++;
    }
    expect(hits / 400).toBeGreaterThanOrEqual(0.99);
  });

  it("keeps its signs current through growth, replacement and deletion", async () => {
    const dimensions = 64;
    const make = createDenseVectors({ dimensions, seed: 7 });
    const slab = createSlab(dimensions);
    const all = new Map<number, Uint8Array>();
    const put = (row: number): void => {
      const packed = packVector(make());
      all.set(row, packed);
      slab.set(row, packed);
    };
    for (let row = 1; row <= 9000; row++) put(row);
    await slab.nearest(make(), 10);
    for (let row = 9001; row <= 11_000; row++) put(row);
    for (let row = 1; row <= 9000; row += 3) put(row);
    for (let row = 2; row <= 9000; row += 7) {
      slab.set(row, NOTHING);
      all.delete(row);
    }
    let hits = 0;
    for (let asked = 0; asked < 20; asked++) {
      const query = make();
      const found = new Set((await slab.nearest(query, 10)).map(({ row }) => row));
      for (const { row } of bruteForce(all, query, 10)) if (found.has(row)) hits++;
      for (const row of found) expect(all.has(row)).toBe(true);
    }
    expect(hits / 200).toBeGreaterThanOrEqual(0.98);
  });

  it("looks only at the rows that it is given", async () => {
    const make = createDenseVectors({ dimensions: 32 });
    const slab = createSlab(32);
    const all = new Map(Array.from({ length: 10_000 }, (_, index) => [index + 1, packVector(make())]));
    for (const [row, packed] of all) slab.set(row, packed);
    const query = make();
    for (const step of [2, 97]) {
      const among = new Set([...all.keys()].filter((row) => row % step === 0));
      const expected = bruteForce(new Map([...all].filter(([row]) => among.has(row))), query, 5);
      expect(rounded(await slab.nearest(query, 5, among))).toEqual(rounded(expected));
    }
  });

  it("takes changes that come while it searches, after the search", async () => {
    const make = createDenseVectors({ dimensions: 16 });
    const slab = createSlab(16);
    for (let row = 1; row <= 30_000; row++) slab.set(row, packVector(make()));
    const query = make();
    const searching = [slab.nearest(query, 3), slab.nearest(query, 3)];
    await Promise.resolve();
    slab.set(30_001, packVector(query));
    slab.set(1, NOTHING);
    await Promise.all(searching);
    expect((await slab.nearest(query, 1))[0]).toMatchObject({ row: 30_001 });
    expect(slab.count).toBe(30_000);
  });

  it("answers nothing for a query of other dimensions, and takes no vector of such", async () => {
    const slab = createSlab(4);
    slab.set(1, packVector(new Float32Array([1, 0, 0, 0])));
    slab.set(2, packVector(new Float32Array([1, 0, 0])));
    slab.set(1, packVector(new Float32Array([1, 0])));
    expect(slab.count).toBe(0);
    expect(await slab.nearest(new Float32Array(3), 5)).toEqual([]);
  });
});
