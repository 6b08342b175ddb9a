import { randomUUID } from "node:crypto";
import type { GenerateRequest, GenerateResponse, ModelBackend } from "ocp-core";
import type { Tier } from "../classifier/classifier.ts";
import { FAULTS, ModelError, toModelError } from "../errors.ts";
import { estimateTextTokens, estimateTokens } from "../messages/text.ts";
import { spanned } from "../trace/spans.ts";
import type { Fallback, TraceSink } from "../trace/record.ts";
import type { Breaker } from "./breaker.ts";
import type { Reservation, Spending } from "./budget.ts";
import type { Decision, RouteWishes } from "./decide.ts";
import { toCallRecord, type CallOutcome } from "./outcome.ts";
import { costOf, priceOf, type PriceTable, type Usage } from "./prices.ts";
import type { RouteEvent, RouteResult } from "./result.ts";
import { answerOf, eventsOfResponse, type RetryOptions } from "./retry.ts";
import type { Sessions } from "./sessions.ts";

/** The local model first; the paid one when a check finds the answer wanting. */
export interface Cascade {
  /** Whether the local answer will do. */
  readonly check: (response: GenerateResponse, request: GenerateRequest) => boolean | Promise<boolean>;
  /** Scores above this one go to the paid model at once. Default: 1. */
  readonly upTo?: number | undefined;
}

export interface CallContext {
  readonly request: GenerateRequest & RouteWishes;
  readonly decision: Decision;
  readonly streamed: boolean;
  readonly backends: Readonly<Record<Tier, ModelBackend>>;
  readonly breakers: Readonly<Record<Tier, Breaker>>;
  readonly retry: RetryOptions;
  readonly check: Cascade["check"] | undefined;
  readonly spending: Spending;
  readonly sessions: Sessions;
  readonly prices: PriceTable;
  readonly sink: TraceSink | undefined;
  readonly traceContent: boolean;
  readonly onTraceError: (error: unknown) => void;
  readonly telemetry: boolean;
}

/** What is known of an answer under way. */
interface Progress {
  readonly traceId: string;
  readonly started: number;
  begun: boolean;
  text: string;
  firstTokenMs: number | null;
  fallback: Fallback | null;
  escalated: boolean;
}

/** Carries out a decision: asks, falls back, checks, counts and records. Ends with `done`, or throws. */
export async function* runCall(context: CallContext): AsyncGenerator<RouteEvent, void, void> {
  const { request, sink, onTraceError } = context;
  const progress: Progress = {
    traceId: randomUUID(),
    started: performance.now(),
    begun: false,
    text: "",
    firstTokenMs: null,
    fallback: null,
    escalated: false,
  };
  const at = new Date();
  let outcome: CallOutcome = { kind: "aborted", at: context.decision.tier };
  try {
    for await (const event of answer(context, progress)) {
      if (event.type === "done") outcome = { kind: "ok", result: event.result };
      else if (event.type === "start") outcome = { kind: "aborted", at: event.route_to };
      yield event;
    }
  } catch (error) {
    if (!request.signal?.aborted && ModelError.is(error)) outcome = { kind: "error", error };
    throw error;
  } finally {
    if (sink) {
      const record = toCallRecord(context, { ...progress, at, outcome, partial: partialUsage(context, progress) });
      try {
        await sink.write(record);
      } catch (error) {
        onTraceError(error);
      }
    }
  }
}

async function* answer(context: CallContext, progress: Progress): AsyncGenerator<RouteEvent, void, void> {
  const { decision, request } = context;
  let tier = decision.tier;
  // A local answer that its check found wanting is still better than none.
  let wanting: GenerateResponse | undefined;
  if (decision.checked && context.check) {
    const found = await checkedAnswer(context, progress);
    if (found?.good) {
      yield* told(context, progress, { tier, response: found.response });
      return;
    }
    wanting = found?.response;
    if (decision.otherwise === undefined && wanting !== undefined) {
      yield* told(context, progress, { tier, response: wanting });
      return;
    }
    progress.escalated = wanting !== undefined;
    tier = decision.otherwise ?? tier;
  }
  for (;;) {
    try {
      yield* answerFrom(tier, context, progress);
      return;
    } catch (error) {
      if (request.signal?.aborted) throw request.signal.reason;
      const fault = toModelError(error, context.backends[tier].model);
      fault.partialText = progress.text;
      if (!progress.begun && wanting !== undefined) {
        progress.fallback = toFallback(tier, fault);
        yield* told(context, progress, { tier: "local", response: wanting });
        return;
      }
      const other = progress.fallback === null && tier === decision.tier ? otherTier(fault, decision) : undefined;
      if (progress.begun || other === undefined) throw withHistory(fault, progress);
      progress.fallback = toFallback(tier, fault);
      tier = other;
    }
  }
}

/** Who takes over after a fault. Requests that spent the budget at the same moment go where later ones go. */
function otherTier({ code }: ModelError, { otherwise, reason, tier }: Decision): Tier | undefined {
  if (code === "budget_exceeded") return tier === "paid" && reason !== "forced" ? "local" : undefined;
  return FAULTS[code].otherTier ? otherwise : undefined;
}

function toFallback(from: Tier, { code, message }: ModelError): Fallback {
  return { from, code, message };
}

/** The fault that a request ends with, and the one before it that led there. */
function withHistory(fault: ModelError, { fallback }: Progress): ModelError {
  if (fallback === null) return fault;
  const { status, retryAfterMs, partialText } = fault;
  const message = `${fault.message} Before that, the ${fallback.from} model failed: ${fallback.message}`;
  const both = new ModelError(fault.code, message, { status, retryAfterMs, cause: fault });
  both.partialText = partialText;
  return both;
}

/** The local answer and its verdict; undefined when there was none to judge. */
async function checkedAnswer(
  context: CallContext,
  progress: Progress,
): Promise<{ response: GenerateResponse; good: boolean } | undefined> {
  const { request, check, decision } = context;
  let response: GenerateResponse | undefined;
  try {
    for await (const event of askTier("local", context)) if (event.type === "done") ({ response } = event);
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason;
    const fault = toModelError(error, context.backends.local.model);
    if (decision.otherwise === undefined || !FAULTS[fault.code].otherTier) throw fault;
    progress.fallback = toFallback("local", fault);
    return undefined;
  }
  return { response: response!, good: await check!(response!, request) };
}

/** An answer that is already whole, as a stream. */
function* told(
  context: CallContext,
  progress: Progress,
  { tier, response }: { tier: Tier; response: GenerateResponse },
): Generator<RouteEvent> {
  yield begin(tier, context, progress);
  for (const event of eventsOfResponse(response)) {
    if (event.type === "done") yield { type: "done", result: toResult(tier, { context, progress, response }) };
    else yield event;
  }
}

/** Asks one tier and passes on what it says. */
async function* answerFrom(tier: Tier, context: CallContext, progress: Progress): AsyncGenerator<RouteEvent> {
  const { request, spending } = context;
  const reservation: Reservation | undefined =
    tier === "paid" ? await spending.reserve(foreseenCost(context), request.session_id) : undefined;
  let spent: number | null | undefined;
  try {
    for await (const event of askTier(tier, context)) {
      if (!progress.begun) yield begin(tier, context, progress);
      if (event.type === "done") {
        const result = toResult(tier, { context, progress, response: event.response });
        spent = result.cost_usd;
        if (tier === "paid" && request.session_id !== undefined && staysPaid(context, progress))
          context.sessions.keep(request.session_id);
        yield { type: "done", result };
        return;
      }
      if (event.type === "text") progress.text += event.text;
      yield event;
    }
  } finally {
    reservation?.settle((spent === undefined ? paidFor(context, partialUsage(context, progress)) : spent) ?? 0);
  }
}

/** Whether the session went to the paid model for what it asks, rather than for a fault or a wish. */
function staysPaid({ decision }: CallContext, { fallback }: Progress): boolean {
  return fallback === null && decision.reason !== "forced";
}

function askTier(tier: Tier, { backends, breakers, retry, request, decision, telemetry }: CallContext) {
  const backend = backends[tier];
  const events = answerOf(backend, request, { breaker: breakers[tier], retry });
  return telemetry ? spanned(events, { backend, request, decision, tier }) : events;
}

function begin(tier: Tier, { backends, decision }: CallContext, progress: Progress): RouteEvent {
  progress.begun = true;
  progress.firstTokenMs = Math.round(performance.now() - progress.started);
  const { traceId, fallback, escalated } = progress;
  const { reason, classify } = decision;
  const { model } = backends[tier];
  return { type: "start", route_to: tier, model, reason, classify, trace_id: traceId, fallback, escalated };
}

function toResult(
  tier: Tier,
  { context, progress, response }: { context: CallContext; progress: Progress; response: GenerateResponse },
): RouteResult {
  const { decision } = context;
  const paid = paidFor(context, response, tier === "paid" ? response.model : undefined);
  return {
    ...response,
    duration_ms: Math.round(performance.now() - progress.started),
    route_to: tier,
    reason: decision.reason,
    classify: decision.classify,
    trace_id: progress.traceId,
    fallback: progress.fallback,
    escalated: progress.escalated,
    cost_usd: tier === "paid" ? paid : 0,
    saved_usd: tier === "paid" ? 0 : paid,
    first_token_ms: progress.firstTokenMs ?? 0,
  };
}

/** What the paid model takes for these tokens; null when it has no price. */
function paidFor({ backends, prices }: CallContext, usage: Usage, answering?: string): number | null {
  const price =
    (answering === undefined ? undefined : priceOf(answering, prices)) ?? priceOf(backends.paid.model, prices);
  return price ? costOf(usage, price) : null;
}

/** What a request may cost, before anything is known of its answer. */
function foreseenCost(context: CallContext): number {
  const { request } = context;
  const usage = {
    prompt_tokens: estimateTokens(request),
    completion_tokens: Math.min(request.max_tokens ?? 1024, 1024),
  };
  return paidFor(context, usage) ?? 0;
}

/** The tokens of an answer that broke off, by their text. */
function partialUsage({ request }: CallContext, { begun, text }: Progress): Usage {
  if (!begun) return { prompt_tokens: 0, completion_tokens: 0 };
  return { prompt_tokens: estimateTokens(request), completion_tokens: estimateTextTokens(text) };
}
