import type { Classifier } from "./classifier.ts";
import { FittedClassifier } from "./fitted/fitted-classifier.ts";
import { TaskClassifier } from "./task-classifier.ts";

/** What a classifier is made of. */
export interface ClassifierOptions {
  /** Scores from here on go to the paid tier. Default: the weights' own, else 0.5. */
  readonly threshold?: number | undefined;
  /** The JSON of a weights file that `ocp-router fit` wrote. Without it the rules judge. */
  readonly fitted?: unknown;
}

/** The classifier for these options. Throws an error that says what to do when `fitted` is no weights file. */
export function createClassifier({ threshold, fitted }: ClassifierOptions = {}): Classifier {
  if (fitted !== undefined) return new FittedClassifier(fitted, { threshold });
  return new TaskClassifier(threshold === undefined ? {} : { threshold });
}
