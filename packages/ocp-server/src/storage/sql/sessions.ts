import { OcpError, type Handoff, type Session, type StateEntry } from "ocp-core";
import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import type { SessionStore, StateOwner } from "../store.ts";
import { decodeCursor, encodeCursor, type SqlDatabase } from "./database.ts";
import { isLive, putEntry, toEntry } from "./entries.ts";
import { appendEvents } from "./events.ts";
import { endSession, ensureSession, isOpen } from "./session-rows.ts";

function sessionOwner(workspaceId: string, sessionId: string): StateOwner {
  return { scope: "session", workspace_id: workspaceId, session_id: sessionId, agent_id: "", partition: "" };
}

function notOpen(sessionId: string): OcpError {
  return new OcpError(
    "SESSION_NOT_FOUND",
    `Session '${sessionId}' is unknown, closed or expired. Open it with session.open, or list sessions with session.list.`,
  );
}

export function createSessionStore(db: SqlDatabase): SessionStore {
  async function requireOpen(tx: Kysely<Schema>, sessionId: string, now: number) {
    const row = await tx.selectFrom("session").selectAll().where("session_id", "=", sessionId).executeTakeFirst();
    if (!row || !isOpen(row, now)) throw notOpen(sessionId);
    return row;
  }

  return {
    async open(session) {
      return db.write(async (tx) => ({ created: await ensureSession(tx, { ...session, now: db.now() }) }));
    },

    async get(sessionId) {
      const row = await db.read
        .selectFrom("session")
        .selectAll()
        .where("session_id", "=", sessionId)
        .executeTakeFirst();
      return row && isOpen(row, db.now()) ? row : undefined;
    },

    async close(sessionId) {
      return db.write(async (tx) => {
        const now = db.now();
        const row = await tx.selectFrom("session").selectAll().where("session_id", "=", sessionId).executeTakeFirst();
        if (!row || row.closed_at !== null) return false;
        const open = isOpen(row, now);
        await endSession(tx, row, open ? "explicit" : "ttl", now);
        return open;
      });
    },

    async list(workspaceId, { cursor, limit }) {
      const start = cursor === undefined ? undefined : decodeCursor(cursor, 2);
      if (cursor !== undefined && !start)
        throw new OcpError(
          "INVALID_PARAMS",
          "cursor was not made by session.list. Pass the next_cursor of an earlier answer, or none.",
        );
      const now = db.now();
      let query = db.read
        .selectFrom("session")
        .selectAll()
        .where("workspace_id", "=", workspaceId)
        .where((eb) =>
          eb.or([
            eb.and([eb("closed_at", "is", null), eb.or([eb("expires_at", "is", null), eb("expires_at", ">", now)])]),
            eb.exists(
              eb
                .selectFrom("checkpoint")
                .select("checkpoint_id")
                .whereRef("checkpoint.session_id", "=", "session.session_id"),
            ),
          ]),
        );
      if (start) {
        const [at, id] = [Number(start[0]), String(start[1])];
        query = query.where((eb) =>
          eb.or([eb("created_at", "<", at), eb.and([eb("created_at", "=", at), eb("session_id", ">", id)])]),
        );
      }
      const rows = await query
        .orderBy("created_at", "desc")
        .orderBy("session_id")
        .limit(limit + 1)
        .execute();
      const shown = rows.slice(0, limit);
      const checkpoints =
        shown.length === 0
          ? []
          : await db.read
              .selectFrom("checkpoint")
              .select(["checkpoint_id", "session_id", "label", "created_at"])
              .where(
                "session_id",
                "in",
                shown.map((row) => row.session_id),
              )
              .orderBy("created_at")
              .execute();
      const items = shown.map((row): Session => ({
        session_id: row.session_id,
        workspace_id: row.workspace_id,
        status: isOpen(row, now) ? "open" : "closed",
        metadata: JSON.parse(row.metadata) as Record<string, unknown>,
        created_at: new Date(row.created_at).toISOString(),
        expires_at: row.expires_at === null ? null : new Date(row.expires_at).toISOString(),
        checkpoints: checkpoints
          .filter((checkpoint) => checkpoint.session_id === row.session_id)
          .map(({ checkpoint_id, label, created_at }) => ({
            checkpoint_id,
            label,
            created_at: new Date(created_at).toISOString(),
          })),
      }));
      const last = shown.at(-1);
      return {
        items,
        next: rows.length > limit && last ? encodeCursor([last.created_at, last.session_id]) : undefined,
      };
    },

    async handoff({ handoff_id, session_id, from_agent, to_agent, message, partition }) {
      await db.write(async (tx) => {
        const now = db.now();
        const session = await requireOpen(tx, session_id, now);
        const owner: StateOwner = { scope: "agent", workspace_id: "", session_id: "", agent_id: to_agent, partition };
        const value: Handoff = { handoff_id, session_id, from_agent, message, at: new Date(now).toISOString() };
        const eventWorkspaceId = partition === "" ? session.workspace_id : null;
        for (const key of ["_inbox", `handoff.${handoff_id}`])
          await putEntry(tx, { owner, key, value, now, eventWorkspaceId });
        await appendEvents(tx, now, [
          {
            type: "session.handoff",
            workspace_id: session.workspace_id,
            session_id,
            payload: { session_id, from_agent, to_agent, handoff_id },
          },
        ]);
      });
    },

    async checkpoint({ checkpoint_id, session_id, label }) {
      return db.write(async (tx) => {
        const now = db.now();
        const session = await requireOpen(tx, session_id, now);
        const rows = await tx
          .selectFrom("state")
          .selectAll()
          .where("scope", "=", "session")
          .where("session_id", "=", session_id)
          .orderBy("key")
          .execute();
        const entries = rows.filter((row) => isLive(row, now)).map(toEntry);
        await tx
          .insertInto("checkpoint")
          .values({
            checkpoint_id,
            session_id,
            workspace_id: session.workspace_id,
            label,
            entries: JSON.stringify(entries),
            created_at: now,
          })
          .execute();
        return entries;
      });
    },

    async getCheckpoint(checkpointId) {
      return db.read
        .selectFrom("checkpoint")
        .select(["checkpoint_id", "session_id", "workspace_id"])
        .where("checkpoint_id", "=", checkpointId)
        .executeTakeFirst();
    },

    async restore(checkpointId, sessionId) {
      await db.write(async (tx) => {
        const now = db.now();
        const row = await tx
          .selectFrom("checkpoint")
          .selectAll()
          .where("checkpoint_id", "=", checkpointId)
          .executeTakeFirst();
        if (!row)
          throw new OcpError(
            "SESSION_NOT_FOUND",
            `Checkpoint '${checkpointId}' is unknown. List checkpoints with session.list.`,
          );
        await ensureSession(tx, {
          session_id: sessionId,
          workspace_id: row.workspace_id,
          now,
          metadata: { restored_from: checkpointId },
        });
        const owner = sessionOwner(row.workspace_id, sessionId);
        for (const entry of JSON.parse(row.entries) as StateEntry[]) {
          // What had a time left when it was saved has that time left again.
          const expiresAt = entry.expires_at === null ? null : now + (Date.parse(entry.expires_at) - row.created_at);
          await putEntry(tx, { owner, key: entry.key, value: entry.value, now, expiresAt });
        }
      });
    },
  };
}
