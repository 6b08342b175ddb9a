import type Anthropic from "@anthropic-ai/sdk";
import type * as Sdk from "@anthropic-ai/sdk";
import type { FinishReason, GenerateEvent, GenerateRequest, GenerateResponse, ModelBackend } from "ocp-core";
import { ModelError } from "../errors.ts";
import { toAnthropic } from "../messages/anthropic.ts";
import { createAnswer } from "./answer.ts";
import { collect } from "./collect.ts";
import { withLimit } from "./limit.ts";
import { loadPackage } from "./package.ts";
import { watchSilence } from "./silence.ts";
import { toConnectionFault, toRefusal } from "./status.ts";

export interface AnthropicOptions {
  readonly apiKey: string | undefined;
  /** Default: `claude-sonnet-4-6`. */
  readonly model?: string | undefined;
  /** Default: Anthropic's own. */
  readonly baseUrl?: string | undefined;
  /** The longest silence in milliseconds. Default: 600,000. */
  readonly timeoutMs?: number | undefined;
  /** The most tokens of one answer, whatever a request asks for. Also what a request gets that sets none: else 4096. */
  readonly maxTokens?: number | undefined;
}

const PACKAGE = "@anthropic-ai/sdk";

/** A model of Anthropic's, through its SDK, which is loaded at the first call. */
export class AnthropicBackend implements ModelBackend {
  readonly model: string;
  readonly vendor = "anthropic";
  readonly baseUrl: string;
  readonly #options: AnthropicOptions;
  readonly #who: string;
  #opened: Promise<{ sdk: typeof Sdk; client: Anthropic }> | undefined;

  constructor(options: AnthropicOptions) {
    this.model = options.model ?? "claude-sonnet-4-6";
    this.baseUrl = options.baseUrl ?? "https://api.anthropic.com";
    this.#options = options;
    this.#who = `Anthropic at ${new URL(this.baseUrl).host}`;
  }

  /** Whether the key is set and the SDK installed; asks nobody. */
  async available(): Promise<boolean> {
    return this.#open().then(
      () => true,
      () => false,
    );
  }

  async generate(request: GenerateRequest): Promise<GenerateResponse> {
    return collect(this.stream(request));
  }

  async *stream(request: GenerateRequest): AsyncGenerator<GenerateEvent> {
    const { sdk, client } = await this.#open();
    const { timeoutMs = 600_000, maxTokens } = this.#options;
    using silence = watchSilence(this.#who, timeoutMs, request.signal);
    const { signal } = silence;
    try {
      const body = toAnthropic(withLimit(request, maxTokens), this.model);
      const headers = request.vendor?.["anthropic"]?.["headers"] as Record<string, string> | undefined;
      const events = await client.messages.create(body, { signal, ...(headers ? { headers } : {}) });
      yield* translate(silence.listen(events), { request, model: this.model });
      if (!signal.aborted) return;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw this.#fault(error, sdk);
    }
    throw signal.reason;
  }

  async #open(): Promise<{ sdk: typeof Sdk; client: Anthropic }> {
    const { apiKey } = this.#options;
    if (!apiKey) throw new ModelError("missing_key", "There is no key for Anthropic. Set ANTHROPIC_API_KEY.");
    this.#opened ??= loadPackage(PACKAGE, async () => import("@anthropic-ai/sdk")).then((sdk) => ({
      sdk,
      // The router retries, logs and traces; a second layer of any would hide what happens.
      client: new sdk.default({ apiKey, baseURL: this.baseUrl, maxRetries: 0, logLevel: "off", openTelemetry: false }),
    }));
    this.#opened.catch(() => (this.#opened = undefined));
    return this.#opened;
  }

  #fault(error: unknown, { APIError, APIConnectionError }: typeof Sdk): ModelError {
    if (ModelError.is(error)) return error;
    const { model } = this;
    if (error instanceof APIError && !(error instanceof APIConnectionError)) {
      const { status, type, headers } = error;
      const said = error.apiMessage ?? error.message;
      return toRefusal({ who: this.#who, model, status, type: type ?? undefined, said, headers, cause: error });
    }
    if (error instanceof SyntaxError)
      return new ModelError("malformed", `${this.#who} sent an event that is not JSON.`, { cause: error });
    return toConnectionFault(error, { who: this.#who, advice: "Check the connection and the address." });
  }
}

interface Context {
  readonly request: GenerateRequest;
  readonly model: string;
}

/** Anthropic's events as ours. Ends without `done` only when the caller gave up. */
async function* translate(
  events: AsyncIterable<Anthropic.RawMessageStreamEvent>,
  { request, model }: Context,
): AsyncGenerator<GenerateEvent> {
  const answer = createAnswer(request, model);
  const thinking = new Map<number, { text: string; signature: string }>();
  let usage: Partial<Anthropic.MessageDeltaUsage> = {};
  let answering = model;
  let reason: Anthropic.StopReason | null = null;
  let ended = false;
  for await (const event of events) {
    if (event.type === "message_start") {
      answering = event.message.model;
      usage = event.message.usage;
    } else if (event.type === "content_block_start") {
      const { index, content_block: block } = event;
      if (block.type === "text" && block.text !== "") yield answer.text(block.text);
      else if (block.type === "thinking") thinking.set(index, { text: block.thinking, signature: block.signature });
      else if (block.type === "redacted_thinking")
        yield answer.keepReasoning({ type: "reasoning", text: "", redacted: block.data });
      else if (block.type === "tool_use") yield answer.call(index, block.id, block.name);
    } else if (event.type === "content_block_delta") {
      const { index, delta } = event;
      const thought = thinking.get(index);
      if (delta.type === "text_delta") yield answer.text(delta.text);
      else if (delta.type === "input_json_delta" && answer.hasCall(index))
        yield answer.callArguments(index, delta.partial_json);
      else if (delta.type === "thinking_delta" && thought) {
        thought.text += delta.thinking;
        yield answer.reasoning(delta.thinking);
      } else if (delta.type === "signature_delta" && thought) thought.signature += delta.signature;
    } else if (event.type === "content_block_stop") {
      const thought = thinking.get(event.index);
      if (thought) yield answer.keepReasoning({ type: "reasoning", ...thought });
      // A call without arguments has no piece of them.
      else if (answer.lacksArguments(event.index)) yield answer.callArguments(event.index, "{}");
    } else if (event.type === "message_delta") {
      reason = event.delta.stop_reason;
      // Later counts stand for earlier ones; a count that is not repeated stays.
      usage = {
        ...usage,
        ...Object.fromEntries(Object.entries(event.usage ?? {}).filter(([, value]) => value != null)),
      };
    } else if (event.type === "message_stop") ended = true;
  }
  if (request.signal?.aborted) return;
  if (!ended) throw new ModelError("cut_off", "Anthropic's answer ended before its last event.");
  const cached = usage.cache_read_input_tokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? 0;
  yield answer.done({
    model: answering,
    promptTokens: usage.input_tokens == null ? undefined : usage.input_tokens + cached + written,
    completionTokens: usage.output_tokens,
    ...(cached > 0 ? { cachedTokens: cached } : {}),
    ...(written > 0 ? { cacheWriteTokens: written } : {}),
    finishReason: toFinishReason(reason),
  });
}

function toFinishReason(reason: Anthropic.StopReason | null): FinishReason {
  if (reason === "max_tokens" || reason === "model_context_window_exceeded") return "length";
  if (reason === "tool_use") return "tool_calls";
  return reason === "refusal" ? "refused" : "stop";
}
