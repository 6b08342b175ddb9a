import type { SqlDatabase } from "./database.ts";
import { stateExpired } from "./entries.ts";
import { appendEvents, hasOldEvents, pruneEvents } from "./events.ts";
import { endSession } from "./session-rows.ts";

const TOMBSTONE_TTL_MS = 30 * 86_400_000;
/** Bounds one transaction; what is left goes with the next sweep. */
const BATCH = 500;

/**
 * Ends what has run out: entries and sessions by their time to live, the log by its bounds, marks of deleted entries
 * after 30 days. Reads first, so that an idle sweep takes no lock.
 */
export async function purge(db: SqlDatabase, now: number): Promise<number> {
  const expired = () =>
    db.read
      .selectFrom("state")
      .select("key")
      .where("expires_at", "<=", now)
      .where("value", "is not", null)
      .limit(1)
      .executeTakeFirst();
  const over = () =>
    db.read
      .selectFrom("session")
      .select("session_id")
      .where("expires_at", "<=", now)
      .where("closed_at", "is", null)
      .limit(1)
      .executeTakeFirst();
  const oldLog = await hasOldEvents(db, now);
  if (!oldLog && !(await expired()) && !(await over())) return 0;

  return db.write(async (tx) => {
    let count = 0;
    const sessions = await tx
      .selectFrom("session")
      .selectAll()
      .where("expires_at", "<=", now)
      .where("closed_at", "is", null)
      .limit(BATCH)
      .execute();
    for (const session of sessions) await endSession(tx, session, "ttl", now);
    count += sessions.length;

    const entries = await tx
      .selectFrom("state")
      .selectAll()
      .where("expires_at", "<=", now)
      .where("value", "is not", null)
      .limit(BATCH)
      .execute();
    for (const entry of entries) {
      const { scope, workspace_id, session_id, agent_id, partition, key } = entry;
      await tx
        .updateTable("state")
        .set({ value: null, expires_at: null, updated_at: now })
        .where((eb) => eb.and({ scope, workspace_id, session_id, agent_id, partition, key }))
        .execute();
    }
    await appendEvents(tx, now, entries.map(stateExpired));
    count += entries.length;

    if (oldLog) {
      count += await pruneEvents(tx, now);
      const old = await tx
        .deleteFrom("state")
        .where("value", "is", null)
        .where("updated_at", "<", now - TOMBSTONE_TTL_MS)
        .executeTakeFirst();
      count += Number(old.numDeletedRows);
    }
    return count;
  });
}
