import { OcpError } from "ocp-core";
import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import { appendEvents } from "./events.ts";

/** Neither closed nor expired. */
export function isOpen(row: { closed_at: number | null; expires_at: number | null }, now: number): boolean {
  return row.closed_at === null && (row.expires_at === null || row.expires_at > now);
}

interface SessionToOpen {
  session_id: string;
  workspace_id: string;
  now: number;
  ttlSeconds?: number | undefined;
  metadata?: Record<string, unknown> | undefined;
}

/** Opens or joins a session inside a transaction; true when it was not open before. */
export async function ensureSession(tx: Kysely<Schema>, session: SessionToOpen): Promise<boolean> {
  const { session_id, workspace_id, now, ttlSeconds, metadata } = session;
  const row = await tx.selectFrom("session").selectAll().where("session_id", "=", session_id).executeTakeFirst();
  const open = row !== undefined && isOpen(row, now);
  if (row && row.workspace_id !== workspace_id) {
    throw new OcpError(
      "CONFLICT",
      `Session '${session_id}' belongs to another workspace. Use another session_id, or none to get a new one.`,
    );
  }
  const expires_at = ttlSeconds === undefined ? undefined : now + Math.ceil(ttlSeconds * 1000);
  if (open) {
    if (expires_at === undefined && metadata === undefined) return false;
    const changes = {
      ...(expires_at === undefined ? {} : { expires_at }),
      ...(metadata ? { metadata: JSON.stringify(metadata) } : {}),
    };
    await tx.updateTable("session").set(changes).where("session_id", "=", session_id).execute();
    return false;
  }
  // A session whose time was up may not have been swept yet: end it properly before it starts anew.
  if (row && row.closed_at === null) await endSession(tx, row, "ttl", now);
  const fields = {
    workspace_id,
    metadata: JSON.stringify(metadata ?? {}),
    created_at: now,
    expires_at: expires_at ?? null,
    closed_at: null,
  };
  await tx
    .insertInto("session")
    .values({ session_id, ...fields })
    .onConflict((c) => c.column("session_id").doUpdateSet(fields))
    .execute();
  return true;
}

/** Ends a session inside a transaction: its state goes, what was its version stays known, and the end is reported. */
export async function endSession(
  tx: Kysely<Schema>,
  session: { session_id: string; workspace_id: string },
  reason: "explicit" | "ttl",
  now: number,
): Promise<void> {
  await tx.updateTable("session").set({ closed_at: now }).where("session_id", "=", session.session_id).execute();
  await tx
    .updateTable("state")
    .set({ value: null, expires_at: null, updated_at: now })
    .where("scope", "=", "session")
    .where("session_id", "=", session.session_id)
    .execute();
  await appendEvents(tx, now, [
    {
      type: "session.closed",
      workspace_id: session.workspace_id,
      session_id: session.session_id,
      payload: { session_id: session.session_id, reason },
    },
  ]);
}
