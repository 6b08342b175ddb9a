import type * as OpenTelemetry from "@opentelemetry/api";
import type { Attributes, Span } from "@opentelemetry/api";
import type { GenerateEvent, GenerateRequest, GenerateResponse, ModelBackend } from "ocp-core";
import type { Tier } from "../classifier/classifier.ts";
import { ModelError } from "../errors.ts";
import type { Decision } from "../route/decide.ts";

type Api = typeof OpenTelemetry;

let loaded: Promise<Api | undefined> | undefined;

/** OpenTelemetry's API, if the application has it. */
async function loadApi(): Promise<Api | undefined> {
  return import("@opentelemetry/api").catch(() => undefined);
}

export interface SpanContext {
  readonly backend: ModelBackend;
  readonly request: GenerateRequest;
  readonly decision: Decision;
  readonly tier: Tier;
}

/** The same events inside a client span by OpenTelemetry's conventions for generative AI (version 1.37). */
export async function* spanned(
  events: AsyncIterable<GenerateEvent>,
  context: SpanContext,
): AsyncGenerator<GenerateEvent> {
  const api = await (loaded ??= loadApi());
  if (!api) {
    yield* events;
    return;
  }
  const { model } = context.backend;
  const tracer = api.trace.getTracer("ocp-router");
  const span = tracer.startSpan(`chat ${model}`, { kind: api.SpanKind.CLIENT, attributes: asked(context) });
  let ended = false;
  try {
    for await (const event of events) {
      if (event.type === "done") {
        ended = true;
        span.setAttributes(answered(event.response));
      }
      yield event;
    }
  } catch (error) {
    ended = true;
    fail(span, error, api);
    throw error;
  } finally {
    if (!ended) span.setAttribute("error.type", "aborted");
    span.end();
  }
}

function asked({ backend, request, decision, tier }: SpanContext): Attributes {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": backend.vendor ?? "_OTHER",
    "gen_ai.request.model": backend.model,
    "ocp.route.tier": tier,
    "ocp.route.reason": decision.reason,
    "ocp.route.complexity_score": decision.classify.complexity_score,
    ...(request.max_tokens === undefined ? {} : { "gen_ai.request.max_tokens": request.max_tokens }),
    ...(request.temperature === undefined ? {} : { "gen_ai.request.temperature": request.temperature }),
    ...(request.top_p === undefined ? {} : { "gen_ai.request.top_p": request.top_p }),
    ...(request.stop === undefined ? {} : { "gen_ai.request.stop_sequences": [...request.stop] }),
  };
}

function answered(response: GenerateResponse): Attributes {
  return {
    "gen_ai.response.model": response.model,
    "gen_ai.response.finish_reasons": [response.finish_reason ?? "stop"],
    "gen_ai.usage.input_tokens": response.prompt_tokens,
    "gen_ai.usage.output_tokens": response.completion_tokens,
  };
}

function fail(span: Span, error: unknown, { SpanStatusCode }: Api): void {
  const known = ModelError.is(error);
  span.setAttribute("error.type", known ? error.code : "aborted");
  span.setStatus({ code: SpanStatusCode.ERROR, ...(known ? { message: error.message } : {}) });
}
