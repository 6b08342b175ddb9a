import type { TraceStore } from "../store.ts";
import type { SqlDatabase } from "./database.ts";

const TTL_MS = 30 * 86_400_000;

export function createTraceStore(db: SqlDatabase): TraceStore {
  return {
    async add({ optimized, ...trace }) {
      await db.write(async (tx) => {
        await tx
          .insertInto("prompt_trace")
          .values({ ...trace, optimized: optimized ? 1 : 0, result: null, created_at: db.now() })
          .execute();
        // Here rather than by the sweep, which then has nothing to look for.
        await tx
          .deleteFrom("prompt_trace")
          .where("created_at", "<", db.now() - TTL_MS)
          .execute();
      });
    },

    async get(traceId) {
      return db.read
        .selectFrom("prompt_trace")
        .select(["workspace_id", "partition"])
        .where("trace_id", "=", traceId)
        .where("created_at", ">=", db.now() - TTL_MS)
        .executeTakeFirst();
    },

    async recordResult(traceId, result) {
      return db.write(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable("prompt_trace")
          .set({ result: JSON.stringify(result ?? null) })
          .where("trace_id", "=", traceId)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      });
    },
  };
}
