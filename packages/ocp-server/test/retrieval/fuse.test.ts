import { describe, expect, it } from "vitest";
import { withMeaning } from "../../src/retrieval/fuse.ts";
import type { Neighbour } from "../../src/retrieval/candidates.ts";

const neighbour = (row: number, similarity: number): Neighbour => ({
  row,
  path: `${row}.ts`,
  symbol: null,
  start_line: 1,
  file_bytes: 100,
  similarity,
});
const found = [{ candidate: neighbour(1, 0), evidence: new Uint8Array(1) }];
const neighbours = [neighbour(1, 0.2), neighbour(2, 0.8)];
const weightFor = (terms: number, known: number): number =>
  withMeaning(found, neighbours, { weight: 0.5, terms, known, places: 1 }).meaning.weight;

describe("withMeaning", () => {
  it("weighs meaning in full for a sentence, and the less the fewer known terms there are", () => {
    expect(weightFor(20, 1)).toBe(0.5);
    expect(weightFor(6, 1)).toBeCloseTo(0.25);
    expect(weightFor(1, 1)).toBeLessThan(0.05);
  });

  it("weighs it more where words are not known", () => {
    expect(weightFor(1, 0.5)).toBeGreaterThan(0.25);
    expect(weightFor(1, 0)).toBe(0.5);
  });

  it("lets in what no word found, and lets it stand for the whole where words found nothing", () => {
    const { found: all } = withMeaning(found, neighbours, { weight: 0.5, terms: 4, known: 1, places: 1 });
    expect(all.map(({ candidate }) => candidate.row)).toEqual([1, 2]);
    const { meaning } = withMeaning([], neighbours, { weight: 0.5, terms: 4, known: 1, places: 1 });
    expect(meaning.weight).toBe(1);
  });
});
