/** A block of terms and postings, as `retrieval/lexical/block.ts` writes it; the store looks into none. */
export interface TextBlock {
  /** One character a byte. */
  readonly firstTerm: string;
  readonly data: Uint8Array;
}

/** The words of some chunks, which it numbers from 0. */
export interface NewSegment {
  readonly documents: number;
  /** In ascending order of their first terms. */
  readonly blocks: readonly TextBlock[];
}

/** A part of a workspace's text index. It never changes. */
export interface SegmentRecord {
  readonly segment: number;
  /** The row of the chunk that each number stands for; 0 for none. A row that is gone is never used again. */
  readonly rows: Int32Array;
}

/** Where the words of chunks are kept. Segments come with `IndexStore.write`. */
export interface TextStore {
  segments(workspaceId: string): Promise<SegmentRecord[]>;
  /** For each term the only block that may hold it. */
  blocksFor(segment: SegmentRecord, terms: readonly string[]): Promise<(Uint8Array | undefined)[]>;
  /** The blocks in order, from the one that may hold a term on. */
  blocksFrom(segment: number, term: string): AsyncIterableIterator<Uint8Array>;
  /** Those of the given rows that are still there. */
  liveRows(rows: Int32Array): Promise<ReadonlySet<number>>;
  /**
   * Puts one segment in the place of several, in short transactions of which the last makes the change. False when one
   * of them was replaced meanwhile; then nothing changed.
   */
  replaceSegments(
    workspaceId: string,
    replaced: readonly number[],
    by: { readonly rows: Int32Array; readonly blocks: AsyncIterable<TextBlock> },
  ): Promise<boolean>;
  /** Deletes the blocks of segments that are no longer in use, in short transactions. */
  deleteDropped(): Promise<void>;
  /** Drops what a replacement that was cut off left behind. Only for the holder of the index lease. */
  dropUnfinished(workspaceId: string): Promise<void>;
  /** By which analysis the words were made; 0 when there are none. */
  analysisOf(workspaceId: string): Promise<number>;
  /** Drops all segments of a workspace, so that they can be made again. */
  restart(workspaceId: string): Promise<void>;
  setAnalysis(workspaceId: string, analysis: number): Promise<void>;
  /** Adds the words of chunks that are there already. */
  add(workspaceId: string, segment: NewSegment, rows: Int32Array): Promise<void>;
}
