import type { LeaseOwner, LeaseStore } from "../store.ts";
import type { SqlDatabase } from "./database.ts";

/** Whether a process of this host still runs. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether somebody other than `owner` holds this lease and may keep it. */
export function isHeld(lease: { owner: string; host: string; pid: number; expires_at: number }, by: LeaseOwner, now: number): boolean {
  if (lease.owner === by.id || lease.expires_at <= now) return false;
  return lease.host !== by.host || isAlive(lease.pid);
}

export function createLeaseStore(db: SqlDatabase): LeaseStore {
  return {
    async acquire(name, owner, ttlMs) {
      // Asked without the write lock first: whoever waits for a lease must not disturb those who work.
      const seen = await db.read.selectFrom("lease").selectAll().where("name", "=", name).executeTakeFirst();
      if (seen && isHeld(seen, owner, db.now())) return false;
      return db.write(async (tx) => {
        const now = db.now();
        const lease = await tx.selectFrom("lease").selectAll().where("name", "=", name).executeTakeFirst();
        if (lease && isHeld(lease, owner, now)) return false;
        const fields = { owner: owner.id, host: owner.host, pid: owner.pid, expires_at: now + ttlMs };
        await tx.insertInto("lease").values({ name, ...fields }).onConflict((c) => c.column("name").doUpdateSet(fields)).execute();
        return true;
      });
    },

    async release(name, owner) {
      await db.write((tx) => tx.deleteFrom("lease").where("name", "=", name).where("owner", "=", owner.id).execute());
    },
  };
}
