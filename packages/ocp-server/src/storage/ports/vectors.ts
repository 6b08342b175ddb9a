import type { ChunkSelection } from "./chunks.ts";

/** Vectors of one embedder's space, by the text they stand for. */
export interface VectorBatch {
  readonly embedder: string;
  readonly vectors: readonly { readonly content_hash: string; readonly vector: Float32Array }[];
}

/** A chunk's row with the cosine similarity of its vector to a query's. */
export interface Nearest {
  readonly row: number;
  readonly similarity: number;
}

/** A text that has no vector yet. */
export interface MissingVector {
  readonly content_hash: string;
  readonly content: string;
  readonly path: string;
  readonly symbol: string | null;
}

/** Vectors by the text they stand for, in spaces that never mix: one per embedder. */
export interface VectorStore {
  /** Keeps what is there already. */
  put(batch: VectorBatch): Promise<void>;
  /** Texts of the workspace that have no vector of this embedder yet, each once, of the most recently changed files first. */
  missing(workspaceId: string, embedder: string, limit: number): Promise<MissingVector[]>;
  /** How many texts those are in all, and how long together. */
  countMissing(workspaceId: string, embedder: string): Promise<{ readonly texts: number; readonly characters: number }>;
  /** The nearest chunks, best first. Those without a vector of this embedder are left out. */
  search(selection: ChunkSelection, embedder: string, query: Float32Array, limit: number): Promise<Nearest[]>;
  /** Similarity of given rows to a query vector, in the order of `rows`; undefined where there is no vector. */
  similarities(rows: readonly number[], embedder: string, query: Float32Array): Promise<(number | undefined)[]>;
  /** The embedder whose vectors are complete for this workspace, if any. */
  embedderOf(workspaceId: string): Promise<string | undefined>;
  setEmbedder(workspaceId: string, embedder: string): Promise<void>;
  /** Drops vectors of texts that no chunk holds any more. */
  collect(): Promise<void>;
}
