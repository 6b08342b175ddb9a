import type { Abortable } from "../storage/store.ts";

/** What a text is embedded for; some models want different prefixes. */
export type EmbedPurpose = "query" | "passage";

/** Turns texts into vectors of one space. One file per implementation. */
export interface Embedder {
  /** Names the space: vectors are comparable only under the same id. Such as `hash:512:1`. */
  readonly id: string;
  readonly dimensions: number;
  /** How much its similarity may move the ranking, 0..1, from measurement (docs/decisions/ranking.md). */
  readonly weight: number;
  /** One unit-length vector per text, in order. Throws `EMBEDDER_FAILED`. */
  embed(texts: readonly string[], purpose: EmbedPurpose, options?: Abortable): Promise<Float32Array[]>;
}
