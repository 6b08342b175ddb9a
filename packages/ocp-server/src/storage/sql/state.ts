import { OcpError, type Scope, type StateEntry } from "ocp-core";
import type { Kysely } from "kysely";
import type { Schema, StateRow } from "../schema.ts";
import type { StateOwner, StateStore } from "../store.ts";
import { decodeCursor, encodeCursor, prefixEnd, type SqlDatabase } from "./database.ts";
import { appendEvents, type NewEvent } from "./events.ts";
import { ensureSession } from "./sessions.ts";

/** The row is there to be seen: neither deleted nor expired. */
export function isLive(row: { value: string | null; expires_at: number | null }, now: number): boolean {
  return row.value !== null && (row.expires_at === null || row.expires_at > now);
}

export function toEntry(row: StateRow): StateEntry {
  return {
    key: row.key,
    value: JSON.parse(row.value!) as unknown,
    scope: row.scope as Scope,
    workspace_id: row.workspace_id || null,
    session_id: row.session_id || null,
    agent_id: row.agent_id || null,
    version: row.version,
    updated_at: new Date(row.updated_at).toISOString(),
    expires_at: row.expires_at === null ? null : new Date(row.expires_at).toISOString(),
  };
}

function ownedBy<T extends { where: (...args: never[]) => T }>(query: T, owner: StateOwner): T {
  let owned = query as unknown as { where(column: string, op: "=", value: string): unknown };
  for (const column of ["scope", "workspace_id", "session_id", "agent_id", "partition"] as const) {
    owned = owned.where(column, "=", owner[column]) as typeof owned;
  }
  return owned as unknown as T;
}

/** One write of an entry inside a transaction; shared by everything that writes state. */
export async function putEntry(
  tx: Kysely<Schema>,
  entry: { owner: StateOwner; key: string; value: unknown; now: number; expiresAt?: number | null; ifVersion?: number | undefined; eventWorkspaceId?: string | null },
): Promise<number> {
  const { owner, key, now } = entry;
  const row = await ownedBy(tx.selectFrom("state").selectAll(), owner).where("key", "=", key).executeTakeFirst();
  const current = row && isLive(row, now) ? row.version : 0;
  checkVersion(key, entry.ifVersion, current);
  const version = (row?.version ?? 0) + 1;
  const fields = { value: JSON.stringify(entry.value), version, updated_at: now, expires_at: entry.expiresAt ?? null };
  if (row) await ownedBy(tx.updateTable("state").set(fields), owner).where("key", "=", key).execute();
  else await tx.insertInto("state").values({ ...owner, key, ...fields }).execute();
  await appendEvents(tx, now, [stateChanged(owner, key, version, false, entry.eventWorkspaceId)]);
  return version;
}

function checkVersion(key: string, wanted: number | undefined, current: number): void {
  if (wanted === undefined || wanted === current) return;
  const found = current === 0 ? "there is no such entry" : `its version is ${current}`;
  throw new OcpError("CONFLICT", `'${key}' was expected at version ${wanted}, but ${found}. Read it again with state.get, redo your change, and pass if_version: ${current}.`, {
    details: { current_version: current },
  });
}

function stateChanged(owner: StateOwner, key: string, version: number, deleted: boolean, workspaceId: string | null | undefined): NewEvent {
  return {
    type: "state.changed",
    workspace_id: owner.workspace_id || workspaceId || null,
    session_id: owner.session_id || null,
    payload: { key, scope: owner.scope, session_id: owner.session_id || null, agent_id: owner.agent_id || null, version, deleted },
  };
}

/** The event of an entry that went because its time was up. */
export function stateExpired(row: StateRow): NewEvent {
  return stateChanged(row as unknown as StateOwner, row.key, row.version, true, null);
}

export function createStateStore(db: SqlDatabase): StateStore {
  return {
    async set(owner, key, value, { ttlSeconds, ifVersion, eventWorkspaceId }) {
      return db.write(async (tx) => {
        const now = db.now();
        if (owner.scope === "session") {
          await ensureSession(tx, { session_id: owner.session_id, workspace_id: owner.workspace_id, now });
        }
        const expiresAt = ttlSeconds === undefined ? null : now + Math.ceil(ttlSeconds * 1000);
        return { version: await putEntry(tx, { owner, key, value, now, expiresAt, ifVersion, eventWorkspaceId: eventWorkspaceId ?? null }) };
      });
    },

    async get(owner, key) {
      const row = await ownedBy(db.read.selectFrom("state").selectAll(), owner).where("key", "=", key).executeTakeFirst();
      return row && isLive(row, db.now()) ? toEntry(row) : undefined;
    },

    async list(owners, { prefix = "", cursor, limit }) {
      const start = cursor === undefined ? undefined : decodeCursor(cursor, 2);
      if (cursor !== undefined && !start) throw new OcpError("INVALID_PARAMS", "cursor was not made by state.list. Pass the next_cursor of an earlier answer, or none.");
      const firstOwner = Number(start?.[0] ?? 0);
      const items: StateEntry[] = [];
      for (let i = firstOwner; i < owners.length; i++) {
        let query = ownedBy(db.read.selectFrom("state").selectAll(), owners[i]!)
          .where("value", "is not", null)
          .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", db.now())]))
          .where("key", ">=", prefix);
        const end = prefixEnd(prefix);
        if (end !== undefined) query = query.where("key", "<", end);
        if (i === firstOwner && start) query = query.where("key", ">", String(start[1]));
        const rows = await query.orderBy("key").limit(limit - items.length + 1).execute();
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
        await ownedBy(tx.updateTable("state").set({ value: null, updated_at: now, expires_at: null }), owner).where("key", "=", key).execute();
        await appendEvents(tx, now, [stateChanged(owner, key, row.version, true, eventWorkspaceId)]);
        return true;
      });
    },
  };
}
