import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createScale } from "../../src/retrieval/calibrate.ts";

const statistics = fc
  .record({
    total: fc.integer({ min: 1, max: 1_000_000 }),
    shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
  })
  .map(({ total, shares }) => ({ total, counts: shares.map((share) => Math.floor(share * total)) }));

describe("createScale", () => {
  it("gives scores in 0..1 that grow with the worth", () => {
    fc.assert(
      fc.property(
        statistics,
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (counted, a, b) => {
          const { toScore, known } = createScale(counted);
          expect(known).toBeGreaterThanOrEqual(0);
          expect(known).toBeLessThanOrEqual(1);
          for (const score of [toScore(a), toScore(b)]) {
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1);
          }
          expect(toScore(Math.max(a, b))).toBeGreaterThanOrEqual(toScore(Math.min(a, b)));
        },
      ),
    );
  });

  it("discounts a hit by the words that occur nowhere, and less by those that were guessed", () => {
    const score = (counts: number[], guessed: boolean[] = []) =>
      createScale({ total: 1000, counts, guessed }).toScore(0.5);
    expect(score([10, 0])).toBeLessThan(score([10]) / 2);
    expect(score([10, 10], [false, true])).toBeLessThan(score([10, 10]));
    expect(score([10, 10], [false, true])).toBeGreaterThan(score([10, 10, 0]));
  });

  it("does not blame a long query for more than a dozen words that occur nowhere", () => {
    const score = (unknown: number) =>
      createScale({ total: 1000, counts: [1, ...Array.from({ length: unknown }, () => 0)] }).toScore(0.5);
    expect(score(40)).toBeCloseTo(score(12));
    expect(score(6)).toBeGreaterThan(score(12));
  });
});
