import type { ModelMessage } from "ocp-core";

/** Where a request goes: the model on this machine, or the one that is paid for. */
export type Tier = "local" | "paid";

/** What is judged: a prompt, or a conversation, whose messages then stand for the prompt. */
export type ClassifyInput =
  | string
  | {
      readonly prompt?: string | undefined;
      readonly system?: string | undefined;
      readonly messages?: readonly ModelMessage[] | undefined;
    };

/** What one signal added to a score. */
export interface SignalPart {
  readonly signal: string;
  /** Signed hundredths. */
  readonly weight: number;
  readonly layer: string;
}

/** A judgement of how hard a request is, and why. */
export interface ClassifyResult {
  readonly route_to: Tier;
  /** From 0 to 1, to at most three places. */
  readonly complexity_score: number;
  /** The kind of task, `unknown` where none is recognised; it never moves the score. */
  readonly task_type: string;
  readonly signals: readonly string[];
  /** Scores from here on go to the paid tier. */
  readonly threshold: number;
  /** What each signal added, when asked for by `explain`. */
  readonly parts?: readonly SignalPart[];
}

/** Judges requests: at once, offline, the same text always alike, and without throwing, whatever the text. */
export interface Classifier {
  classify(input: ClassifyInput, options?: { readonly explain?: boolean }): ClassifyResult;
}
