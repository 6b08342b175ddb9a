import { setTimeout as sleep } from "node:timers/promises";
import { OcpError } from "ocp-core";
import type { Embedder, EmbedPurpose } from "./embedder.ts";
import { createHostedEmbedder } from "./hosted.ts";
import { asRead, readingOf, rulesFor } from "./models.ts";
import type { EmbedderSettings } from "./settings.ts";
import { weightOf } from "./weight.ts";

const MODEL = "nomic-embed-text";
const BATCH = { texts: 64, bytes: 256_000 };
/** Ollama cuts to the model's window; this keeps what it has to read in bounds. */
const MOST_CHARACTERS = 32_000;
/** A model stays loaded between searches. */
const KEEP_ALIVE = "15m";
/** The first request may have to load the model. A search waits less: words alone answer it then. */
const TIMEOUT_MS: Readonly<Record<EmbedPurpose, number>> = { query: 15_000, passage: 180_000 };
const ATTEMPTS: Readonly<Record<EmbedPurpose, number>> = { query: 2, passage: 5 };
const FIRST_PAUSE_MS = 200;

/** The same request would be answered alike. */
const FINAL = { details: { retryable: false } };

/** Embeds by a model that Ollama serves, on this machine or another. */
export function createOllamaEmbedder(
  settings: Pick<EmbedderSettings, "embedModel" | "embedDimensions" | "ollamaUrl">,
): Embedder {
  const { embedModel: model = MODEL, embedDimensions: dimensions, ollamaUrl } = settings;
  const rules = rulesFor(model);
  const who = `Ollama at ${new URL(ollamaUrl).host}`;

  async function embedOnce(input: readonly string[], signal: AbortSignal): Promise<number[][]> {
    const { Ollama } = await import("ollama");
    // A client of its own: the library can stop all of a client's requests or none.
    const client = new Ollama({
      host: ollamaUrl,
      fetch: async (url, init) => {
        const response = await fetch(url, { ...init, signal });
        // Before the library sees it, which prints on stdout about answers that are not JSON.
        if (!response.ok) throw await refusal(response, { who, model });
        return response;
      },
    });
    const request = { model, input: [...input], truncate: true, keep_alive: KEEP_ALIVE };
    const { embeddings } = await client.embed(dimensions === undefined ? request : { ...request, dimensions });
    if (!Array.isArray(embeddings) || !embeddings.every((each) => Array.isArray(each)))
      throw new OcpError("EMBEDDER_FAILED", `${who} answered something that is not a list of embeddings.`, FINAL);
    return embeddings;
  }

  return createHostedEmbedder({
    id: ["ollama", model, ...(dimensions === undefined ? [] : [dimensions]), ...readingOf(rules)].join(":"),
    weight: weightOf(model),
    who,
    dimensions,
    together: BATCH.texts,
    batch: BATCH,
    prepare: (text, purpose) => asRead(rules, text, purpose).slice(0, MOST_CHARACTERS).toWellFormed(),
    async request(texts, purpose, signal) {
      for (let attempt = 1; ; attempt++) {
        try {
          const timeout = AbortSignal.timeout(TIMEOUT_MS[purpose]);
          return await embedOnce(texts, AbortSignal.any([signal, timeout]));
        } catch (error) {
          signal.throwIfAborted();
          const failure = OcpError.is(error) ? error : unreachable(error, { who, purpose });
          if (attempt >= ATTEMPTS[purpose] || !failure.retryable) throw failure;
        }
        await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal });
      }
    },
  });
}

async function refusal(
  response: Response,
  { who, model }: { readonly who: string; readonly model: string },
): Promise<OcpError> {
  const text = (await response.text().catch(() => "")).slice(0, 2000);
  const said = (/"error"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .slice(0, 300);
  if (response.status === 404) {
    const advice = `Get it: ollama pull ${model}`;
    return new OcpError("EMBEDDER_FAILED", `${who} has no model '${model}'. ${advice}`, FINAL);
  }
  const retryable = response.status >= 500 || response.status === 429;
  return new OcpError("EMBEDDER_FAILED", `${who} failed (${response.status}): ${said}`, { details: { retryable } });
}

function unreachable(
  error: unknown,
  { who, purpose }: { readonly who: string; readonly purpose: EmbedPurpose },
): OcpError {
  if (error instanceof SyntaxError)
    return new OcpError("EMBEDDER_FAILED", `${who} answered something that is no JSON.`, FINAL);
  if (error instanceof Error && error.name === "TimeoutError")
    return new OcpError("EMBEDDER_FAILED", `${who} did not answer within ${TIMEOUT_MS[purpose] / 1000} s.`);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  const message = `${who} cannot be reached (${cause}). Start it with 'ollama serve', or set OCP_OLLAMA_URL.`;
  return new OcpError("EMBEDDER_FAILED", message);
}
