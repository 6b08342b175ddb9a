import type { Tier } from "../classifier/classifier.ts";
import type { ModelError } from "../errors.ts";
import { textOf } from "../messages/text.ts";
import type { CallRecord, Fallback } from "../trace/record.ts";
import type { CallContext } from "./call.ts";
import { costOf, priceOf, type Usage } from "./prices.ts";
import type { RouteResult } from "./result.ts";

/** How a call ended. */
export type CallOutcome =
  | { readonly kind: "ok"; readonly result: RouteResult }
  | { readonly kind: "error"; readonly error: ModelError }
  | { readonly kind: "aborted"; readonly at: Tier };

export interface CallSummary {
  readonly traceId: string;
  readonly at: Date;
  readonly started: number;
  readonly begun: boolean;
  readonly firstTokenMs: number | null;
  readonly fallback: Fallback | null;
  readonly escalated: boolean;
  readonly outcome: CallOutcome;
  /** Tokens of an answer that broke off. */
  readonly partial: Usage;
}

/** The record of a call. */
export function toCallRecord(context: CallContext, call: CallSummary): CallRecord {
  const { decision, request, streamed, traceContent } = context;
  const { complexity_score, task_type, signals, threshold } = decision.classify;
  const { outcome, fallback } = call;
  const result = outcome.kind === "ok" ? outcome.result : undefined;
  const usage = result ?? call.partial;
  return {
    type: "call",
    trace_id: call.traceId,
    at: call.at.toISOString(),
    session_id: request.session_id ?? null,
    prompt: traceContent ? lastWords(request) : null,
    route_to: decision.tier,
    reason: decision.reason,
    complexity_score,
    task_type,
    signals,
    threshold,
    answered_by: result?.route_to ?? null,
    model: result?.model ?? null,
    outcome: outcome.kind,
    error: outcome.kind === "error" ? outcome.error.code : null,
    fallback,
    escalated: call.escalated,
    prompt_tokens: usage.prompt_tokens,
    completion_tokens: usage.completion_tokens,
    cached_tokens: usage.cached_tokens ?? 0,
    cost_usd: result ? result.cost_usd : brokenCost(context, call),
    saved_usd: result ? result.saved_usd : 0,
    duration_ms: Math.round(performance.now() - call.started),
    first_token_ms: call.firstTokenMs,
    streamed,
  };
}

/** What an answer that broke off has cost, by the tier that had begun to answer. */
function brokenCost({ backends, prices, decision }: CallContext, call: CallSummary): number | null {
  if (!call.begun) return 0;
  const first = decision.tier;
  const tier = call.fallback === null && !call.escalated ? first : first === "local" ? "paid" : "local";
  if (tier === "local") return 0;
  const price = priceOf(backends.paid.model, prices);
  return price ? costOf(call.partial, price) : null;
}

function lastWords({ prompt, messages }: CallContext["request"]): string {
  const last = messages?.findLast(({ role }) => role === "user");
  return last ? textOf(last.content) : (prompt ?? "");
}
