import { setTimeout as sleep } from "node:timers/promises";
import type { GenerateEvent, GenerateRequest, GenerateResponse, ModelBackend } from "ocp-core";
import { FAULTS, ModelError, toModelError } from "../errors.ts";
import type { Breaker } from "./breaker.ts";

export interface RetryOptions {
  /** Tries of one backend, the first included. Default: 3. */
  readonly attempts?: number | undefined;
  /** The first pause in milliseconds; it doubles, with jitter. Default: 500. */
  readonly firstPauseMs?: number | undefined;
  /** The longest pause that is waited out, also when a server asks for more. Default: 20,000. */
  readonly maxPauseMs?: number | undefined;
}

/**
 * The answer of one backend, asked again while nothing of an answer has come and another try makes sense. The only
 * place that retries: the SDKs below are told not to. Throws a `ModelError`, or the reason of the caller's signal.
 */
export async function* answerOf(
  backend: ModelBackend,
  request: GenerateRequest,
  { breaker, retry }: { readonly breaker: Breaker; readonly retry: RetryOptions },
): AsyncGenerator<GenerateEvent> {
  const { attempts = 3, firstPauseMs = 500, maxPauseMs = 20_000 } = retry;
  for (let attempt = 1; ; attempt++) {
    request.signal?.throwIfAborted();
    const wait = breaker.enter();
    if (wait !== undefined) throw resting(backend, wait);
    let begun = false;
    let pause = 0;
    let outcome: Parameters<Breaker["leave"]>[0] = "stopped";
    try {
      for await (const event of eventsOf(backend, request)) {
        if (event.type === "done") {
          checkWhole(event.response, backend);
          outcome = "ok";
        }
        begun = true;
        yield event;
      }
      if (outcome === "ok") return;
      throw new ModelError("cut_off", `${backend.model} ended its answer without a last word.`);
    } catch (error) {
      if (request.signal?.aborted) throw request.signal.reason;
      const fault = toModelError(error, backend.model);
      const { counts, retry: worthIt } = FAULTS[fault.code];
      if (counts) outcome = "failed";
      pause = Math.max(fault.retryAfterMs ?? 0, firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
      if (begun || !worthIt || attempt >= attempts || pause > maxPauseMs) {
        // A wait too long to sit out is remembered, so that nobody else asks meanwhile.
        if (fault.retryAfterMs !== undefined) breaker.rest(fault.retryAfterMs);
        throw fault;
      }
    } finally {
      breaker.leave(outcome);
    }
    await pauseFor(pause, request.signal);
  }
}

async function pauseFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

function resting({ model }: ModelBackend, wait: number): ModelError {
  return new ModelError(
    "circuit_open",
    `${model} failed or asked for a pause, and is left alone for another ${Math.ceil(wait / 1000)} seconds.`,
    { retryAfterMs: wait },
  );
}

function checkWhole(response: GenerateResponse, { model }: ModelBackend): void {
  const { text, tool_calls: calls = [], finish_reason: reason = "stop" } = response;
  if (text.trim() !== "" || calls.length > 0 || reason !== "stop") return;
  throw new ModelError("empty", `${model} answered with nothing.`);
}

/** A backend's stream; one that has none answers in one piece. */
async function* eventsOf(backend: ModelBackend, request: GenerateRequest): AsyncGenerator<GenerateEvent> {
  if (backend.stream) {
    yield* backend.stream(request);
    return;
  }
  yield* eventsOfResponse(await backend.generate(request));
}

/** A whole answer as the events of a stream. */
export function* eventsOfResponse(response: GenerateResponse): Generator<GenerateEvent> {
  for (const { text } of response.reasoning ?? []) if (text !== "") yield { type: "reasoning", text };
  if (response.text !== "") yield { type: "text", text: response.text };
  for (const [index, { id, name, arguments: args }] of (response.tool_calls ?? []).entries()) {
    yield { type: "tool_call", index, id, name };
    yield { type: "tool_arguments", index, json: JSON.stringify(args) };
  }
  yield { type: "done", response };
}
