import { hostname } from "node:os";
import type { Schema } from "../schema.ts";
import type { LeaseStore } from "../store.ts";
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

type Lease = Pick<Schema["lease"], "owner" | "host" | "pid" | "expires_at">;

/** Whether a lease has not run out and its holder, as far as can be known from here, still lives. */
export function isLiving({ expires_at, host, pid }: Omit<Lease, "owner">, now: number): boolean {
  return expires_at > now && (host !== hostname() || isAlive(pid));
}

export function createLeaseStore(db: SqlDatabase): LeaseStore {
  return {
    async acquire(name, owner, ttlMs) {
      // Asked without the write lock first: whoever waits for a lease must not disturb those who work.
      const seen = await db.read.selectFrom("lease").selectAll().where("name", "=", name).executeTakeFirst();
      if (seen && seen.owner !== owner.id && isLiving(seen, db.now())) return false;
      return db.write(async (tx) => {
        const now = db.now();
        const lease = await tx.selectFrom("lease").selectAll().where("name", "=", name).executeTakeFirst();
        if (lease && lease.owner !== owner.id && isLiving(lease, now)) return false;
        const fields = { owner: owner.id, host: owner.host, pid: owner.pid, expires_at: now + ttlMs };
        await tx
          .insertInto("lease")
          .values({ name, ...fields })
          .onConflict((c) => c.column("name").doUpdateSet(fields))
          .execute();
        return true;
      });
    },

    async release(name, owner) {
      await db.write((tx) => tx.deleteFrom("lease").where("name", "=", name).where("owner", "=", owner.id).execute());
    },
  };
}
