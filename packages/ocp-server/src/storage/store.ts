import type { IndexStore } from "./ports/chunks.ts";
import type { EventStore } from "./ports/events.ts";
import type { LeaseStore } from "./ports/leases.ts";
import type { SessionStore } from "./ports/sessions.ts";
import type { StateStore } from "./ports/state.ts";
import type { TextStore } from "./ports/text.ts";
import type { TraceStore } from "./ports/traces.ts";
import type { VectorStore } from "./ports/vectors.ts";
import type { WorkspaceStore } from "./ports/workspaces.ts";

export * from "./ports/chunks.ts";
export type * from "./ports/events.ts";
export * from "./ports/leases.ts";
export type * from "./ports/page.ts";
export type * from "./ports/sessions.ts";
export type * from "./ports/state.ts";
export type * from "./ports/text.ts";
export type * from "./ports/traces.ts";
export type * from "./ports/vectors.ts";
export type * from "./ports/workspaces.ts";

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
  /** Whether workspaces that were removed have left something in the file, or much of it is free. */
  hasLeftovers(): Promise<boolean>;
  /** Deletes that and gives the room back, in short transactions; it may take long. Returns how many chunks went. */
  deleteLeftovers(): Promise<number>;
  /** Gives back room that was needed only for a while, in short transactions. */
  shrink(signal?: AbortSignal): Promise<void>;
  /** Answers whether the database is sound; the list of faults is empty when it is. */
  check(): Promise<string[]>;
}
