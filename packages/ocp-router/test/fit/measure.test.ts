import fc from "fast-check";
import { expect, test } from "vitest";
import { balancedThreshold, calibrationAt, thresholdForShare } from "../../src/fit/calibrate.ts";
import { measure, measureQuality, type Judged } from "../../src/fit/measure.ts";
import { createRandom } from "../../src/classifier/fitted/random.ts";

const row = (score: number, weak: 0 | 1, strong: 0 | 1 = 1): Judged => ({ score, weak, strong });

test("scores that know what pays close the gap first", () => {
  const { auroc, apgr, cpt50, cpt80 } = measure([row(0.9, 0), row(0.8, 0), row(0.2, 1), row(0.1, 1)]);
  expect(auroc).toBe(1);
  // The gap is closed evenly over the first half and stays closed over the second.
  expect(apgr).toBeCloseTo(0.75);
  expect(cpt50).toBeCloseTo(25);
  expect(cpt80).toBeCloseTo(40);
});

test("one score for all is a coin", () => {
  const { auroc, apgr, cpt50 } = measure([row(0.5, 0), row(0.5, 1), row(0.5, 1), row(0.5, 0)]);
  expect([auroc, apgr, cpt50]).toEqual([0.5, 0.5, 50]);
});

test("figures agree with counting every pair, and do not depend on the order of rows", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom<0 | 1>(0, 1)), { minLength: 2 });
  fc.assert(
    fc.property(rows, (drawn) => {
      const judged = drawn.map(([score, weak]) => row(score / 4, weak));
      const [paid, local] = [judged.filter(({ weak }) => weak === 0), judged.filter(({ weak }) => weak === 1)];
      fc.pre(paid.length > 0 && local.length > 0);
      let wins = 0;
      for (const a of paid) for (const b of local) wins += a.score > b.score ? 1 : Number(a.score === b.score) / 2;
      expect(measure(judged).auroc).toBeCloseTo(wins / (paid.length * local.length));
      expect(measure(judged.toReversed())).toEqual(measure(judged));
    }),
  );
});

test("intervals hold the figure and are the same for the same seed", () => {
  const random = createRandom(3);
  const rows = Array.from({ length: 200 }, () => row(random(), random() < 0.5 ? 0 : 1));
  const quality = measureQuality(rows, 9);
  expect(quality).toEqual(measureQuality(rows, 9));
  const { value, interval } = quality.apgr;
  expect(interval[0]).toBeLessThan(value);
  expect(interval[1]).toBeGreaterThan(value);
});

test("a threshold for a share sends that share", () => {
  const rows = Array.from({ length: 1000 }, (_, at) => row(at / 1000, at % 3 === 0 ? 0 : 1));
  for (const share of [0.1, 0.3, 0.5, 0.9]) {
    expect(Math.abs(calibrationAt(rows, thresholdForShare(rows, share)).paidShare - share)).toBeLessThan(0.01);
  }
});

test("without a wish the threshold parts what pays from what does not", () => {
  const rows = [row(0.9, 0), row(0.7, 0), row(0.6, 0), row(0.4, 1), row(0.1, 1)];
  expect(balancedThreshold(rows)).toBe(0.6);
});
