import type { GenerateEvent, GenerateResponse } from "ocp-core";
import type { ClassifyResult, Tier } from "../classifier/classifier.ts";
import type { Fallback, RouteReason } from "../trace/record.ts";

/** An answer, who gave it, why, and what it cost. */
export interface RouteResult extends GenerateResponse {
  /** The tier that answered; `classify.route_to` is what the score said. */
  readonly route_to: Tier;
  readonly reason: RouteReason;
  readonly classify: ClassifyResult;
  readonly trace_id: string;
  readonly fallback: Fallback | null;
  /** The local answer failed its check, so that the paid model answered. */
  readonly escalated: boolean;
  /** US dollars; null when the model has no price. */
  readonly cost_usd: number | null;
  /** What the paid model would have cost; 0 when it answered. */
  readonly saved_usd: number | null;
  readonly first_token_ms: number;
}

/** Who is about to answer. */
export interface RouteStart {
  readonly type: "start";
  readonly route_to: Tier;
  readonly model: string;
  readonly reason: RouteReason;
  readonly classify: ClassifyResult;
  readonly trace_id: string;
  readonly fallback: Fallback | null;
  readonly escalated: boolean;
}

/** A piece of a routed answer: `start` comes first, `done` last. */
export type RouteEvent =
  | RouteStart
  | Exclude<GenerateEvent, { readonly type: "done" }>
  | { readonly type: "done"; readonly result: RouteResult };
