import type { Abortable } from "../storage/store.ts";
import type { Price } from "./cost.ts";

/** What a text is embedded for; some models want different prefixes. */
export type EmbedPurpose = "query" | "passage";

/** Turns texts into vectors of one space. One file per implementation. */
export interface Embedder extends AsyncDisposable {
  /** Names the space by all that changes a vector: vectors are comparable only under the same id. Such as `hash:512:2`. */
  readonly id: string;
  /** Undefined until a model of unknown size has made its first vector. */
  readonly dimensions: number | undefined;
  /** How much its similarity may move the ranking, 0..1, from measurement (docs/decisions/ranking.md). */
  readonly weight: number;
  /** Whether vectors of chunks are worth their room; where not, nothing is embedded ahead of a search. */
  readonly stored: boolean;
  /** How many texts at once it works best with. */
  readonly batch: number;
  /** What embedding costs; undefined when it costs nothing. */
  readonly price?: Price | undefined;
  /**
   * One unit-length vector per text, in order; a text without words may get the zero vector. Long texts are cut to what
   * the model reads. Throws `EMBEDDER_FAILED`, or the signal's reason.
   */
  embed(texts: readonly string[], purpose: EmbedPurpose, options?: Abortable): Promise<Float32Array[]>;
}
