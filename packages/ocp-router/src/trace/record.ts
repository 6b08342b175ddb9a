import type { ModelErrorCode } from "../errors.ts";
import type { Tier } from "../classifier/classifier.ts";

/** Why a request went where it went. */
export type RouteReason = "score" | "forced" | "local_only" | "privacy" | "session" | "budget" | "cascade";

/** What moved a request to the other tier. */
export interface Fallback {
  readonly from: Tier;
  readonly code: ModelErrorCode;
  readonly message: string;
}

/** One request: how it was judged, who answered, what it cost. Also what a classifier can be trained on. */
export interface CallRecord {
  readonly type: "call";
  readonly trace_id: string;
  /** ISO 8601, when the request came. */
  readonly at: string;
  readonly session_id: string | null;
  /** The last words of the person, if the trace is to hold content. */
  readonly prompt: string | null;
  /** The decision. */
  readonly route_to: Tier;
  readonly reason: RouteReason;
  readonly complexity_score: number;
  readonly task_type: string;
  readonly signals: readonly string[];
  readonly threshold: number;
  /** Who answered in the end. */
  readonly answered_by: Tier | null;
  readonly model: string | null;
  readonly outcome: "ok" | "error" | "aborted";
  readonly error: ModelErrorCode | null;
  readonly fallback: Fallback | null;
  /** The local answer failed its check, so that the paid model was asked. */
  readonly escalated: boolean;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cached_tokens: number;
  /** Null when the model has no price. */
  readonly cost_usd: number | null;
  /** What the paid model would have cost for an answer that the local one gave. */
  readonly saved_usd: number | null;
  readonly duration_ms: number;
  readonly first_token_ms: number | null;
  readonly streamed: boolean;
}

/** What somebody thought of a decision afterwards. */
export interface FeedbackRecord {
  readonly type: "feedback";
  readonly trace_id: string;
  readonly at: string;
  /** The tier that would have been right. */
  readonly label: Tier;
}

export type TraceRecord = CallRecord | FeedbackRecord;

/** Where records go. What it throws is told to `onTraceError` and breaks no answer. */
export interface TraceSink {
  write(record: TraceRecord): void | Promise<void>;
  /** Dollars spent since a moment. */
  spentSince?(moment: Date): number | Promise<number>;
  /** `spentSince` is quick enough to be asked before each request, so that several processes share a budget. */
  readonly live?: boolean;
  close?(): void | Promise<void>;
}
