import { COUNT_NAMES, featuresOf, HASHED_PLACES, PLACES, type Features } from "../classifier/fitted/features.ts";
import { scoreFeatures } from "../classifier/fitted/model.ts";
import type { Head, HeadName, Weights } from "../classifier/fitted/weights.ts";
import { fitLogistic } from "./logistic.ts";
import type { TrainingData, TrainingRow } from "./rows.ts";

/** A row with its features, which are made once for all the fits. */
export interface Example extends TrainingRow {
  readonly features: Features;
}

/** Chosen by cross-validation on general questions; labels are fewer and cleaner, and take less of it. */
const RIDGE = { outcomes: 3, labels: 0.3 } as const;
/** How much a count may weigh beside the words. */
const COUNT_SCALE = { outcomes: 0.07, labels: 0.5 } as const;

export function toExamples(rows: readonly TrainingRow[]): Example[] {
  return rows.map((row) => ({ ...row, features: featuresOf(row.prompt) }));
}

/**
 * Fits a model to examples: two chances for outcomes, one for labels. Of a `part` of the data it does so with as much less
 * restraint, so that its scores spread as those of the whole would, and thresholds carry over.
 */
export function train(examples: readonly Example[], kind: TrainingData["kind"], part = 1): Weights {
  const { means, scales } = standards(examples, COUNT_SCALE[kind]);
  const features = examples.map((example) => standardise(example.features, means, scales));
  const options = { places: PLACES, ridge: RIDGE[kind] * part };
  const head = (name: HeadName, wanted: (example: Example) => number): Head => {
    const { weights, bias } = fitLogistic(features, examples.map(wanted), options);
    return { name, hashed: weights.slice(0, HASHED_PLACES), counts: Array.from(weights.subarray(HASHED_PLACES)), bias };
  };
  const heads =
    kind === "labels"
      ? [head("paid", ({ weak }) => 1 - weak)]
      : [head("strong", ({ strong }) => strong), head("weak", ({ weak }) => weak)];
  return { heads, means, scales, threshold: 0.5 };
}

export const scoreExample = (weights: Weights, { features }: Example): number => scoreFeatures(weights, features);

function standards(examples: readonly Example[], scale: number): { means: number[]; scales: number[] } {
  const sums = COUNT_NAMES.map(() => 0);
  const squares = COUNT_NAMES.map(() => 0);
  for (const { features } of examples) {
    for (const at of sums.keys()) {
      const value = countAt(features, at);
      sums[at]! += value;
      squares[at]! += value * value;
    }
  }
  const means = sums.map((sum) => sum / examples.length);
  const scales = squares.map((square, at) => {
    const variance = square / examples.length - means[at]! ** 2;
    return variance < 1e-9 ? 0 : scale / Math.sqrt(variance);
  });
  return { means, scales };
}

/** The counts are the last of a prompt's features. */
const countAt = ({ values }: Features, at: number): number => values[values.length - COUNT_NAMES.length + at]!;

function standardise(features: Features, means: readonly number[], scales: readonly number[]): Features {
  const values = features.values.slice();
  const from = values.length - COUNT_NAMES.length;
  for (const at of means.keys()) values[from + at] = (values[from + at]! - means[at]!) * scales[at]!;
  return { ids: features.ids, values };
}
