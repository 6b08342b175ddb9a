import { OcpError } from "ocp-core";
import type { OpenAI } from "openai";
import { openTokenCounter } from "../retrieval/tokens.ts";
import { priceOf } from "./cost.ts";
import type { Embedder } from "./embedder.ts";
import { createHostedEmbedder } from "./hosted.ts";
import { asRead, readingOf, rulesFor } from "./models.ts";
import type { EmbedderSettings } from "./settings.ts";
import { weightOf } from "./weight.ts";

const MODEL = "text-embedding-3-small";
const OFFICIAL_HOST = "api.openai.com";

/** Bounds of the embeddings API. A token is at least a byte, so this many bytes never exceed 300,000 tokens. */
const BATCH = { texts: 2048, bytes: 290_000 };
const MOST_TOKENS = 8191;

const CUT_OFF_ATTEMPTS = 3;

/** A search must not wait for a service in trouble: words alone answer it then. */
const PATIENCE = {
  query: { maxRetries: 1, timeout: 10_000 },
  passage: { maxRetries: 8, timeout: 60_000 },
} as const;

/**
 * Embeds by OpenAI's embeddings API, or a server that speaks it. Batches keep to the API's bounds; what is refused for
 * its rate, fails or is cut off is tried again, at growing intervals or when `Retry-After` says.
 */
export function createOpenAiEmbedder(
  settings: Pick<EmbedderSettings, "embedModel" | "embedDimensions" | "openaiKey" | "openaiUrl">,
): Embedder {
  const { embedModel: model = MODEL, embedDimensions: dimensions, openaiKey, openaiUrl } = settings;
  const { host } = new URL(openaiUrl);
  const official = host === OFFICIAL_HOST;
  const who = official ? "OpenAI" : `The embedding server ${host}`;
  const rules = rulesFor(model);
  let client: Promise<OpenAI> | undefined;

  const open = async (): Promise<OpenAI> => {
    const sdk = await import("openai");
    // What the SDK reads from the environment by itself is said here, so that the settings alone decide.
    return new sdk.OpenAI({ apiKey: openaiKey() ?? "none", baseURL: openaiUrl, logLevel: "off" });
  };

  return createHostedEmbedder({
    id: [
      "openai",
      model,
      ...(dimensions === undefined ? [] : [dimensions]),
      ...(official ? [] : [host]),
      ...readingOf(rules),
    ].join(":"),
    weight: weightOf(model),
    price: official ? priceOf(model) : undefined,
    who,
    dimensions,
    together: 256,
    batch: BATCH,
    prepare: (text, purpose) => truncate(asRead(rules, text, purpose)),
    async request(input, purpose, signal) {
      const body = {
        model,
        input: [...input],
        encoding_format: "base64" as const,
        ...(dimensions === undefined ? {} : { dimensions }),
      };
      for (let attempt = 1; ; attempt++) {
        try {
          const { embeddings } = await (client ??= open());
          const { data } = await embeddings.create(body, { signal, ...PATIENCE[purpose] });
          return inOrder(data, input.length, who);
        } catch (error) {
          if (attempt < CUT_OFF_ATTEMPTS && isCutOff(error) && !signal.aborted) continue;
          throw toFailure(error, { who, model, key: openaiKey() });
        }
      }
    },
  });
}

/** Whether the connection broke while the answer came, which the SDK does not try again. */
function isCutOff(error: unknown): boolean {
  return error instanceof TypeError && !("status" in error);
}

/** Cuts a text to the tokens that the API takes. */
async function truncate(text: string): Promise<string> {
  if (Buffer.byteLength(text) <= MOST_TOKENS) return text;
  // More characters than that are more tokens in any language; counting ends there.
  let cut = text.slice(0, MOST_TOKENS * 12);
  const counter = await openTokenCounter("cl100k_base");
  for (;;) {
    if (counter.countWithin(cut, MOST_TOKENS) !== undefined) return cut.toWellFormed();
    cut = cut.slice(0, Math.floor(cut.length * 0.85));
  }
}

interface Answered {
  readonly index: number;
  readonly embedding: unknown;
}

/** The vectors by their `index`; servers need not keep the order, nor know base64. */
function inOrder(data: unknown, count: number, who: string): ArrayLike<number>[] {
  const malformed = (): OcpError =>
    new OcpError("EMBEDDER_FAILED", `${who} answered something that is not a list of embeddings.`);
  if (!Array.isArray(data)) throw malformed();
  const vectors = new Map<number, ArrayLike<number>>();
  for (const [place, item] of (data as readonly (Answered | null)[]).entries()) {
    const { index = place, embedding } = item ?? { embedding: undefined };
    if (typeof embedding === "string") vectors.set(index, fromBase64(embedding));
    else if (Array.isArray(embedding)) vectors.set(index, embedding as number[]);
    else throw malformed();
  }
  return Array.from({ length: Math.max(count, vectors.size) }, (_, index) => vectors.get(index)).filter(
    (vector) => vector !== undefined,
  );
}

function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readFloatLE(index * 4));
}

function toFailure(
  error: unknown,
  { who, model, key }: { readonly who: string; readonly model: string; readonly key: string | undefined },
): unknown {
  if (OcpError.is(error)) return error;
  const status = (error as { status?: unknown } | null)?.status;
  const said = error instanceof Error ? error.message : String(error);
  const fail = (message: string): OcpError => new OcpError("EMBEDDER_FAILED", message);
  if (status === 401 || status === 403) return fail(`${who} refused the key (${status}). Check OPENAI_API_KEY.`);
  if (status === 404)
    return fail(`${who} does not know the model '${model}' (404). Check OCP_EMBED_MODEL and OPENAI_BASE_URL.`);
  if (status === 429) {
    const spent = /quota|billing/i.test(said);
    return fail(
      spent
        ? `${who} says that the account's quota is used up (429). Check its billing.`
        : `${who} refuses for the rate of requests (429), after retries. Try again later.`,
    );
  }
  if (typeof status === "number") return fail(`${who} failed (${status}): ${printable(said, key)}`);
  return fail(`${who} cannot be reached or did not answer properly: ${printable(said, key)}`);
}

/** What a server said, in one line, without the key. */
function printable(text: string, key: string | undefined): string {
  const clean = key === undefined ? text : text.replaceAll(key, "…");
  return clean.replace(/[\s\p{Cc}]+/gu, " ").slice(0, 300);
}
