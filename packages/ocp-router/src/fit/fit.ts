import type { Weights } from "../classifier/fitted/weights.ts";
import { writeWeights } from "../classifier/fitted/weights.ts";
import { TaskClassifier } from "../classifier/task-classifier.ts";
import { balancedThreshold, calibrationAt, thresholdForShare, type Calibration } from "./calibrate.ts";
import { crossScore, leaveGroupsOut } from "./evaluate.ts";
import { measure, measureQuality, type Quality } from "./measure.ts";
import { parseRows, type TrainingData } from "./rows.ts";
import { toExamples, train, type Example } from "./train.ts";

export interface FitOptions {
  /** The share of prompts that may go to the paid model, 0 to 1. Without it, the best balance. */
  readonly paidShare?: number | undefined;
  /** Dollars that a thousand prompts may cost, and what one answer of the paid model costs, unless traces tell. */
  readonly costPerThousand?: number | undefined;
  readonly paidCost?: number | undefined;
  readonly seed?: number | undefined;
}

/** What a fit is worth, all of it on rows that the scores had not seen. */
export interface FitReport {
  readonly kind: TrainingData["kind"];
  readonly rows: number;
  readonly skipped: number;
  /** By five-fold cross-validation. */
  readonly fitted: Quality;
  /** The rules on the same rows. */
  readonly rules: Quality;
  /** All groups together, each scored by a model that saw none of its kind: what transfers. Absent without groups. */
  readonly unseen: Quality | undefined;
  readonly groups: readonly GroupReport[];
  readonly calibration: Calibration;
}

/** One kind of prompt, by a model that saw none of it. A figure is `NaN` where the group has one side only. */
export interface GroupReport {
  readonly group: string;
  readonly rows: number;
  readonly auroc: number;
  readonly apgr: number;
  /** Share of right answers at the chosen threshold. */
  readonly right: number;
}

export interface FitResult {
  /** The JSON of the weights file. */
  readonly weights: Record<string, unknown>;
  readonly report: FitReport;
}

const FEWEST_ROWS = 40;

/** Fits a classifier to JSON lines and says what it is worth. Throws an error that says what is missing. */
export function fitClassifier(text: string, options: FitOptions = {}): FitResult {
  const data = parseRows(text);
  check(data);
  const { seed = 1 } = options;
  const examples = toExamples(data.rows);
  const scored = crossScore(examples, data.kind, seed);
  const share = shareFor(options, data);
  const threshold = share === undefined ? balancedThreshold(scored) : thresholdForShare(scored, share);
  const weights: Weights = { ...train(examples, data.kind), threshold };
  const leftOut = leaveGroupsOut(examples, data.kind);
  const report: FitReport = {
    kind: data.kind,
    rows: data.rows.length,
    skipped: data.skipped,
    fitted: measureQuality(scored, seed),
    rules: measureQuality(byRules(examples), seed),
    unseen: leftOut.size === 0 ? undefined : measureQuality([...leftOut.values()].flat(), seed),
    groups: [...leftOut].map(([group, rows]) => {
      const { auroc, apgr } = measure(rows);
      return { group, rows: rows.length, auroc, apgr, right: calibrationAt(rows, threshold).right };
    }),
    calibration: calibrationAt(scored, threshold),
  };
  return { weights: writeWeights(weights), report };
}

function check({ rows, kind }: TrainingData): void {
  if (rows.length < FEWEST_ROWS) {
    throw new Error(
      `${rows.length} prompts that say how hard they are do not suffice; ${FEWEST_ROWS} are the least, some hundreds do better. A line holds a prompt with "label", or with "weak_correct" and "strong_correct"; a trace needs OCP_TRACE_CONTENT=1 and feedback.`,
    );
  }
  const gains = rows.filter(({ weak, strong }) => strong > weak).length;
  if (gains < 5 || rows.length - gains < 5) {
    const sides =
      kind === "labels" ? `labelled 'paid' and labelled 'local'` : "where paying helps and where it does not";
    throw new Error(`There must be prompts of both kinds, at least five each: ${sides}.`);
  }
}

function shareFor({ paidShare, costPerThousand, paidCost }: FitOptions, data: TrainingData): number | undefined {
  if (paidShare !== undefined) return paidShare;
  if (costPerThousand === undefined) return undefined;
  const cost = paidCost ?? data.paidCost;
  if (cost === undefined || cost <= 0)
    throw new Error("A wanted cost needs to know what an answer of the paid model costs.");
  return Math.min(1, costPerThousand / 1000 / cost);
}

function byRules(examples: readonly Example[]) {
  const rules = new TaskClassifier();
  return examples.map(({ prompt, weak, strong }) => ({ score: rules.classify(prompt).complexity_score, weak, strong }));
}
