import type { Classifier, ClassifyInput, ClassifyResult } from "../classifier.ts";
import { turnsOf, TURNS_BEFORE, type Turns } from "../request.ts";
import { leansOnEarlier } from "../rules/follow-up.ts";
import { taskType } from "../rules/task-type.ts";
import { readAsk } from "../text/ask.ts";
import { contributions, scoreOfReading } from "./model.ts";
import { readPrompt } from "./reading.ts";
import { parseWeights, type Weights } from "./weights.ts";

/** So many signals are told; all that remain are small. */
const TOLD = 8;

/** Judges by weights that were fitted to one's own prompts. As pure, offline and repeatable as the rules are. */
export class FittedClassifier implements Classifier {
  readonly #weights: Weights;
  readonly #threshold: number;

  /** `fitted` is the JSON of a weights file; its threshold holds unless another is given. Throws when it is none. */
  constructor(fitted: unknown, { threshold }: { readonly threshold?: number | undefined } = {}) {
    this.#weights = parseWeights(fitted);
    this.#threshold = threshold ?? this.#weights.threshold;
  }

  classify(input: ClassifyInput, { explain = false }: { readonly explain?: boolean } = {}): ClassifyResult {
    const last = judgedTurn(turnsOf(input));
    const reading = readPrompt(last);
    const score = scoreOfReading(this.#weights, reading);
    const parts = contributions(this.#weights, reading, TOLD);
    return {
      route_to: score >= this.#threshold ? "paid" : "local",
      complexity_score: score,
      task_type: taskType(readAsk(last).text),
      signals: parts.filter(({ weight }) => weight > 0).map(({ signal }) => signal),
      threshold: this.#threshold,
      ...(explain ? { parts } : {}),
    };
  }
}

/** The last request, or the one that it leans on. */
function judgedTurn({ last, earlier }: Turns): string {
  const before = earlier.slice(-TURNS_BEFORE);
  let turn = last;
  while (before.length > 0 && leansOnEarlier(readAsk(turn))) turn = before.pop()!;
  return turn;
}
