import { z } from "zod";
import { ClientId, Cursor, Id, JsonObject, Timestamp, TtlSeconds } from "./common.ts";
import { StateEntry } from "./state.ts";

/** A named snapshot of a session's state (OCP-0001 §4.4). */
export const Checkpoint = z.object({ checkpoint_id: Id, label: z.string(), created_at: Timestamp });
export type Checkpoint = z.infer<typeof Checkpoint>;

/** A bounded piece of work that agents share (OCP-0001 §3.6). */
export const Session = z.object({
  session_id: Id,
  workspace_id: Id,
  status: z.enum(["open", "closed"]),
  metadata: JsonObject,
  created_at: Timestamp,
  expires_at: Timestamp.nullable(),
  checkpoints: z.array(Checkpoint),
});
export type Session = z.infer<typeof Session>;

/** What a receiving agent finds under `_inbox` (the latest) and `handoff.<handoff_id>` (each one) in its state. */
export const Handoff = z.object({
  handoff_id: Id,
  session_id: Id,
  from_agent: z.string(),
  message: z.unknown(),
  at: Timestamp,
});
export type Handoff = z.infer<typeof Handoff>;

export const SessionOpenInput = z.strictObject({
  workspace_id: Id,
  session_id: ClientId.optional().describe("Default: a new random id"),
  ttl_seconds: TtlSeconds.optional().describe("Close by itself after this long"),
  metadata: JsonObject.optional(),
});
export const SessionOpenOutput = z.object({ session_id: Id, created: z.boolean() });

export const SessionCloseInput = z.strictObject({ session_id: Id });
export const SessionCloseOutput = z.object({ closed: z.boolean() });

export const SessionHandoffInput = z.strictObject({
  session_id: Id,
  from_agent: ClientId,
  to_agent: ClientId,
  message: z.unknown().describe("Any JSON, up to 1 MiB"),
});
export const SessionHandoffOutput = z.object({ delivered: z.boolean(), handoff_id: Id });

export const SessionCheckpointInput = z.strictObject({
  session_id: Id,
  label: z.string().min(1).max(256),
  include_state: z.boolean().default(false).describe("Also return the entries that were saved"),
});
export const SessionCheckpointOutput = z.object({
  checkpoint_id: Id,
  state: z.array(StateEntry).optional(),
});

export const SessionRestoreInput = z.strictObject({ checkpoint_id: Id });
export const SessionRestoreOutput = z.object({ session_id: Id.describe("A new session that holds the snapshot") });

export const SessionListInput = z.strictObject({ workspace_id: Id, cursor: Cursor.optional() });
export const SessionListOutput = z.object({
  sessions: z.array(Session),
  next_cursor: z.string().nullable(),
});
