import type { StateEntry, Session } from "ocp-core";
import type { Page, PageOptions } from "./page.ts";

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
