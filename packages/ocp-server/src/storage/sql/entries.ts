import { OcpError, type Scope, type StateEntry } from "ocp-core";
import type { Kysely } from "kysely";
import type { Schema, StateRow } from "../schema.ts";
import type { StateOwner } from "../store.ts";
import { appendEvents, type NewEvent } from "./events.ts";

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

/** Narrows a query to one owner's entries. */
export function ownedBy<T extends { where: (...args: never[]) => T }>(query: T, owner: StateOwner): T {
  let owned = query as unknown as { where(column: string, op: "=", value: string): unknown };
  for (const column of ["scope", "workspace_id", "session_id", "agent_id", "partition"] as const) {
    owned = owned.where(column, "=", owner[column]) as typeof owned;
  }
  return owned as unknown as T;
}

/** One write of an entry inside a transaction; shared by everything that writes state. */
export async function putEntry(
  tx: Kysely<Schema>,
  entry: {
    owner: StateOwner;
    key: string;
    value: unknown;
    now: number;
    expiresAt?: number | null;
    ifVersion?: number | undefined;
    eventWorkspaceId?: string | null;
  },
): Promise<number> {
  const { owner, key, now } = entry;
  const row = await ownedBy(tx.selectFrom("state").selectAll(), owner).where("key", "=", key).executeTakeFirst();
  const current = row && isLive(row, now) ? row.version : 0;
  checkVersion(key, entry.ifVersion, current);
  const version = (row?.version ?? 0) + 1;
  const fields = { value: JSON.stringify(entry.value), version, updated_at: now, expires_at: entry.expiresAt ?? null };
  if (row) await ownedBy(tx.updateTable("state").set(fields), owner).where("key", "=", key).execute();
  else
    await tx
      .insertInto("state")
      .values({ ...owner, key, ...fields })
      .execute();
  await appendEvents(tx, now, [
    stateChanged(owner, { key, version, deleted: false, workspaceId: entry.eventWorkspaceId }),
  ]);
  return version;
}

/** Throws `CONFLICT` when another version is wanted than there is; 0 = none. */
export function checkVersion(key: string, wanted: number | undefined, current: number): void {
  if (wanted === undefined || wanted === current) return;
  const found = current === 0 ? "there is no such entry" : `its version is ${current}`;
  throw new OcpError(
    "CONFLICT",
    `'${key}' was expected at version ${wanted}, but ${found}. Read it again with state.get, redo your change, and pass if_version: ${current}.`,
    {
      details: { current_version: current },
    },
  );
}

/** The event of a change; `workspaceId` is where a change of agent state is reported. */
export function stateChanged(
  owner: StateOwner,
  change: { key: string; version: number; deleted: boolean; workspaceId?: string | null | undefined },
): NewEvent {
  const { key, version, deleted, workspaceId } = change;
  return {
    type: "state.changed",
    workspace_id: owner.workspace_id || workspaceId || null,
    session_id: owner.session_id || null,
    payload: {
      key,
      scope: owner.scope,
      session_id: owner.session_id || null,
      agent_id: owner.agent_id || null,
      version,
      deleted,
    },
  };
}

/** The event of an entry that went because its time was up. */
export function stateExpired(row: StateRow): NewEvent {
  return stateChanged(row as unknown as StateOwner, { key: row.key, version: row.version, deleted: true });
}
