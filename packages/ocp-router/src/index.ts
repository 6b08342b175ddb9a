export { AnthropicBackend, type AnthropicOptions } from "./backends/anthropic.ts";
export { OllamaBackend, type OllamaOptions } from "./backends/ollama.ts";
export { OpenAIBackend, type OpenAIOptions } from "./backends/openai.ts";
export { ConfigError, type Config } from "./config.ts";
export { FAULTS, ModelError, type ModelErrorCode } from "./errors.ts";
export {
  makeLocalBackend,
  makePaidBackend,
  makeRouter,
  makeRouter as make_router,
  type MakeRouterOptions,
} from "./factory.ts";
export type { BreakerOptions } from "./route/breaker.ts";
export type { Budget } from "./route/budget.ts";
export type { Cascade } from "./route/call.ts";
export type { Decision, FallbackRule, RouteWishes } from "./route/decide.ts";
export { PRICES, type Price, type PriceTable } from "./route/prices.ts";
export type { PrivacyRules } from "./route/privacy.ts";
export type { RouteEvent, RouteResult, RouteStart } from "./route/result.ts";
export type { RetryOptions } from "./route/retry.ts";
export type { SessionOptions } from "./route/sessions.ts";
export { OCPRouter, type RouterOptions, type RouteRequest } from "./router.ts";
export { openTrace, readTrace } from "./trace/open.ts";
export type { CallRecord, Fallback, FeedbackRecord, RouteReason, TraceRecord, TraceSink } from "./trace/record.ts";

export type { Classifier, ClassifyInput, ClassifyResult, SignalPart, Tier } from "./classifier/classifier.ts";

export { TaskClassifier } from "./classifier/task-classifier.ts";
export { FittedClassifier } from "./classifier/fitted/fitted-classifier.ts";
export { createClassifier, type ClassifierOptions } from "./classifier/create.ts";
export { fitClassifier, type FitOptions, type FitReport, type FitResult, type GroupReport } from "./fit/fit.ts";
export type { Figure, Quality } from "./fit/measure.ts";
export type { Calibration } from "./fit/calibrate.ts";
