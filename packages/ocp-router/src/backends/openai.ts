import { randomUUID } from "node:crypto";
import type { FinishReason, GenerateEvent, GenerateRequest, GenerateResponse, ModelBackend } from "ocp-core";
import type * as Sdk from "openai";
import type { OpenAI } from "openai";
import { ModelError } from "../errors.ts";
import { toOpenAI, type OpenAIDialect } from "../messages/openai.ts";
import { createAnswer } from "./answer.ts";
import { collect } from "./collect.ts";
import { withLimit } from "./limit.ts";
import { loadPackage } from "./package.ts";
import { patientFetch } from "./patient-fetch.ts";
import { watchSilence } from "./silence.ts";
import { toConnectionFault, toRefusal } from "./status.ts";

export interface OpenAIOptions {
  /** Not needed by most local servers. */
  readonly apiKey?: string | undefined;
  /** Default: `gpt-4o-mini`. */
  readonly model?: string | undefined;
  /** Up to and with `/v1`. Default: OpenAI's own. */
  readonly baseUrl?: string | undefined;
  /** `compatible` for llama.cpp, vLLM, LM Studio and others. Default: `openai` for OpenAI's own address, else `compatible`. */
  readonly dialect?: OpenAIDialect | undefined;
  /** The longest silence in milliseconds. Default: 600,000. */
  readonly timeoutMs?: number | undefined;
  /** The most tokens of one answer, whatever a request asks for. */
  readonly maxTokens?: number | undefined;
}

const OWN = "https://api.openai.com/v1";
const LOOK_MS = 5000;

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;
type Choice = OpenAI.Chat.Completions.ChatCompletionChunk.Choice;
type ToolCallDelta = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall;
/** What local servers add for models that think. */
type Delta = Choice["delta"] & { readonly reasoning_content?: string | null; readonly reasoning?: string | null };

/** A model behind OpenAI's Chat Completions API, anybody's, through OpenAI's SDK, which is loaded at the first call. */
export class OpenAIBackend implements ModelBackend {
  readonly model: string;
  readonly vendor = "openai";
  readonly baseUrl: string;
  readonly dialect: OpenAIDialect;
  readonly #options: OpenAIOptions;
  readonly #who: string;
  #opened: Promise<{ sdk: typeof Sdk; client: OpenAI }> | undefined;

  constructor(options: OpenAIOptions = {}) {
    this.model = options.model ?? "gpt-4o-mini";
    this.baseUrl = options.baseUrl ?? OWN;
    this.dialect = options.dialect ?? (this.baseUrl === OWN ? "openai" : "compatible");
    this.#options = options;
    this.#who = `${this.dialect === "openai" ? "OpenAI" : "The model server"} at ${new URL(this.baseUrl).host}`;
  }

  /** OpenAI: whether the key is set and the SDK installed. Another server: whether it lists the model. */
  async available({ signal }: { readonly signal?: AbortSignal } = {}): Promise<boolean> {
    try {
      const { client } = await this.#open();
      if (this.dialect === "openai") return true;
      const limit = AbortSignal.timeout(LOOK_MS);
      const { data } = await client.models.list({ signal: signal ? AbortSignal.any([signal, limit]) : limit });
      return data.some(({ id }) => id === this.model);
    } catch {
      return false;
    }
  }

  async generate(request: GenerateRequest): Promise<GenerateResponse> {
    return collect(this.stream(request));
  }

  async *stream(request: GenerateRequest): AsyncGenerator<GenerateEvent> {
    const { sdk, client } = await this.#open();
    using silence = watchSilence(this.#who, this.#options.timeoutMs ?? 600_000, request.signal);
    const { signal } = silence;
    try {
      const body = toOpenAI(withLimit(request, this.#options.maxTokens), this.model, this.dialect);
      const chunks = await client.chat.completions.create(body, { signal });
      yield* translate(silence.listen(chunks), { request, model: this.model, who: this.#who, signal });
      if (!signal.aborted) return;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw this.#fault(error, sdk);
    }
    throw signal.reason;
  }

  async #open(): Promise<{ sdk: typeof Sdk; client: OpenAI }> {
    const { apiKey } = this.#options;
    if (!apiKey && this.dialect === "openai")
      throw new ModelError("missing_key", "There is no key for OpenAI. Set OPENAI_API_KEY.");
    this.#opened ??= loadPackage("openai", async () => import("openai")).then((sdk) => ({
      sdk,
      client: new sdk.OpenAI({
        apiKey: apiKey || "none",
        baseURL: this.baseUrl,
        maxRetries: 0,
        logLevel: "off",
        // A number beyond any silence that is allowed: the watch over silence is the one that counts.
        timeout: 2 ** 31 - 1,
        ...(this.dialect === "compatible" ? { fetch: patientFetch } : {}),
      }),
    }));
    this.#opened.catch(() => (this.#opened = undefined));
    return this.#opened;
  }

  #fault(error: unknown, { APIError, APIConnectionError }: typeof Sdk): ModelError {
    if (ModelError.is(error)) return error;
    const { model } = this;
    if (error instanceof APIError && !(error instanceof APIConnectionError)) {
      const { status, code, type, headers } = error as InstanceType<typeof APIError>;
      const said =
        typeof error.error === "object"
          ? ((error.error as { message?: string } | null)?.message ?? error.message)
          : error.message;
      const word = code ?? type ?? undefined;
      return toRefusal({ who: this.#who, model, status, type: word, said, headers, cause: error });
    }
    if (error instanceof SyntaxError)
      return new ModelError("malformed", `${this.#who} sent an event that is not JSON.`, { cause: error });
    return toConnectionFault(error, { who: this.#who, advice: "Check that it runs, and the address." });
  }
}

interface Context {
  readonly request: GenerateRequest;
  readonly model: string;
  readonly who: string;
  readonly signal: AbortSignal;
}

/** OpenAI's chunks as our events. Ends without `done` only when the request was stopped. */
async function* translate(
  chunks: AsyncIterable<Chunk>,
  { request, model, who, signal }: Context,
): AsyncGenerator<GenerateEvent> {
  const answer = createAnswer(request, model);
  const placeOf = createCallPlaces();
  let answering = model;
  let reason: Choice["finish_reason"] = null;
  let usage: Chunk["usage"];
  let refused = false;
  for await (const chunk of chunks) {
    if (chunk.model) answering = chunk.model;
    if (chunk.usage) usage = chunk.usage;
    const choice = chunk.choices?.[0];
    if (!choice) continue;
    reason = choice.finish_reason ?? reason;
    const delta: Delta = choice.delta ?? {};
    const thought = delta.reasoning_content ?? delta.reasoning;
    if (thought) yield answer.reasoning(thought);
    if (delta.content) yield answer.text(delta.content);
    if (delta.refusal) {
      refused = true;
      yield answer.text(delta.refusal);
    }
    for (const piece of delta.tool_calls ?? []) {
      const { id, function: called } = piece;
      const place = placeOf(piece);
      if (!answer.hasCall(place)) yield answer.call(place, id || `call_${randomUUID()}`, called?.name ?? "");
      if (called?.arguments) yield answer.callArguments(place, called.arguments);
    }
  }
  if (signal.aborted) return;
  if (reason === null) throw new ModelError("cut_off", `${who} ended its answer without saying why it stopped.`);
  const cached = usage?.prompt_tokens_details?.cached_tokens;
  yield answer.done({
    model: answering,
    promptTokens: usage?.prompt_tokens,
    completionTokens: usage?.completion_tokens,
    ...(cached ? { cachedTokens: cached } : {}),
    finishReason: refused ? "refused" : toFinishReason(reason),
  });
}

/**
 * Tells which call a piece belongs to: by its index, in whatever order pieces come. Some servers leave the index out or
 * give all calls the same one; there another id with a name is another call.
 */
function createCallPlaces(): (piece: ToolCallDelta) => number {
  const begun: { readonly index: number | undefined; readonly id: string | undefined }[] = [];
  return ({ index, id, function: called }) => {
    const place = begun.findLastIndex((call) => call.index === index);
    const another = id && called?.name && place >= 0 && begun[place]!.id !== id;
    return place >= 0 && !another ? place : begun.push({ index, id }) - 1;
  };
}

function toFinishReason(reason: Choice["finish_reason"]): FinishReason {
  if (reason === "length") return "length";
  if (reason === "tool_calls" || reason === "function_call") return "tool_calls";
  return reason === "content_filter" ? "refused" : "stop";
}
