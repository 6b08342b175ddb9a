import { OcpError, type Chunk } from "ocp-core";
import { lastName } from "../names.ts";
import type { ChunkRow } from "../schema.ts";
import { decodeCursor, encodeCursor, type SqlDatabase } from "../sql/database.ts";
import type { Candidate, ChunkContent, ChunkSelection, FileRecord, IndexStore } from "../store.ts";
import type { Connection } from "./connection.ts";
import { createIndexInvalidation } from "./index-invalidation.ts";
import { createIndexWriter } from "./index-writer.ts";
import { IN_PART, WITH_PARTS } from "./parts.ts";
import { fileCondition, filterCondition, IN_LIST, registerFunctions } from "./selection.ts";

interface Parts {
  readonly db: SqlDatabase;
  readonly reading: Connection;
  readonly writing: Connection;
}

const FULL = "c.*, f.path, f.uri, w.workspace_id";
const ITS_FILE = "JOIN file f ON f.id = c.file JOIN workspace w ON w.id = c.workspace";
const BY_ID = `${WITH_PARTS} SELECT ${FULL} FROM part CROSS JOIN chunk c ON ${IN_PART} AND c.chunk_id = ? ${ITS_FILE}`;
const BY_NAME = `${WITH_PARTS} SELECT c.id FROM part CROSS JOIN chunk c ON ${IN_PART} AND c.name IN ${IN_LIST} AND c.workspace = ?`;
const CANDIDATE = "c.id, c.file, c.symbol, c.start_line";
const FILE = "f.path, f.size, f.mtime_ms AS mtimeMs, f.ctime_ms AS ctimeMs, f.hash, f.chunking, f.chunks, f.stale";

type CandidateRow = [row: number, file: number, symbol: string | null, start_line: number | null];
type FileRow = [id: number, path: string, size: number];

type StoredFile = Omit<FileRecord, "stale"> & { stale: number };

const toFile = (row: StoredFile): FileRecord => ({ ...row, stale: row.stale === 1 });

type FullRow = Omit<ChunkRow, "workspace"> & { path: string; uri: string; workspace_id: string };

function toChunk(row: FullRow): Chunk {
  const range =
    row.start_line === null
      ? null
      : { start_line: row.start_line, end_line: row.end_line!, start_byte: row.start_byte!, end_byte: row.end_byte! };
  return {
    chunk_id: row.chunk_id,
    workspace_id: row.workspace_id,
    source: { uri: row.uri, range },
    content: row.content,
    content_hash: row.content_hash.toString("hex"),
    language: row.language,
    kind: row.kind,
    symbol: row.symbol,
    version: row.version,
    indexed_at: new Date(row.indexed_at).toISOString(),
    metadata: {
      ...withoutStale(JSON.parse(row.metadata) as Record<string, unknown>),
      path: row.path,
      ...(row.stale ? { stale: true } : {}),
    },
  };
}

/** What a client said of a document never decides whether it is current. */
function withoutStale({ stale: _, ...metadata }: Record<string, unknown>): Record<string, unknown> {
  return metadata;
}

export function createIndexStore({ db, reading, writing }: Parts): IndexStore {
  registerFunctions(reading);
  /** To count takes the longer the more files there are; they are counted again once more than a few edits have come. */
  const languages = new Map<number, TextSize & { counts: ReadonlyMap<string, number> }>();

  function workspaceNumber(workspaceId: string): number | undefined {
    return reading.prepare("SELECT id FROM workspace WHERE workspace_id = ?").pluck().get(workspaceId) as
      | number
      | undefined;
  }

  /** Chunks that a request may see. Files are read once each, not with each of their chunks. */
  function candidates(
    tail: string,
    { workspaceId, filters }: ChunkSelection,
    { ordered = false, after }: { ordered?: boolean; after: unknown[] },
  ): Candidate[] {
    const workspace = workspaceNumber(workspaceId);
    if (workspace === undefined) return [];
    const { sql, parameters: filterParameters } = filterCondition(filters);
    const join = ordered || sql !== "" ? " JOIN file f ON f.id = c.file" : "";
    const chunks = reading
      .prepare(`SELECT ${CANDIDATE} FROM chunk c${join} WHERE c.workspace = ? AND c.stale = 0${sql} ${tail}`)
      .raw()
      .all(workspace, ...filterParameters, ...after) as CandidateRow[];
    const files = reading
      .prepare(`SELECT id, path, size FROM file WHERE id IN ${IN_LIST}`)
      .raw()
      .all(JSON.stringify([...new Set(chunks.map(([, file]) => file))])) as FileRow[];
    const byId = new Map(files.map((file) => [file[0], file]));
    const found: Candidate[] = [];
    for (const [row, id, symbol, start_line] of chunks) {
      const file = byId.get(id);
      // Another process may have removed it in between.
      if (file) found.push({ row, path: file[1], symbol, start_line, file_bytes: file[2] });
    }
    return found;
  }

  return {
    ...createIndexWriter(db, writing),
    ...createIndexInvalidation(db, writing),

    async files(workspaceId, under) {
      const workspace = workspaceNumber(workspaceId);
      const files = new Map<string, FileRecord>();
      if (workspace === undefined) return files;
      const everything = !under || under.includes("");
      const list = JSON.stringify(under);
      const rows = everything
        ? reading.prepare(`SELECT ${FILE} FROM file f WHERE f.workspace = ?`).all(workspace)
        : reading
            .prepare(
              // Two ranges that an index finds: the path itself, and all below it ('0' follows '/').
              `SELECT ${FILE} FROM json_each(?) u CROSS JOIN file f ON f.workspace = ? AND f.path = u.value UNION ALL
               SELECT ${FILE} FROM json_each(?) u CROSS JOIN file f ON f.workspace = ? AND f.path > u.value || '/' AND f.path < u.value || '0'`,
            )
            .all(list, workspace, list, workspace);
      for (const row of rows as StoredFile[]) files.set(row.path, toFile(row));
      return files;
    },

    async filesAt(workspaceId, paths) {
      const rows = reading
        .prepare(`SELECT ${FILE} FROM json_each(?) u CROSS JOIN file f ON f.workspace = ? AND f.path = u.value`)
        .all(JSON.stringify(paths), workspaceNumber(workspaceId) ?? -1);
      return (rows as StoredFile[]).map(toFile);
    },

    async chunk(chunkId) {
      const row = reading.prepare(BY_ID).get(chunkId) as FullRow | undefined;
      return row && toChunk(row);
    },

    async chunksByRow(rows) {
      const found = reading
        .prepare(`SELECT ${FULL} FROM chunk c ${ITS_FILE} WHERE c.stale = 0 AND c.id IN ${IN_LIST}`)
        .all(JSON.stringify(rows));
      return new Map((found as FullRow[]).map((row) => [row.id, toChunk(row)]));
    },

    async contentHashesByRow(rows) {
      const found = reading.prepare(`SELECT id, lower(hex(content_hash)) FROM chunk WHERE id IN ${IN_LIST}`).raw();
      return new Map(found.all(JSON.stringify(rows)) as [number, string][]);
    },

    async textsByRow(rows) {
      const found = reading.prepare(`SELECT id, content FROM chunk WHERE id IN ${IN_LIST}`).raw();
      return new Map(found.all(JSON.stringify(rows)) as [number, string][]);
    },

    async list({ workspaceId, filters }, { cursor, limit }) {
      const start = cursor === undefined ? ["", 0] : decodeCursor(cursor, 2);
      if (!start)
        throw new OcpError(
          "INVALID_PARAMS",
          "cursor was not made by workspace.list_chunks. Pass the next_cursor of an earlier answer, or none.",
        );
      const { sql, parameters } = filterCondition(filters);
      const rows = reading
        .prepare(
          // The order of joins is fixed, so that a page reads only the files that it shows.
          `SELECT ${FULL}
           FROM workspace w CROSS JOIN file f ON f.workspace = w.id CROSS JOIN chunk c ON c.file = f.id
           WHERE w.workspace_id = ? AND f.path >= ? AND (f.path > ? OR coalesce(c.start_byte, c.id) > ?)${sql}
           ORDER BY f.path, coalesce(c.start_byte, c.id) LIMIT ?`,
        )
        .all(
          workspaceId,
          start[0],
          start[0],
          Number(start[1]) - (cursor === undefined ? 1 : 0),
          ...parameters,
          limit + 1,
        ) as FullRow[];
      const last = rows[limit - 1];
      return {
        items: rows.slice(0, limit).map(toChunk),
        next: rows.length > limit && last ? encodeCursor([last.path, last.start_byte ?? last.id]) : undefined,
      };
    },

    async searchSymbols(selection, names, limit) {
      if (names.length === 0) return [];
      const rows = reading
        .prepare(BY_NAME)
        .pluck()
        .all(JSON.stringify(names.map(lastName)), workspaceNumber(selection.workspaceId) ?? -1);
      return candidates(`AND c.id IN ${IN_LIST} ORDER BY f.path, c.start_line LIMIT ?`, selection, {
        ordered: true,
        after: [JSON.stringify(rows), limit],
      });
    },

    async candidatesByRow(selection, rows) {
      const found = candidates(`AND c.id IN ${IN_LIST}`, selection, {
        // In the order in which they are stored, neighbours are read together.
        after: [JSON.stringify(rows.toSorted((a, b) => a - b))],
      });
      return new Map(found.map((candidate) => [candidate.row, candidate]));
    },

    async rowsOfFiles({ workspaceId, filters }) {
      const workspace = workspaceNumber(workspaceId);
      const { sql, parameters } = fileCondition(filters);
      if (sql === "" || workspace === undefined) return undefined;
      // Through an index that holds both columns, so that no text is read.
      const rows = reading
        .prepare(`SELECT c.id FROM file f CROSS JOIN chunk c ON c.file = f.id WHERE f.workspace = ?${sql}`)
        .pluck()
        .all(workspace, ...parameters) as number[];
      return new Set(rows);
    },

    async contents(workspaceId, after, limit) {
      const rows = reading
        .prepare(
          `SELECT c.id AS row, c.content, c.symbol, c.metadata, f.path FROM chunk c JOIN file f ON f.id = c.file
           WHERE c.id > ? AND c.workspace = ? ORDER BY c.id LIMIT ?`,
        )
        .all(after, workspaceNumber(workspaceId) ?? -1, limit) as (Omit<ChunkContent, "metadata"> & {
        metadata: string;
      })[];
      return rows.map((row) => ({ ...row, metadata: JSON.parse(row.metadata) as Record<string, unknown> }));
    },

    async count(workspaceId) {
      return reading
        .prepare("SELECT coalesce(sum(chunks), 0) FROM file WHERE workspace = ?")
        .pluck()
        .get(workspaceNumber(workspaceId) ?? -1) as number;
    },

    async languages(workspaceId) {
      const workspace = workspaceNumber(workspaceId);
      if (workspace === undefined) return new Map();
      const size = reading
        .prepare(
          "SELECT coalesce(max(id), 0) AS newest, coalesce(sum(length(rows)), 0) AS length FROM text_segment WHERE workspace = ?",
        )
        .get(workspace) as TextSize;
      const known = languages.get(workspace);
      if (known && isAboutAs(size, known)) return known.counts;
      const rows = reading
        .prepare("SELECT language, sum(size) AS bytes FROM file WHERE workspace = ? AND chunks > 0 GROUP BY language")
        .all(workspace) as { language: string; bytes: number }[];
      const counts = new Map(rows.map(({ language, bytes }) => [language, bytes]));
      languages.set(workspace, { ...size, counts });
      return counts;
    },
  };
}

/** How much there is in a text index: the number of its newest part, and the bytes that name its chunks. */
interface TextSize {
  readonly newest: number;
  readonly length: number;
}

const FEW_PARTS = 32;
const SMALL_SHARE = 0.02;

/** Whether so little was written in between that the shares of languages are the same for all that they are used for. */
function isAboutAs(now: TextSize, then: TextSize): boolean {
  if (now.newest === then.newest) return true;
  return now.newest - then.newest < FEW_PARTS && Math.abs(now.length - then.length) < then.length * SMALL_SHARE;
}
