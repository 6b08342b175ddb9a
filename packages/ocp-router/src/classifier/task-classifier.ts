import type { Classifier, ClassifyInput, ClassifyResult, SignalPart } from "./classifier.ts";
import { turnsOf, TURNS_BEFORE } from "./request.ts";
import { followUpPart } from "./rules/follow-up.ts";
import { evidenceOf, scoreOf, total } from "./rules/score.ts";
import { taskType } from "./rules/task-type.ts";
import { type Ask, readAsk } from "./text/ask.ts";

const DEFAULT_THRESHOLD = 0.5;

/**
 * Judges by rules alone: a sum of signed hundredths, one for each signal found in what is asked. Pure, offline, the same
 * text always alike, and in time linear in the text. Of a conversation the last request counts, and what it leans on.
 */
export class TaskClassifier implements Classifier {
  readonly #threshold: number;

  constructor({ threshold = DEFAULT_THRESHOLD }: { readonly threshold?: number } = {}) {
    this.#threshold = threshold;
  }

  classify(input: ClassifyInput, { explain = false }: { readonly explain?: boolean } = {}): ClassifyResult {
    const { ask, parts } = judge(input);
    const score = clamp(total(parts)) / 100;
    return {
      route_to: score >= this.#threshold ? "paid" : "local",
      complexity_score: score,
      task_type: taskType(ask.text),
      signals: parts.map(({ signal }) => signal),
      threshold: this.#threshold,
      ...(explain ? { parts } : {}),
    };
  }
}

function judge(input: ClassifyInput): { readonly ask: Ask; readonly parts: readonly SignalPart[] } {
  const { last, earlier } = turnsOf(input);
  // Each turn may lean on the one before it, so that "yes", "go on" and "now the second" weigh what they go on with.
  let before = 0;
  for (const turn of earlier.slice(-TURNS_BEFORE)) before = clamp(total(judgeTurn(readAsk(turn), before)));
  const ask = readAsk(last);
  return { ask, parts: judgeTurn(ask, before) };
}

function judgeTurn(ask: Ask, before: number): SignalPart[] {
  const own = scoreOf(evidenceOf(ask));
  return [...own, ...followUpPart(ask, clamp(total(own)), before)];
}

const clamp = (hundredths: number): number => Math.min(100, Math.max(0, hundredths));
