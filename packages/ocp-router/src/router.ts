import type { GenerateRequest, ModelBackend } from "ocp-core";
import type { Classifier, Tier } from "./classifier/classifier.ts";
import { createBreaker, type Breaker, type BreakerOptions } from "./route/breaker.ts";
import { createSpending, type Budget, type Spending } from "./route/budget.ts";
import { runCall, type Cascade } from "./route/call.ts";
import { decide, type Decision, type FallbackRule, type RouteWishes } from "./route/decide.ts";
import { PRICES, priceOf, type PriceTable } from "./route/prices.ts";
import { createPrivacyCheck, type PrivacyCheck, type PrivacyRules } from "./route/privacy.ts";
import type { RouteEvent, RouteResult } from "./route/result.ts";
import type { RetryOptions } from "./route/retry.ts";
import { createSessions, type SessionOptions, type Sessions } from "./route/sessions.ts";
import type { TraceRecord, TraceSink } from "./trace/record.ts";

/** A request, and how it may be routed. */
export type RouteRequest = GenerateRequest & RouteWishes;

export interface RouterOptions {
  readonly local: ModelBackend;
  readonly paid: ModelBackend;
  readonly classifier: Classifier;
  /** Default: `both`. */
  readonly fallback?: FallbackRule | undefined;
  readonly retry?: RetryOptions | undefined;
  readonly breaker?: BreakerOptions | undefined;
  readonly privacy?: PrivacyRules | undefined;
  /** Needs a price for the paid model. */
  readonly budget?: Budget | undefined;
  /** Laid over the prices that come with this package. */
  readonly prices?: PriceTable | undefined;
  readonly sessions?: SessionOptions | undefined;
  /** Asks the local model first, always, and the paid one when the answer fails a check. */
  readonly cascade?: Cascade | undefined;
  /** Gets a record of every request. */
  readonly trace?: TraceSink | ((record: TraceRecord) => void | Promise<void>) | undefined;
  /** Whether records hold the prompt. Default: false. */
  readonly traceContent?: boolean | undefined;
  /** Hears of records that could not be written. Default: one warning of the process. */
  readonly onTraceError?: ((error: unknown) => void) | undefined;
  /** Emits OpenTelemetry spans when the application has @opentelemetry/api. Default: true. */
  readonly telemetry?: boolean | undefined;
}

/** Sends each request to the local or the paid model, and to the other one when that fails before it said anything. */
export class OCPRouter implements AsyncDisposable {
  readonly local: ModelBackend;
  readonly paid: ModelBackend;
  readonly classifier: Classifier;
  readonly #options: RouterOptions;
  readonly #isPrivate: PrivacyCheck;
  readonly #sessions: Sessions;
  readonly #spending: Spending;
  readonly #prices: PriceTable;
  readonly #sink: TraceSink | undefined;
  readonly #breakers: Readonly<Record<Tier, Breaker>>;

  constructor(options: RouterOptions) {
    this.local = options.local;
    this.paid = options.paid;
    this.classifier = options.classifier;
    this.#options = options;
    this.#isPrivate = createPrivacyCheck(options.privacy ?? {});
    this.#sessions = createSessions(options.sessions);
    this.#prices = { ...PRICES, ...options.prices };
    const { budget = {}, trace } = options;
    const limited = budget.dayUsd !== undefined || budget.sessionUsd !== undefined;
    if (limited && priceOf(this.paid.model, this.#prices) === undefined)
      throw new Error(
        `A budget needs the price of ${this.paid.model}, which is not in the table. Add it to prices (OCP_PRICES).`,
      );
    this.#sink = typeof trace === "function" ? { write: trace } : trace;
    this.#spending = createSpending({
      budget,
      spentSince: this.#sink?.spentSince?.bind(this.#sink),
      live: this.#sink?.live,
    });
    this.#breakers = { local: createBreaker(options.breaker), paid: createBreaker(options.breaker) };
  }

  /** The answer to a prompt or a request, whole. Rejects with a `ModelError` when no tier that may answer could. */
  async route(prompt: string | RouteRequest, more: RouteRequest = {}): Promise<RouteResult> {
    for await (const event of this.#run(toRequest(prompt, more), false)) if (event.type === "done") return event.result;
    throw new Error("A request ended without an answer.");
  }

  /** The same piece by piece: `start` says who answers, `done` holds the whole with its usage. */
  stream(prompt: string | RouteRequest, more: RouteRequest = {}): AsyncGenerator<RouteEvent, void, void> {
    return this.#run(toRequest(prompt, more), true);
  }

  /** Where a request would go now, without asking any model. */
  async decide(prompt: string | RouteRequest, more: RouteRequest = {}): Promise<Decision> {
    return this.#decide(toRequest(prompt, more));
  }

  /** Notes which tier would have been right for a request, for the trace and for `fit`. */
  async feedback(traceId: string, label: Tier): Promise<void> {
    await this.#sink?.write({ type: "feedback", trace_id: traceId, at: new Date().toISOString(), label });
  }

  async localAvailable(): Promise<boolean> {
    return this.local.available();
  }

  async paidAvailable(): Promise<boolean> {
    return this.paid.available();
  }

  /** Whether a backend is being left alone. */
  breakerState(tier: Tier): Breaker["state"] {
    return this.#breakers[tier].state;
  }

  /** Writes what is left of the trace. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sink?.close?.();
  }

  async #decide(request: RouteRequest): Promise<Decision> {
    return decide(request, {
      classifier: this.classifier,
      isPrivate: this.#isPrivate,
      sessions: this.#sessions,
      fallback: this.#options.fallback ?? "both",
      cascadeUpTo: this.#options.cascade && (this.#options.cascade.upTo ?? 1),
      exhausted: await this.#spending.exhausted(request.session_id),
    });
  }

  async *#run(request: RouteRequest, streamed: boolean): AsyncGenerator<RouteEvent, void, void> {
    request.signal?.throwIfAborted();
    const decision = await this.#decide(request);
    const { cascade, retry = {}, traceContent = false, onTraceError = warnOnce, telemetry = true } = this.#options;
    yield* runCall({
      request,
      decision,
      streamed,
      backends: { local: this.local, paid: this.paid },
      breakers: this.#breakers,
      retry,
      check: cascade?.check,
      spending: this.#spending,
      sessions: this.#sessions,
      prices: this.#prices,
      sink: this.#sink,
      traceContent,
      onTraceError,
      telemetry,
    });
  }
}

let warned = false;

function warnOnce(error: unknown): void {
  if (warned) return;
  warned = true;
  process.emitWarning(`The router's record cannot be written: ${(error as Error).message}`);
}

function toRequest(prompt: string | RouteRequest, more: RouteRequest): RouteRequest {
  return typeof prompt === "string" ? { ...more, prompt } : { ...prompt, ...more };
}
