import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import type { SqlDatabase } from "../sql/database.ts";
import { appendEvents } from "../sql/events.ts";
import type { IndexStore } from "../store.ts";
import type { Connection } from "./connection.ts";
import { invalidatedEvents } from "./index-events.ts";
import { IN_LIST } from "./selection.ts";
import { requireWorkspace } from "./workspace-row.ts";

/** A transaction that only marks chunks marks no more than about this many. */
const CHUNKS_AT_ONCE = 400;
const FILES_AT_ONCE = 50;

/** The part of the index that marks what is no longer current. */
export function createIndexInvalidation(
  db: SqlDatabase,
  connection: Connection,
): Pick<IndexStore, "invalidate" | "invalidateFound"> {
  const { prepare } = connection;

  /** The files at or below these paths, each once. */
  function filesAt(workspace: number, paths: readonly string[]): SizedFile[] {
    const found = new Map<number, SizedFile>();
    for (const path of paths) {
      // Two ranges that an index finds: the path itself, and all below it ('0' follows '/').
      const files = (
        path === ""
          ? prepare("SELECT id, chunks FROM file WHERE workspace = ?").all(workspace)
          : prepare(
              `SELECT id, chunks FROM file WHERE workspace = ? AND path = ? UNION ALL
               SELECT id, chunks FROM file WHERE workspace = ? AND path > ? AND path < ?`,
            ).all(workspace, path, workspace, `${path}/`, `${path}0`)
      ) as SizedFile[];
      for (const file of files) found.set(file.id, file);
    }
    return [...found.values()];
  }

  async function markStale(
    tx: Kysely<Schema>,
    at: { workspaceId: string; files: readonly number[]; reason: "explicit" | "file_changed" },
  ): Promise<number> {
    const list = JSON.stringify(at.files);
    prepare(`UPDATE file SET stale = 1 WHERE id IN ${IN_LIST}`).run(list);
    const ids = prepare(`UPDATE chunk SET stale = 1 WHERE stale = 0 AND file IN ${IN_LIST} RETURNING chunk_id`).pluck();
    const marked = ids.all(list) as string[];
    await appendEvents(tx, db.now(), invalidatedEvents(at.workspaceId, marked, at.reason));
    return marked.length;
  }

  return {
    async invalidate(workspaceId, paths, reason) {
      let count = 0;
      for (const files of inGroups(filesAt(requireWorkspace(connection, workspaceId), paths))) {
        count += await db.write(async (tx) => {
          requireWorkspace(connection, workspaceId);
          return markStale(tx, { workspaceId, files, reason });
        });
      }
      return count;
    },

    async invalidateFound(workspaceId, found) {
      let count = 0;
      for (let start = 0; start < found.length; start += FILES_AT_ONCE) {
        count += await db.write(async (tx) => {
          const workspace = requireWorkspace(connection, workspaceId);
          const same = prepare("SELECT id FROM file WHERE workspace = ? AND path = ? AND hash = ?").pluck();
          const files = found
            .slice(start, start + FILES_AT_ONCE)
            .flatMap(({ path, hash }) => (same.get(workspace, path, hash) as number | undefined) ?? []);
          return markStale(tx, { workspaceId, files, reason: "file_changed" });
        });
      }
      return count;
    },
  };
}

interface SizedFile {
  readonly id: number;
  readonly chunks: number;
}

/** The ids of files in groups of about so many chunks as one transaction changes. */
function inGroups(files: readonly SizedFile[]): number[][] {
  const groups: number[][] = [];
  let room = 0;
  for (const { id, chunks } of files) {
    if (room <= 0) {
      groups.push([]);
      room = CHUNKS_AT_ONCE;
    }
    groups.at(-1)!.push(id);
    room -= Math.max(1, chunks);
  }
  return groups;
}
