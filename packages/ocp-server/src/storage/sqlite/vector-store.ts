import type { SqlDatabase } from "../sql/database.ts";
import type { MissingVector, VectorBatch, VectorStore } from "../store.ts";
import type { Connection } from "./connection.ts";
import { filterCondition, IN_LIST } from "./selection.ts";
import { createSpaces } from "./spaces.ts";
import { packVector, similarity } from "./vectors.ts";

interface Parts {
  readonly db: SqlDatabase;
  readonly reading: Connection;
  readonly writing: Connection;
}

/** Looked at beyond what is wanted, for rows that are gone since they were read or that a filter leaves out. */
const SPARE = 100;
/** A transaction deletes so many, so that nobody waits long for it. */
const VECTORS_AT_ONCE = 500;

/** Chunks of a workspace whose text has no vector of an embedder. */
const MISSING = `FROM chunk c JOIN file f ON f.id = c.file
  WHERE c.workspace = ? AND NOT EXISTS (SELECT 1 FROM vector v
    WHERE v.embedder = (SELECT id FROM embedder WHERE name = ?) AND v.content_hash = c.content_hash)`;

/** Writes vectors within a transaction that is under way. */
function insertVectors({ prepare }: Connection, { embedder, vectors }: VectorBatch): void {
  if (vectors.length === 0) return;
  prepare("INSERT INTO embedder (name) VALUES (?) ON CONFLICT DO NOTHING").run(embedder);
  const id = prepare("SELECT id FROM embedder WHERE name = ?").pluck().get(embedder) as number;
  const insert = prepare("INSERT INTO vector (embedder, content_hash, vector) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  for (const { content_hash, vector } of vectors) insert.run(id, Buffer.from(content_hash, "hex"), packVector(vector));
}

export function createVectorStore({ db, reading, writing }: Parts): VectorStore {
  const spaces = createSpaces(reading);

  function workspaceNumber(workspaceId: string): number | undefined {
    return reading.prepare("SELECT id FROM workspace WHERE workspace_id = ?").pluck().get(workspaceId) as
      | number
      | undefined;
  }

  return {
    async put(batch) {
      await db.write(async () => insertVectors(writing, batch));
    },

    async missing(workspaceId, embedder, limit) {
      const workspace = workspaceNumber(workspaceId);
      if (workspace === undefined) return [];
      // Sorted before texts are looked at, so that the sort is small. The path and name of a text are those of its
      // latest file, since SQLite takes a group's other columns from the row with the maximum.
      const rows = reading
        .prepare(
          `SELECT c.content_hash, c.content, f.path, c.symbol FROM (
             SELECT c.id, max(f.mtime_ms) AS latest ${MISSING} GROUP BY c.content_hash ORDER BY latest DESC, c.id LIMIT ?
           ) m JOIN chunk c ON c.id = m.id JOIN file f ON f.id = c.file ORDER BY m.latest DESC, c.id`,
        )
        .all(workspace, embedder, limit) as (Omit<MissingVector, "content_hash"> & { content_hash: Buffer })[];
      return rows.map((row) => ({ ...row, content_hash: row.content_hash.toString("hex") }));
    },

    async countMissing(workspaceId, embedder) {
      const workspace = workspaceNumber(workspaceId);
      if (workspace === undefined) return { texts: 0, characters: 0 };
      return reading
        .prepare(
          `SELECT count(*) AS texts, coalesce(sum(characters), 0) AS characters FROM (
             SELECT length(c.content) AS characters ${MISSING} GROUP BY c.content_hash)`,
        )
        .get(workspace, embedder) as { texts: number; characters: number };
    },

    async search({ workspaceId, filters }, embedder, query, limit) {
      const workspace = workspaceNumber(workspaceId);
      const number = reading.prepare("SELECT id FROM embedder WHERE name = ?").pluck().get(embedder);
      if (workspace === undefined || number === undefined || limit < 1) return [];
      const slab = await spaces.open({ workspace, embedder: number as number, dimensions: query.length });
      const condition = filterCondition(filters);
      const asked = limit * 2 + SPARE;
      const near = await slab.nearest(query, asked);
      const rows = near.map(({ row }) => row);
      const visible = spaces.visible(workspace, rows, condition);
      let found = near.filter(({ row }) => visible.has(row));
      // Filters, or rows that are gone, left too few of the nearest.
      if (found.length < limit && near.length === asked)
        found = await slab.nearest(query, limit, spaces.allVisible(workspace, condition));
      return found.slice(0, limit).map(({ row, score }) => ({ row, similarity: score }));
    },

    async similarities(rows, embedder, query) {
      const found = reading
        .prepare(
          `SELECT c.id, v.vector FROM chunk c JOIN vector v ON v.content_hash = c.content_hash
           WHERE c.id IN ${IN_LIST} AND v.embedder = (SELECT id FROM embedder WHERE name = ?)`,
        )
        .all(JSON.stringify(rows), embedder) as { id: number; vector: Buffer }[];
      const byRow = new Map(found.map((row) => [row.id, similarity(row.vector, query)]));
      return rows.map((row) => byRow.get(row));
    },

    async embedderOf(workspaceId) {
      const name = reading.prepare("SELECT embedder FROM workspace WHERE workspace_id = ?").pluck().get(workspaceId);
      return (name as string | null | undefined) ?? undefined;
    },

    async setEmbedder(workspaceId, embedder) {
      await db.write(async () => {
        writing.prepare("UPDATE workspace SET embedder = ? WHERE workspace_id = ?").run(embedder, workspaceId);
      });
    },

    async collect() {
      // To find what is unused, every chunk is read.
      if (reading.prepare("SELECT 1 FROM vector LIMIT 1").get() === undefined) return;
      // The latest stays, so that its row number, by which readers know what is new, is not given again.
      const unused = reading
        .prepare(
          `SELECT rowid FROM vector WHERE content_hash NOT IN (SELECT content_hash FROM chunk)
           AND rowid < (SELECT max(rowid) FROM vector)`,
        )
        .pluck()
        .all() as number[];
      // A text that comes back meanwhile is given its vector again.
      for (let start = 0; start < unused.length; start += VECTORS_AT_ONCE) {
        const rows = JSON.stringify(unused.slice(start, start + VECTORS_AT_ONCE));
        await db.write(async () => void writing.prepare(`DELETE FROM vector WHERE rowid IN ${IN_LIST}`).run(rows));
      }
    },
  };
}
