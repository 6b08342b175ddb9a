import { z } from "zod";
import { ClientId, Cursor, Id, Limit, Timestamp, TtlSeconds } from "./common.ts";

/** Who sees an entry: everyone in a workspace, one session, or one agent wherever it works (OCP-0001 §5). */
export const Scope = z.enum(["agent", "session", "global"]);
export type Scope = z.infer<typeof Scope>;

/** The largest value of a state entry, in bytes of its JSON text. */
export const MAX_STATE_VALUE_BYTES = 1_048_576;

/** A versioned entry of shared state (OCP-0001 §3.5). Ids that its scope does not use are null. */
export const StateEntry = z.object({
  key: z.string(),
  value: z.unknown(),
  scope: Scope,
  workspace_id: z.string().nullable(),
  session_id: z.string().nullable(),
  agent_id: z.string().nullable(),
  version: z.int().min(1),
  updated_at: Timestamp,
  expires_at: Timestamp.nullable(),
});
export type StateEntry = z.infer<typeof StateEntry>;

const Key = z.string().min(1).max(512);
// A plain string: an unknown scope is answered by SCOPE_INVALID, not by INVALID_PARAMS.
const ScopeName = z
  .string()
  .describe("agent (needs agent_id), session (workspace_id, session_id) or global (workspace_id)");
const IfVersion = z.int().min(0).describe("Write only when this is the current version; 0 = only when absent");
const owner = {
  workspace_id: Id.optional(),
  session_id: ClientId.optional(),
  agent_id: ClientId.optional(),
};

export const StateSetInput = z.strictObject({
  key: Key,
  value: z.unknown().describe("Any JSON, up to 1 MiB"),
  scope: ScopeName,
  ...owner,
  ttl_seconds: TtlSeconds.optional(),
  if_version: IfVersion.optional(),
});
export const StateSetOutput = z.object({ version: z.int().min(1) });

export const StateGetInput = z.strictObject({
  key: Key,
  scope: ScopeName.optional().describe(
    "Default: agent, then session, then global, skipping those whose ids are missing",
  ),
  ...owner,
});
export const StateGetOutput = z.object({ entry: StateEntry.nullable() });

export const StateListInput = z.strictObject({
  prefix: z.string().max(512).optional(),
  scope: ScopeName.optional().describe("Default: every scope whose ids are given"),
  ...owner,
  cursor: Cursor.optional(),
  limit: Limit.default(100),
});
export const StateListOutput = z.object({
  entries: z.array(StateEntry),
  next_cursor: z.string().nullable(),
});

export const StateDeleteInput = z.strictObject({
  key: Key,
  scope: ScopeName,
  ...owner,
  if_version: IfVersion.optional(),
});
export const StateDeleteOutput = z.object({ deleted: z.boolean() });
