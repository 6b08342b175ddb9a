import type { Generated, Selectable } from "kysely";

/** 0 or 1: SQLite has no booleans. */
type Flag = 0 | 1;
/** Milliseconds since the epoch. */
type Instant = number;

/** The tables, as Kysely sees them; `migrations/` makes them. */
export interface Schema {
  meta: { key: string; value: string };
  workspace: WorkspaceTable;
  file: FileTable;
  chunk: ChunkTable;
  embedder: { id: Generated<number>; name: string };
  vector: VectorTable;
  text_segment: TextSegmentTable;
  text_block: { segment: number; first_term: Buffer; data: Buffer };
  state: StateTable;
  session: SessionTable;
  checkpoint: CheckpointTable;
  event: EventTable;
  subscription: SubscriptionTable;
  prompt_trace: PromptTraceTable;
  lease: { name: string; owner: string; host: string; pid: number; expires_at: Instant };
}

interface WorkspaceTable {
  id: Generated<number>;
  workspace_id: string;
  root_uri: string;
  name: string;
  metadata: string;
  created_at: Instant;
  /** When the latest whole run ended; null before the first. */
  indexed_at: Instant | null;
  files_done: Generated<number>;
  files_total: Generated<number>;
  /** Whether the latest run covered all it set out to. */
  complete: Generated<Flag>;
  /** The embedder whose vectors are complete. */
  embedder: Generated<string | null>;
  /** By which analysis the words of its text index were made; 0 when there are none. */
  analysis: Generated<number>;
}

interface FileTable {
  id: Generated<number>;
  workspace: number;
  path: string;
  uri: string;
  language: string;
  size: number;
  mtime_ms: number;
  ctime_ms: number;
  hash: string;
  /** By which rules it was cut; 0 for rules from before they had numbers. */
  chunking: Generated<number>;
  chunks: number;
  stale: Flag;
}

interface ChunkTable {
  id: Generated<number>;
  chunk_id: string;
  workspace: number;
  file: number;
  place: string;
  start_line: number | null;
  end_line: number | null;
  start_byte: number | null;
  end_byte: number | null;
  content: string;
  content_hash: Buffer;
  language: string;
  kind: string;
  symbol: string | null;
  /** The last part of the symbol in lower case, for look-ups by name. */
  name: string | null;
  version: number;
  stale: Flag;
  metadata: string;
  indexed_at: Instant;
}

interface TextSegmentTable {
  id: Generated<number>;
  workspace: number;
  /** The row of each document, as int32, little endian; 0 for none. */
  rows: Buffer;
  /** 0 while its blocks are being written, 1 in use, 2 no longer in use with blocks still to be deleted. */
  state: 0 | 1 | 2;
}

interface VectorTable {
  embedder: number;
  content_hash: Buffer;
  /** A float32 scale, then one int8 per dimension. */
  vector: Buffer;
}

interface StateTable {
  scope: string;
  workspace_id: string;
  session_id: string;
  agent_id: string;
  partition: string;
  key: string;
  /** JSON text; null marks a deleted entry, whose version is remembered. */
  value: string | null;
  version: number;
  updated_at: Instant;
  expires_at: Instant | null;
}

export interface PromptTraceTable {
  trace_id: string;
  workspace_id: string | null;
  session_id: string | null;
  partition: string;
  target_model: string | null;
  prompt: string;
  optimized_prompt: string;
  optimized: Flag;
  original_tokens: number;
  optimized_tokens: number;
  /** JSON text; null until it is known. */
  result: string | null;
  created_at: Instant;
}

interface SessionTable {
  session_id: string;
  workspace_id: string;
  metadata: string;
  created_at: Instant;
  expires_at: Instant | null;
  closed_at: Instant | null;
}

interface CheckpointTable {
  checkpoint_id: string;
  session_id: string;
  workspace_id: string;
  label: string;
  entries: string;
  created_at: Instant;
}

interface EventTable {
  seq: Generated<number>;
  type: string;
  workspace_id: string | null;
  session_id: string | null;
  at: Instant;
  payload: string;
}

interface SubscriptionTable {
  subscription_id: string;
  workspace_id: string;
  types: string | null;
  session_id: string | null;
  cursor: string;
  polled_at: Instant;
}

export type ChunkRow = Selectable<ChunkTable>;
export type StateRow = Selectable<StateTable>;
export type EventRow = Selectable<EventTable>;
