import type { Generated, Selectable } from "kysely";

/** 0 or 1: SQLite has no booleans. */
type Flag = 0 | 1;
/** Milliseconds since the epoch. */
type Instant = number;

/** The tables, as Kysely sees them; `migrations/` makes them. The full-text tables, one per workspace, are extra. */
export interface Schema {
  meta: { key: string; value: string };
  workspace: WorkspaceTable;
  file: FileTable;
  chunk: ChunkTable;
  embedder: { id: Generated<number>; name: string };
  vector: VectorTable;
  state: StateTable;
  session: SessionTable;
  checkpoint: CheckpointTable;
  event: EventTable;
  subscription: SubscriptionTable;
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
