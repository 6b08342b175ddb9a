import { OcpError } from "ocp-core";
import type { EmbedPurpose, Embedder } from "./embedder.ts";
import { toUnitVectors } from "./unit.ts";

/** A service that embeds: what it takes, and how it is asked. */
export interface Service extends Pick<Embedder, "id" | "weight" | "price"> {
  /** For messages, such as `OpenAI`. */
  readonly who: string;
  /** Undefined = whatever the first answer has. */
  readonly dimensions: number | undefined;
  /** How many texts at once it works best with. */
  readonly together: number;
  /** The most that one request may hold. */
  readonly batch: { readonly texts: number; readonly bytes: number };
  /** Cuts a text to what the model reads, and puts its prefix before it. */
  prepare(text: string, purpose: EmbedPurpose): string | Promise<string>;
  /** Asks for the vectors of a batch, in order, trying again where that may help. Throws `EMBEDDER_FAILED`. */
  request(texts: readonly string[], purpose: EmbedPurpose, signal: AbortSignal): Promise<readonly ArrayLike<number>[]>;
  /** Lets connections go. */
  close?(): void;
}

/** Services refuse or mistake an empty text; any text that means nothing does. */
const BLANK = ".";

/** An embedder over a service: batches, checks of every answer, an end. */
export function createHostedEmbedder(service: Service): Embedder {
  const { id, weight, price, who, batch } = service;
  const closing = new AbortController();
  let dimensions = service.dimensions;

  async function requestVectors(
    texts: readonly string[],
    purpose: EmbedPurpose,
    signal: AbortSignal,
  ): Promise<Float32Array[]> {
    signal.throwIfAborted();
    const answered = await service.request(texts, purpose, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
    const vectors = toUnitVectors(answered, { count: texts.length, dimensions, who });
    dimensions ??= vectors[0]?.length;
    return vectors;
  }

  return {
    id,
    weight,
    price,
    stored: true,
    batch: service.together,
    get dimensions() {
      return dimensions;
    },

    async embed(texts, purpose, options) {
      const given = options?.signal;
      const signal = given ? AbortSignal.any([given, closing.signal]) : closing.signal;
      const vectors: Float32Array[] = [];
      let waiting: string[] = [];
      let bytes = 0;
      const flush = async (): Promise<void> => {
        for (const vector of await requestVectors(waiting, purpose, signal)) vectors.push(vector);
        waiting = [];
        bytes = 0;
      };
      for (const text of texts) {
        const blank = text.trim() === "";
        const prepared = await service.prepare(blank ? BLANK : text.toWellFormed(), purpose);
        const size = Buffer.byteLength(prepared);
        if (waiting.length > 0 && (waiting.length === batch.texts || bytes + size > batch.bytes)) await flush();
        waiting.push(prepared);
        bytes += size;
      }
      if (waiting.length > 0) await flush();
      signal.throwIfAborted();
      return vectors;
    },

    async [Symbol.asyncDispose]() {
      closing.abort(new OcpError("EMBEDDER_FAILED", `The connection to ${who} was closed.`));
      service.close?.();
    },
  };
}
