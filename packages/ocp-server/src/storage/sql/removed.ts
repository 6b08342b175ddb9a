import { setImmediate as turn } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import type { SqlDatabase } from "./database.ts";

/** A transaction deletes about so many chunks, so that nobody waits long for it. */
const CHUNKS_AT_ONCE = 400;
/** Files that are looked at for one transaction. */
const FILES_AT_ONCE = 100;
const EVENTS_AT_ONCE = 100;

const PREFIX = "removed:";

/** Deletes a workspace's events in short transactions; there may be thousands, of kilobytes each. */
export async function deleteEvents(db: SqlDatabase, workspaceId: string): Promise<void> {
  for (let gone = EVENTS_AT_ONCE; gone === EVENTS_AT_ONCE; await turn()) {
    gone = await db.write(async (tx) => {
      const some = tx.selectFrom("event").select("seq").where("workspace_id", "=", workspaceId).limit(EVENTS_AT_ONCE);
      const { numDeletedRows } = await tx.deleteFrom("event").where("seq", "in", some).executeTakeFirst();
      return Number(numDeletedRows);
    });
  }
}

/** Leaves the index of a workspace that is removed to `deleteRemoved`. Call it inside the transaction that removes it. */
export async function noteRemoved(tx: Kysely<Schema>, workspace: number): Promise<void> {
  await tx.updateTable("text_segment").set({ state: 2 }).where("workspace", "=", workspace).execute();
  await tx
    .insertInto("meta")
    .values({ key: `${PREFIX}${workspace}`, value: "" })
    .execute();
}

/** Whether `deleteRemoved` has something to do. */
export async function hasRemoved(db: SqlDatabase): Promise<boolean> {
  const note = await db.read.selectFrom("meta").select("key").where("key", "like", `${PREFIX}%`).executeTakeFirst();
  return note !== undefined;
}

/** Deletes, in short transactions, what workspaces that were removed have left. Returns how many chunks went. */
export async function deleteRemoved(db: SqlDatabase): Promise<number> {
  const notes = await db.read.selectFrom("meta").select("key").where("key", "like", `${PREFIX}%`).execute();
  let count = 0;
  for (const { key } of notes) {
    const workspace = Number(key.slice(PREFIX.length));
    for (;;) {
      const gone = await deleteSome(db, workspace);
      if (gone === undefined) break;
      count += gone;
    }
    await db.write((tx) => tx.deleteFrom("meta").where("key", "=", key).execute());
  }
  return count;
}

async function deleteSome(db: SqlDatabase, workspace: number): Promise<number | undefined> {
  return db.write(async (tx) => {
    const files = await tx
      .selectFrom("file")
      .select(["id", "chunks"])
      .where("workspace", "=", workspace)
      .limit(FILES_AT_ONCE)
      .execute();
    if (files.length === 0) return undefined;
    const ids: number[] = [];
    for (let room = CHUNKS_AT_ONCE; room > 0 && ids.length < files.length;) {
      const { id, chunks } = files[ids.length]!;
      ids.push(id);
      room -= Math.max(1, chunks);
    }
    const { numDeletedRows } = await tx.deleteFrom("chunk").where("file", "in", ids).executeTakeFirst();
    await tx.deleteFrom("file").where("id", "in", ids).execute();
    return Number(numDeletedRows);
  });
}
