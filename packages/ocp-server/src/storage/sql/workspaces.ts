import { OcpError, type Workspace } from "ocp-core";
import { sql } from "kysely";
import { indexLease, type WorkspaceRecord, type WorkspaceStore } from "../store.ts";
import { decodeCursor, encodeCursor, type SqlDatabase } from "./database.ts";
import { appendEvents } from "./events.ts";
import { isLiving } from "./leases.ts";
import { deleteEvents, noteRemoved } from "./removed.ts";

function toRecord(row: {
  workspace_id: string;
  root_uri: string;
  name: string;
  metadata: string;
  indexed_at: number | null;
}): WorkspaceRecord {
  const { workspace_id, root_uri, name } = row;
  return {
    workspace_id,
    root_uri,
    name,
    metadata: JSON.parse(row.metadata) as Record<string, unknown>,
    indexed: row.indexed_at !== null,
  };
}

export function createWorkspaceStore(db: SqlDatabase): WorkspaceStore {
  return {
    async register({ workspace_id, root_uri, defaultName, name, metadata }) {
      const seen = await this.get(workspace_id);
      if (seen && name === undefined && metadata === undefined) return { created: false, workspace: seen };
      return db.write(async (tx) => {
        const row = await tx
          .selectFrom("workspace")
          .selectAll()
          .where("workspace_id", "=", workspace_id)
          .executeTakeFirst();
        if (!row) {
          const fresh = {
            workspace_id,
            root_uri,
            name: name ?? defaultName,
            metadata: JSON.stringify(metadata ?? {}),
            indexed_at: null,
          };
          await tx
            .insertInto("workspace")
            .values({ ...fresh, created_at: db.now() })
            .execute();
          return { created: true, workspace: toRecord(fresh) };
        }
        const changes = { name: name ?? row.name, metadata: metadata ? JSON.stringify(metadata) : row.metadata };
        await tx.updateTable("workspace").set(changes).where("id", "=", row.id).execute();
        return { created: false, workspace: toRecord({ ...row, ...changes }) };
      });
    },

    async get(workspaceId) {
      const row = await db.read
        .selectFrom("workspace")
        .selectAll()
        .where("workspace_id", "=", workspaceId)
        .executeTakeFirst();
      return row && toRecord(row);
    },

    async list({ only, cursor, limit }) {
      const start = cursor === undefined ? undefined : decodeCursor(cursor, 1);
      if (cursor !== undefined && !start)
        throw new OcpError(
          "INVALID_PARAMS",
          "cursor was not made by workspace.list. Pass the next_cursor of an earlier answer, or none.",
        );
      const now = db.now();
      let query = db.read
        .selectFrom("workspace")
        .selectAll()
        .select((eb) => [
          eb
            .selectFrom("file")
            .whereRef("file.workspace", "=", "workspace.id")
            .select((f) => f.fn.countAll<number>().as("n"))
            .as("files"),
          eb
            .selectFrom("file")
            .whereRef("file.workspace", "=", "workspace.id")
            .select((f) => f.fn.coalesce(f.fn.sum<number>("chunks"), sql.lit(0)).as("n"))
            .as("chunks"),
          eb
            .selectFrom("chunk")
            .whereRef("chunk.workspace", "=", "workspace.id")
            .where("stale", "=", 1)
            .select((f) => f.fn.countAll<number>().as("n"))
            .as("stale"),
        ])
        .where("id", ">", Number(start?.[0] ?? 0));
      if (only) query = query.where("workspace_id", "in", only.length > 0 ? [...only] : [""]);
      const rows = await query
        .orderBy("id")
        .limit(limit + 1)
        .execute();
      const leases = await db.read.selectFrom("lease").selectAll().where("name", "like", "index:%").execute();
      const running = new Set(leases.filter((lease) => isLiving(lease, now)).map((lease) => lease.name));
      const items = rows.slice(0, limit).map((row): Workspace => {
        const indexing = running.has(indexLease(row.workspace_id));
        const settled = row.complete === 1;
        const { indexed: _, ...record } = toRecord(row);
        return {
          ...record,
          files: Number(row.files ?? 0),
          chunks: Number(row.chunks ?? 0),
          stale: Number(row.stale ?? 0),
          status: indexing ? "indexing" : !settled ? "partial" : Number(row.files ?? 0) === 0 ? "empty" : "ready",
          progress: settled
            ? row.indexed_at === null && Number(row.files ?? 0) === 0
              ? 0
              : 1
            : row.files_total === 0
              ? 0
              : Math.min(1, row.files_done / row.files_total),
          indexed_at: row.indexed_at === null ? null : new Date(row.indexed_at).toISOString(),
        };
      });
      return { items, next: rows.length > limit ? encodeCursor([rows[limit - 1]!.id]) : undefined };
    },

    async remove(workspaceId) {
      await deleteEvents(db, workspaceId);
      return db.write(async (tx) => {
        const row = await tx
          .selectFrom("workspace")
          .select("id")
          .where("workspace_id", "=", workspaceId)
          .executeTakeFirst();
        if (!row) return false;
        // What belongs to no workspace nobody sees; it is deleted by and by.
        await noteRemoved(tx, row.id);
        for (const table of ["state", "session", "checkpoint", "event", "subscription", "prompt_trace"] as const) {
          await tx.deleteFrom(table).where("workspace_id", "=", workspaceId).execute();
        }
        await tx.deleteFrom("workspace").where("id", "=", row.id).execute();
        return true;
      });
    },

    async reportProgress(workspaceId, { filesDone, filesTotal, finished, whole }) {
      await db.write(async (tx) => {
        const now = db.now();
        const known = await tx
          .selectFrom("workspace")
          .select("id")
          .where("workspace_id", "=", workspaceId)
          .executeTakeFirst();
        if (!known) return;
        if (whole) {
          await tx
            .updateTable("workspace")
            .set({
              files_done: filesDone,
              files_total: filesTotal,
              complete: finished ? 1 : 0,
              ...(finished ? { indexed_at: now } : {}),
            })
            .where("workspace_id", "=", workspaceId)
            .execute();
        }
        const progress = finished ? 1 : filesTotal === 0 ? 0 : Math.min(1, filesDone / filesTotal);
        await appendEvents(tx, now, [
          {
            type: "index.progress",
            workspace_id: workspaceId,
            payload: { progress, files_done: filesDone, files_total: filesTotal },
          },
        ]);
      });
    },
  };
}
