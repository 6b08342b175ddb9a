import { encode, placesOf, scoreOfReading } from "../classifier/fitted/model.ts";
import { COUNT_NAMES, readPrompt, type Reading } from "../classifier/fitted/reading.ts";
import type { Encoding, Head, HeadName, Weights } from "../classifier/fitted/weights.ts";
import { fitLogistic } from "./logistic.ts";
import type { TrainingData, TrainingRow } from "./rows.ts";
import { learnTopics } from "./topics.ts";

/** A row as it is read, which is done once for all the fits. */
export interface Example extends TrainingRow {
  readonly reading: Reading;
}

/** Chosen by cross-validation on general questions and on our own labelled prompts. */
const RIDGE = { outcomes: 1, labels: 0.3 } as const;
/** How much a count may weigh beside topics or words. */
const COUNT_SCALE = { outcomes: 0.05, labels: 0.5 } as const;

export function toExamples(rows: readonly TrainingRow[]): Example[] {
  return rows.map((row) => ({ ...row, reading: readPrompt(row.prompt) }));
}

/**
 * Fits a model to examples: two chances for outcomes, one for labels. Outcomes turn on what a prompt is about, labels on
 * how it is put. Of a `part` of the data it does so with as much less restraint, so that its scores spread as those of the
 * whole would, and thresholds carry over.
 */
export function train(examples: readonly Example[], kind: TrainingData["kind"], part = 1): Weights {
  const encoding: Encoding = {
    ...standards(examples, COUNT_SCALE[kind]),
    topics: kind === "outcomes" ? learnTopics(examples.map(({ reading }) => reading.words)) : undefined,
  };
  const features = examples.map(({ reading }) => encode(reading, encoding));
  const options = { places: placesOf(encoding), ridge: RIDGE[kind] * part };
  const head = (name: HeadName, wanted: (example: Example) => number): Head => ({
    name,
    ...fitLogistic(features, examples.map(wanted), options),
  });
  const heads =
    kind === "labels"
      ? [head("paid", ({ weak }) => 1 - weak)]
      : [head("strong", ({ strong }) => strong), head("weak", ({ weak }) => weak)];
  return { ...encoding, heads, threshold: 0.5 };
}

export const scoreExample = (weights: Weights, { reading }: Example): number => scoreOfReading(weights, reading);

function standards(examples: readonly Example[], scale: number): Pick<Encoding, "means" | "scales"> {
  const all = COUNT_NAMES.map((_, at) => examples.map(({ reading }) => reading.counts[at]!));
  const means = all.map(mean);
  const scales = all.map((values, at) => {
    const variance = mean(values.map((value) => (value - means[at]!) ** 2));
    return variance < 1e-9 ? 0 : scale / Math.sqrt(variance);
  });
  return { means, scales };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
