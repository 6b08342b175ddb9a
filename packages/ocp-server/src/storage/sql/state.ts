import { OcpError, type StateEntry } from "ocp-core";
import type { StateOwner, StateStore } from "../store.ts";
import { decodeCursor, encodeCursor, prefixEnd, type SqlDatabase } from "./database.ts";
import { checkVersion, isLive, ownedBy, putEntry, stateChanged, toEntry } from "./entries.ts";
import { appendEvents } from "./events.ts";
import { ensureSession, isOpen } from "./session-rows.ts";

export function createStateStore(db: SqlDatabase): StateStore {
  /** State of a session that has run out is gone with it, also before it is swept. */
  async function isOver({ scope, session_id }: StateOwner): Promise<boolean> {
    if (scope !== "session") return false;
    const session = await db.read
      .selectFrom("session")
      .selectAll()
      .where("session_id", "=", session_id)
      .executeTakeFirst();
    return !session || !isOpen(session, db.now());
  }

  return {
    async set(owner, key, value, { ttlSeconds, ifVersion, eventWorkspaceId }) {
      return db.write(async (tx) => {
        const now = db.now();
        if (owner.scope === "session") {
          await ensureSession(tx, { session_id: owner.session_id, workspace_id: owner.workspace_id, now });
        }
        const expiresAt = ttlSeconds === undefined ? null : now + Math.ceil(ttlSeconds * 1000);
        return {
          version: await putEntry(tx, {
            owner,
            key,
            value,
            now,
            expiresAt,
            ifVersion,
            eventWorkspaceId: eventWorkspaceId ?? null,
          }),
        };
      });
    },

    async get(owner, key) {
      const row = await ownedBy(db.read.selectFrom("state").selectAll(), owner)
        .where("key", "=", key)
        .executeTakeFirst();
      return row && isLive(row, db.now()) && !(await isOver(owner)) ? toEntry(row) : undefined;
    },

    async list(owners, { prefix = "", cursor, limit }) {
      const start = cursor === undefined ? undefined : decodeCursor(cursor, 2);
      const isSound = start && Number.isInteger(start[0]) && Number(start[0]) >= 0 && typeof start[1] === "string";
      if (cursor !== undefined && !isSound)
        throw new OcpError(
          "INVALID_PARAMS",
          "cursor was not made by state.list. Pass the next_cursor of an earlier answer, or none.",
        );
      const firstOwner = Number(start?.[0] ?? 0);
      const items: StateEntry[] = [];
      for (let i = firstOwner; i < owners.length; i++) {
        if (await isOver(owners[i]!)) continue;
        let query = ownedBy(db.read.selectFrom("state").selectAll(), owners[i]!)
          .where("value", "is not", null)
          .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", db.now())]))
          .where("key", ">=", prefix);
        const end = prefixEnd(prefix);
        if (end !== undefined) query = query.where("key", "<", end);
        if (i === firstOwner && start) query = query.where("key", ">", String(start[1]));
        const rows = await query
          .orderBy("key")
          .limit(limit - items.length + 1)
          .execute();
        for (const row of rows) {
          if (items.length === limit) {
            const last = items.at(-1)!;
            const lastOwner = rows[0] === row ? i - 1 : i;
            return { items, next: rows[0] === row ? encodeCursor([i, ""]) : encodeCursor([lastOwner, last.key]) };
          }
          items.push(toEntry(row));
        }
      }
      return { items };
    },

    async delete(owner, key, { ifVersion, eventWorkspaceId }) {
      return db.write(async (tx) => {
        const now = db.now();
        const row = await ownedBy(tx.selectFrom("state").selectAll(), owner).where("key", "=", key).executeTakeFirst();
        const current = row && isLive(row, now) ? row.version : 0;
        checkVersion(key, ifVersion, current);
        if (!row || current === 0) return false;
        await ownedBy(tx.updateTable("state").set({ value: null, updated_at: now, expires_at: null }), owner)
          .where("key", "=", key)
          .execute();
        await appendEvents(tx, now, [
          stateChanged(owner, { key, version: row.version, deleted: true, workspaceId: eventWorkspaceId }),
        ]);
        return true;
      });
    },
  };
}
