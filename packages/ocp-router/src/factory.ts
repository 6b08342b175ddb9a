import { readFileSync } from "node:fs";
import type { ModelBackend } from "ocp-core";
import { AnthropicBackend } from "./backends/anthropic.ts";
import { OllamaBackend } from "./backends/ollama.ts";
import { OpenAIBackend } from "./backends/openai.ts";
import type { Classifier } from "./classifier/classifier.ts";
import { createClassifier } from "./classifier/create.ts";
import { parseConfig, readProcess, type Config } from "./config.ts";
import { OCPRouter, type RouterOptions } from "./router.ts";
import { lazyTrace } from "./trace/open.ts";

/** What `makeRouter` takes from its caller; the rest comes from the environment. */
export interface MakeRouterOptions extends Omit<Partial<RouterOptions>, "trace"> {
  /** A file (JSON lines, or SQLite when it ends in `.db`), or where records go. */
  readonly trace?: string | RouterOptions["trace"];
  /** Scores from here on go to the paid tier; for the classifier that is built in. */
  readonly threshold?: number | undefined;
  /** Settings in place of the environment's. */
  readonly config?: Config | undefined;
}

/** A router by `OCP_*`, and by what is passed in, which wins. Throws a `ConfigError` that lists what is wrong. */
export function makeRouter(options: MakeRouterOptions = {}): OCPRouter {
  const { trace, threshold, config = parseConfig(readProcess()), ...rest } = options;
  const { fallback, privacy, budget, prices, traceContent } = config;
  return new OCPRouter({
    fallback,
    privacy,
    budget,
    traceContent,
    ...rest,
    prices: { ...prices, ...rest.prices },
    trace: openSink(trace ?? config.trace),
    local: rest.local ?? makeLocalBackend(config),
    paid: rest.paid ?? makePaidBackend(config),
    classifier: rest.classifier ?? makeClassifier(config, threshold),
  });
}

/** The local model by `OCP_LOCAL_*` and `OCP_OLLAMA_URL`. */
export function makeLocalBackend(config: Config = parseConfig(readProcess())): ModelBackend {
  const { localModel: model, localUrl, localTimeoutMs: timeoutMs, localContext } = config;
  if (config.localBackend === "ollama")
    return new OllamaBackend({ model, url: localUrl, timeoutMs, maxContext: localContext });
  return new OpenAIBackend({ model, baseUrl: localUrl, dialect: "compatible", apiKey: config.localKey(), timeoutMs });
}

/** The paid model by `OCP_PAID_*` and the vendor's own variables. Needs a key at the first call, not before. */
export function makePaidBackend(config: Config = parseConfig(readProcess())): ModelBackend {
  const { paidModel: model, paidUrl: baseUrl, paidTimeoutMs: timeoutMs, paidMaxTokens: maxTokens } = config;
  const options = { model, baseUrl, timeoutMs, maxTokens, apiKey: config.paidKey() };
  if (config.paidBackend === "anthropic") return new AnthropicBackend(options);
  return new OpenAIBackend({ ...options, dialect: "openai" });
}

function makeClassifier({ routeModel, threshold: configured }: Config, wanted: number | undefined): Classifier {
  const threshold = wanted ?? configured;
  const chosen = threshold === undefined ? {} : { threshold };
  if (routeModel === undefined) return createClassifier(chosen);
  let fitted: unknown;
  try {
    fitted = JSON.parse(readFileSync(routeModel, "utf8"));
  } catch (error) {
    throw new Error("OCP_ROUTE_MODEL names no file that holds JSON. Make one: ocp-router fit", { cause: error });
  }
  const options = { ...chosen, fitted };
  return createClassifier(options);
}

function openSink(trace: MakeRouterOptions["trace"]): RouterOptions["trace"] {
  return typeof trace === "string" ? lazyTrace(trace) : trace;
}
