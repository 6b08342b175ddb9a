import type { ChunkFilters, Chunk, EventType, OcpEvent, Scope, StateEntry, Session, Workspace } from "ocp-core";

/** Options of whatever waits. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

/** A page of rows in a stable order. */
export interface Page<T> {
  readonly items: T[];
  /** Opaque; undefined on the last page. */
  readonly next?: string | undefined;
}

export interface PageOptions {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * Everything a server remembers. One implementation per database; all of them pass one contract suite. Several
 * processes may hold stores on one database at once. Every change and the event that reports it are one transaction.
 */
export interface Store extends AsyncDisposable {
  readonly workspaces: WorkspaceStore;
  readonly index: IndexStore;
  readonly vectors: VectorStore;
  readonly text: TextStore;
  readonly state: StateStore;
  readonly sessions: SessionStore;
  readonly events: EventStore;
  readonly leases: LeaseStore;
  readonly traces: TraceStore;
  /** Calls back soon (within 100 ms) after any process committed. Returns the way to stop. */
  onCommit(listener: () => void): () => void;
  /** Removes what has expired: state, sessions (with their events), old events, tombstones. Returns how many rows went. */
  purge(now: number): Promise<number>;
  /** Whether workspaces that were removed have left something in the file. */
  hasLeftovers(): Promise<boolean>;
  /** Deletes that, in short transactions; it may take long. Returns how many chunks went. */
  deleteLeftovers(): Promise<number>;
  /** Gives back room that was needed only for a while, in short transactions. */
  shrink(signal?: AbortSignal): Promise<void>;
  /** Answers whether the database is sound; the list of faults is empty when it is. */
  check(): Promise<string[]>;
}

// ---- workspaces

export interface WorkspaceRecord {
  readonly workspace_id: string;
  readonly root_uri: string;
  readonly name: string;
  readonly metadata: Record<string, unknown>;
  /** Whether a whole run over its root has ended, ever. */
  readonly indexed: boolean;
}

export interface WorkspaceStore {
  /** Adds a workspace, or updates the name and metadata that are given. */
  register(
    workspace: { workspace_id: string; root_uri: string; defaultName: string } & {
      name?: string | undefined;
      metadata?: Record<string, unknown> | undefined;
    },
  ): Promise<{ created: boolean; workspace: WorkspaceRecord }>;
  get(workspaceId: string): Promise<WorkspaceRecord | undefined>;
  /** In order of registration. `only` restricts to these ids. */
  list(options: PageOptions & { only?: readonly string[] | undefined }): Promise<Page<Workspace>>;
  /** Removes the workspace and all that belongs to it; false when unknown. What it takes up is freed by `deleteLeftovers`. */
  remove(workspaceId: string): Promise<boolean>;
  /** Records how far an index run has come and reports it as `index.progress`. */
  reportProgress(workspaceId: string, progress: IndexProgress): Promise<void>;
}

export interface IndexProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  /** Whether the run has ended. */
  readonly finished: boolean;
  /** Whether it covers the whole root, so that its end is the index's. */
  readonly whole: boolean;
}

// ---- the index

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
  readonly kind: string;
  readonly symbol: string | null;
  readonly content_hash: string;
  readonly start_line: number | null;
  readonly end_line: number | null;
  /** Size of the whole file. */
  readonly file_bytes: number;
}

/** Which chunks of a workspace a read looks at. */
export interface ChunkSelection {
  readonly workspaceId: string;
  readonly filters?: ChunkFilters | undefined;
}

/** Vectors of one embedder's space, by the text they stand for. */
export interface VectorBatch {
  readonly embedder: string;
  readonly vectors: readonly { readonly content_hash: string; readonly vector: Float32Array }[];
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
  /** Every known file of the workspace, or those at or below `under` (root-relative paths). */
  files(workspaceId: string, under?: readonly string[]): Promise<Map<string, FileRecord>>;
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
  /** Full chunks by row number, in the order asked for; rows that went meanwhile are left out. */
  chunksByRow(rows: readonly number[]): Promise<Chunk[]>;
  /** In order of path and line; stale chunks are marked, where every search leaves them out. */
  list(selection: ChunkSelection, options: PageOptions): Promise<Page<Chunk>>;
  /** Chunks that define a symbol of this name (its last part, or qualified), compared without case. */
  searchSymbols(selection: ChunkSelection, names: readonly string[], limit: number): Promise<Candidate[]>;
  /** What ranking needs of the given rows that the selection holds, in the order asked for. */
  candidatesByRow(selection: ChunkSelection, rows: readonly number[]): Promise<Candidate[]>;
  /** The rows of the chunks in files that a selection's path and language leave; undefined when it names neither. */
  rowsOfFiles(selection: ChunkSelection): Promise<ReadonlySet<number> | undefined>;
  /** Chunks of the workspace whose row is above `after`, by row: what their words are made of. */
  contents(workspaceId: string, after: number, limit: number): Promise<ChunkContent[]>;
  /** How many chunks the workspace has. */
  count(workspaceId: string): Promise<number>;
  /** How many bytes of the workspace's files are in each language. */
  languages(workspaceId: string): Promise<ReadonlyMap<string, number>>;
}

// ---- the text index

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

// ---- vectors

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

// ---- state

/** Whose entry it is. Only the fields that the scope uses are set; the others are empty strings. */
export interface StateOwner {
  readonly scope: Scope;
  readonly workspace_id: string;
  readonly session_id: string;
  readonly agent_id: string;
  /** Keeps agent state of restricted keys apart; empty for everyone else. */
  readonly partition: string;
}

export interface StateWriteOptions {
  readonly ifVersion?: number | undefined;
  /** The workspace in which a change of agent state is reported; none = it is reported nowhere. */
  readonly eventWorkspaceId?: string | null | undefined;
}

export interface StateStore {
  /**
   * Writes atomically across processes. Throws `CONFLICT` with `current_version` when `ifVersion` does not match.
   * Versions of a key never repeat, also after deletion or expiry. Session state of an unknown session opens it.
   */
  set(
    owner: StateOwner,
    key: string,
    value: unknown,
    options: StateWriteOptions & { ttlSeconds?: number | undefined },
  ): Promise<{ version: number }>;
  get(owner: StateOwner, key: string): Promise<StateEntry | undefined>;
  /** From several owners, in the order given, each by key. */
  list(
    owners: readonly StateOwner[],
    options: PageOptions & { prefix?: string | undefined },
  ): Promise<Page<StateEntry>>;
  delete(owner: StateOwner, key: string, options: StateWriteOptions): Promise<boolean>;
}

// ---- sessions

export interface SessionRecord {
  readonly session_id: string;
  readonly workspace_id: string;
}

export interface CheckpointRecord {
  readonly checkpoint_id: string;
  readonly session_id: string;
  readonly workspace_id: string;
}

export interface SessionStore {
  /** Opens, or joins when it is open already. Throws `CONFLICT` when another workspace has this session. */
  open(session: {
    session_id: string;
    workspace_id: string;
    ttlSeconds?: number | undefined;
    metadata?: Record<string, unknown> | undefined;
  }): Promise<{ created: boolean }>;
  /** An open session; undefined when unknown, closed or expired. */
  get(sessionId: string): Promise<SessionRecord | undefined>;
  /** Ends it, drops its state and reports `session.closed`; false when it was not open. */
  close(sessionId: string): Promise<boolean>;
  list(workspaceId: string, options: PageOptions): Promise<Page<Session>>;
  /** Appends to the receiver's inbox and reports `session.handoff`. Throws `SESSION_NOT_FOUND`. */
  handoff(handoff: {
    handoff_id: string;
    session_id: string;
    from_agent: string;
    to_agent: string;
    message: unknown;
    partition: string;
  }): Promise<void>;
  /** Saves the session's state as it is. Throws `SESSION_NOT_FOUND`. */
  checkpoint(checkpoint: { checkpoint_id: string; session_id: string; label: string }): Promise<StateEntry[]>;
  getCheckpoint(checkpointId: string): Promise<CheckpointRecord | undefined>;
  /** Opens `session_id` with the checkpoint's entries. Throws `SESSION_NOT_FOUND` when the checkpoint is unknown. */
  restore(checkpointId: string, sessionId: string): Promise<void>;
}

// ---- events

/** Which events: by workspace, type and session. */
export interface EventSelection {
  readonly workspaceId: string;
  readonly types?: readonly EventType[] | undefined;
  readonly sessionId?: string | undefined;
}

export interface EventPage {
  readonly events: OcpEvent[];
  /** Where the next read starts, also when there was nothing. */
  readonly cursor: string;
  /** The log no longer reaches back to where this read started. */
  readonly truncated: boolean;
}

export interface SubscriptionRecord extends EventSelection {
  readonly subscription_id: string;
  readonly cursor: string;
}

export interface EventStore {
  /** Events after a cursor, in commit order. Throws `INVALID_PARAMS` for a cursor that this server never gave. */
  read(selection: EventSelection, options: { cursor: string; limit: number }): Promise<EventPage>;
  /** The cursor at the log's very end (`now`), at its beginning, after an event id, or at an instant. */
  cursorAt(position: "now" | "beginning" | { since: string }): Promise<{ cursor: string; truncated: boolean }>;
  /** The last events, oldest first, and the cursor after them. */
  latest(selection: EventSelection, limit: number): Promise<EventPage>;
  count(selection: EventSelection, cursor: string): Promise<number>;
  subscribe(subscription: SubscriptionRecord): Promise<void>;
  getSubscription(subscriptionId: string): Promise<SubscriptionRecord | undefined>;
  unsubscribe(subscriptionId: string): Promise<boolean>;
}

// ---- leases

/** A name that one process at a time may hold, such as the watcher of a root. */
export interface LeaseStore {
  /** Takes or renews; false while another living process holds it. */
  acquire(name: string, owner: LeaseOwner, ttlMs: number): Promise<boolean>;
  release(name: string, owner: LeaseOwner): Promise<void>;
}

/** Who holds a lease. A holder on this host whose process has died loses it at once. */
export interface LeaseOwner {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
}

/** The lease that a process holds while it indexes a workspace. */
export const indexLease = (workspaceId: string): string => `index:${workspaceId}`;

/** A prompt as it was prepared. */
export interface PromptTrace {
  readonly trace_id: string;
  /** Null for a prompt that belongs to no workspace. */
  readonly workspace_id: string | null;
  readonly session_id: string | null;
  /** Keeps those of restricted keys apart, as agent state does. */
  readonly partition: string;
  readonly target_model: string | null;
  readonly prompt: string;
  readonly optimized_prompt: string;
  readonly optimized: boolean;
  readonly original_tokens: number;
  readonly optimized_tokens: number;
}

/** Prepared prompts, each kept for 30 days. */
export interface TraceStore {
  add(trace: PromptTrace): Promise<void>;
  /** Whose it is; undefined for one that is unknown or too old. */
  get(traceId: string): Promise<Pick<PromptTrace, "workspace_id" | "partition"> | undefined>;
  /** Keeps what came of it, instead of what was kept before; false when it is unknown. */
  recordResult(traceId: string, result: unknown): Promise<boolean>;
}
