import type { Classifier, ClassifyInput, ClassifyResult, SignalPart } from "./classifier.ts";
import { turnsOf } from "./request.ts";
import { referenceParts } from "./rules/reference.ts";
import { taskType } from "./rules/task-type.ts";
import { readAsk } from "./text/ask.ts";

export const DEFAULT_THRESHOLD = 0.5;

/**
 * Judges by rules alone: a sum of signed hundredths, one for each signal found in what is asked. Pure, offline, the same
 * text always alike, and in time linear in the text.
 */
export class TaskClassifier implements Classifier {
  readonly #threshold: number;

  constructor({ threshold = DEFAULT_THRESHOLD }: { readonly threshold?: number } = {}) {
    this.#threshold = threshold;
  }

  classify(input: ClassifyInput, { explain = false }: { readonly explain?: boolean } = {}): ClassifyResult {
    const { last } = turnsOf(input);
    const ask = readAsk(last);
    const parts = referenceParts(ask);
    const score = clamp(total(parts));
    return {
      route_to: score / 100 >= this.#threshold ? "paid" : "local",
      complexity_score: score / 100,
      task_type: taskType(ask.text),
      signals: parts.map(({ signal }) => signal),
      threshold: this.#threshold,
      ...(explain ? { parts } : {}),
    };
  }
}

const total = (parts: readonly SignalPart[]): number => parts.reduce((sum, { weight }) => sum + weight, 0);
const clamp = (hundredths: number): number => Math.min(100, Math.max(0, hundredths));
