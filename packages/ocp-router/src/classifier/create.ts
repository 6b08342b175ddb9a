import type { Classifier } from "./classifier.ts";
import { TaskClassifier } from "./task-classifier.ts";

/** What a classifier is made of. */
export interface ClassifierOptions {
  /** Scores from here on go to the paid tier. Default 0.5. */
  readonly threshold?: number | undefined;
}

/** The classifier for these options. */
export function createClassifier({ threshold }: ClassifierOptions = {}): Classifier {
  return new TaskClassifier(threshold === undefined ? {} : { threshold });
}
