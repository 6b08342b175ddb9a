import type { ChunkFilters, Chunk } from "ocp-core";
import type { Page, PageOptions } from "./page.ts";
import type { NewSegment } from "./text.ts";

/** What the last run saw of a file, enough to tell an unchanged one without reading it. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

export interface FileRecord extends FileStamp {
  readonly path: string;
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
  /** By which rules it was cut. */
  readonly chunking: number;
  readonly chunks: number;
  /** Some chunk of it is stale, so it must be read again. */
  readonly stale: boolean;
}

/** A chunk as an indexer hands it over. */
export interface NewChunk {
  /** Tells this place of the file from the others when its content changes: a qualified name, or a count. */
  readonly place: string;
  readonly range: Chunk["source"]["range"];
  readonly content: string;
  readonly content_hash: string;
  /** Worked out by the store when it is not given. */
  readonly chunk_id?: string | undefined;
  readonly language: string;
  readonly kind: string;
  readonly symbol: string | null;
  readonly metadata: Record<string, unknown>;
}

/** One file (or document) of a batch. */
export type FileUpdate =
  | {
      readonly kind: "replace";
      readonly path: string;
      /** Where the same bytes stood before: the file is the first of these that is still there, and keeps its versions. */
      readonly from?: readonly string[] | undefined;
      readonly uri: string;
      readonly language: string;
      readonly stamp: FileStamp;
      readonly hash: string;
      readonly chunking: number;
      readonly chunks: readonly NewChunk[];
    }
  /** Same bytes, new stamp. */
  | { readonly kind: "touch"; readonly path: string; readonly stamp: FileStamp }
  | { readonly kind: "remove"; readonly path: string };

export interface WriteCounts {
  indexed: number;
  skipped: number;
  removed: number;
}

/** A candidate of a search, with what ranking needs. */
export interface Candidate {
  /** Number of the row: cheap to hold, meaningless outside this store. */
  readonly row: number;
  readonly path: string;
  readonly symbol: string | null;
  readonly start_line: number | null;
  /** Size of the whole file. */
  readonly file_bytes: number;
}

/** Which chunks of a workspace a read looks at. */
export interface ChunkSelection {
  readonly workspaceId: string;
  readonly filters?: ChunkFilters | undefined;
}

export interface WriteOptions {
  /** Why: somebody asked for it, or a watcher saw a change. Reported with `chunk.indexed`. */
  readonly reason: "explicit" | "file_changed";
  /**
   * The words of all chunks of the batch's replacements, numbered in the order in which they come; or what makes those
   * of some, by their numbers, when most may be known already: it is asked once, for those that are new.
   */
  readonly text: NewSegment | ((chunks: readonly number[]) => NewSegment);
}

/** What a chunk is found by. */
export type ChunkContent = Pick<Chunk, "content" | "symbol" | "metadata"> & {
  readonly row: number;
  readonly path: string;
};

export interface IndexStore {
  /** Every known file of the workspace by its root-relative path, or those at or below `under`. */
  files(workspaceId: string, under?: readonly string[]): Promise<Map<string, FileRecord>>;
  /** The files at just these paths. */
  filesAt(workspaceId: string, paths: readonly string[]): Promise<FileRecord[]>;
  /**
   * Applies a batch in one transaction: unchanged chunks keep their row, id and version; a place whose content changed
   * gets `version + 1`; what is gone goes. Reports `chunk.indexed` and `chunk.invalidated`.
   */
  write(workspaceId: string, updates: readonly FileUpdate[], options: WriteOptions): Promise<WriteCounts>;
  /**
   * Marks chunks at or below these paths stale and reports them, some at a time; counts those that were not stale before.
   */
  invalidate(workspaceId: string, paths: readonly string[], reason: "explicit" | "file_changed"): Promise<number>;
  /** Marks those of these files stale that are still indexed as they were when somebody found them changed. */
  invalidateFound(workspaceId: string, found: readonly Pick<FileRecord, "path" | "hash">[]): Promise<number>;
  chunk(chunkId: string): Promise<Chunk | undefined>;
  /** Full chunks by row; those that went or turned stale since they were found are not among them. */
  chunksByRow(rows: readonly number[]): Promise<ReadonlyMap<number, Chunk>>;
  /** Their contents' hashes only, by row: the same for equal contents. */
  contentHashesByRow(rows: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** Only the texts of such chunks, by row. */
  textsByRow(rows: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** In order of path and line; stale chunks are marked, where every search leaves them out. */
  list(selection: ChunkSelection, options: PageOptions): Promise<Page<Chunk>>;
  /** Chunks that define a symbol of this name (its last part, or qualified), compared without case. */
  searchSymbols(selection: ChunkSelection, names: readonly string[], limit: number): Promise<Candidate[]>;
  /** What ranking needs of the given rows that the selection holds. */
  candidatesByRow(selection: ChunkSelection, rows: readonly number[]): Promise<ReadonlyMap<number, Candidate>>;
  /** The rows of the chunks in files that a selection's path and language leave; undefined when it names neither. */
  rowsOfFiles(selection: ChunkSelection): Promise<ReadonlySet<number> | undefined>;
  /** Chunks of the workspace whose row is above `after`, by row: what their words are made of. */
  contents(workspaceId: string, after: number, limit: number): Promise<ChunkContent[]>;
  /** How many chunks the workspace has. */
  count(workspaceId: string): Promise<number>;
  /** How many bytes of the workspace's files are in each language. */
  languages(workspaceId: string): Promise<ReadonlyMap<string, number>>;
}
