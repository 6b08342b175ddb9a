import { randomUUID } from "node:crypto";
import type { GenerateEvent, GenerateRequest, GenerateResponse, ModelBackend } from "ocp-core";
import { ModelError } from "../errors.ts";
import { toOllama } from "../messages/ollama.ts";
import { imagesIn } from "../messages/text.ts";
import { createAnswer } from "./answer.ts";
import { collect } from "./collect.ts";
import { readLines, readReply, type OllamaReply } from "./ollama-lines.ts";
import { readModel, type OllamaModel } from "./ollama-model.ts";
import { createWindow } from "./ollama-window.ts";
import { patientFetch } from "./patient-fetch.ts";
import { watchSilence } from "./silence.ts";
import { toConnectionFault, toRefusal } from "./status.ts";

export interface OllamaOptions {
  /** Default: `llama3.2`. */
  readonly model?: string | undefined;
  /** Default: `http://localhost:11434`. */
  readonly url?: string | undefined;
  /** The longest silence, the loading of the model included, in milliseconds. Default: 60,000. */
  readonly timeoutMs?: number | undefined;
  /** The largest window to ask for, in tokens. Default: 32,768, or what the model can if that is less. */
  readonly maxContext?: number | undefined;
  /** How long the model stays loaded, in Ollama's words. Default: what Ollama is set to. */
  readonly keepAlive?: string | undefined;
}

const LOOK_MS = 5000;

/**
 * A model that Ollama serves, on this machine or another. Speaks HTTP itself: the vendor's library prints on stdout,
 * skips lines that it cannot read, and cannot stop one request alone.
 */
export class OllamaBackend implements ModelBackend {
  readonly model: string;
  readonly vendor = "ollama";
  readonly url: string;
  readonly #who: string;
  readonly #timeoutMs: number;
  readonly #keepAlive: string | undefined;
  readonly #window: ReturnType<typeof createWindow>;
  #described: OllamaModel | undefined;

  constructor(options: OllamaOptions = {}) {
    this.model = options.model ?? "llama3.2";
    this.url = (options.url ?? "http://localhost:11434").replace(/\/+$/, "");
    this.#who = `Ollama at ${new URL(this.url).host}`;
    this.#timeoutMs = options.timeoutMs ?? 60_000;
    this.#keepAlive = options.keepAlive;
    this.#window = createWindow({
      most: options.maxContext ?? 32_768,
      made: async (signal) => (await this.#describe(signal))?.contextLength,
    });
  }

  /** The names of the models that are there. Rejects when Ollama cannot be reached. */
  async models(signal: AbortSignal = AbortSignal.timeout(LOOK_MS)): Promise<string[]> {
    const { models } = (await this.#ask("/api/tags", undefined, signal)) as { models?: { name?: unknown }[] };
    return (models ?? []).flatMap(({ name }) => (typeof name === "string" ? [name] : []));
  }

  async available({ signal }: { readonly signal?: AbortSignal } = {}): Promise<boolean> {
    const limit = AbortSignal.timeout(LOOK_MS);
    try {
      const names = await this.models(signal ? AbortSignal.any([signal, limit]) : limit);
      // A name without a tag means the tag "latest".
      return names.includes(this.model) || names.includes(`${this.model}:latest`);
    } catch {
      return false;
    }
  }

  async generate(request: GenerateRequest): Promise<GenerateResponse> {
    return collect(this.stream(request));
  }

  async *stream(request: GenerateRequest): AsyncGenerator<GenerateEvent> {
    using silence = watchSilence(this.#who, this.#timeoutMs, request.signal);
    const body = toOllama(request, this.model);
    // Ollama itself leaves pictures out without a word.
    if (imagesIn(request) > 0 && (await this.#describe(silence.signal))?.sees === false)
      throw new ModelError("unsupported", `${this.model} cannot see pictures. Use a model with vision.`);
    const window = await this.#window.fit(request, silence.signal);
    if (window !== undefined) body.options = { num_ctx: window, ...body.options };
    if (this.#keepAlive !== undefined) body.keep_alive = this.#keepAlive;
    const answer = createAnswer(request, this.model);
    try {
      const response = await this.#post("/api/chat", body, silence.signal);
      silence.heard();
      let calls = 0;
      for await (const line of silence.listen(readLines(response.body!, this.#who))) {
        const reply = readReply(line, this.#who);
        if (reply.error !== undefined) throw toRefusal({ who: this.#who, model: this.model, said: reply.error });
        if (reply.thinking) yield answer.reasoning(reply.thinking);
        if (reply.text) yield answer.text(reply.text);
        for (const { id, name, arguments: args } of reply.calls) {
          yield answer.call(calls, id ?? `call_${randomUUID()}`, name);
          yield answer.callArguments(calls++, JSON.stringify(args));
        }
        if (reply.done) {
          yield answer.done(endingOf(reply));
          return;
        }
      }
      throw new ModelError("cut_off", `${this.#who} ended its answer without saying that it was done.`);
    } catch (error) {
      throw this.#fault(error, silence.signal);
    }
  }

  /** What the model can do; undefined when Ollama does not say. */
  async #describe(signal: AbortSignal): Promise<OllamaModel | undefined> {
    try {
      return (this.#described ??= readModel(await this.#ask("/api/show", { model: this.model }, signal)));
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  /** One JSON answer of Ollama's API. */
  async #ask(path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    try {
      const response = body === undefined ? await this.#get(path, signal) : await this.#post(path, body, signal);
      return await response.json();
    } catch (error) {
      throw this.#fault(error, signal);
    }
  }

  async #get(path: string, signal: AbortSignal): Promise<Response> {
    return this.#checked(await patientFetch(`${this.url}${path}`, { signal }));
  }

  async #post(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
    const headers = { "content-type": "application/json", accept: "application/x-ndjson, application/json" };
    return this.#checked(
      await patientFetch(`${this.url}${path}`, { method: "POST", headers, body: JSON.stringify(body), signal }),
    );
  }

  async #checked(response: Response): Promise<Response> {
    if (response.ok) return response;
    const text = (await response.text().catch(() => "")).slice(0, 4000);
    const { who, model } = { who: this.#who, model: this.model };
    const refusal = toRefusal({ who, model, status: response.status, said: saidIn(text), headers: response.headers });
    if (refusal.code !== "model_not_found") throw refusal;
    throw new ModelError("model_not_found", `${who} has no model ${model}. Get it: ollama pull ${model}`, {
      status: response.status,
    });
  }

  #fault(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    if (ModelError.is(error)) return error;
    return toConnectionFault(error, { who: this.#who, advice: "Is it running? Start it: ollama serve" });
  }
}

function endingOf(reply: OllamaReply): Parameters<ReturnType<typeof createAnswer>["done"]>[0] {
  return {
    model: reply.model,
    // Absent when the whole prompt came from the server's cache, in older versions.
    promptTokens: reply.promptTokens,
    completionTokens: reply.completionTokens,
    finishReason: reply.reason === "length" ? "length" : "stop",
  };
}

function saidIn(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === "string") return error;
    const { message } = error as { message?: unknown };
    return typeof message === "string" ? message : text;
  } catch {
    return text;
  }
}
