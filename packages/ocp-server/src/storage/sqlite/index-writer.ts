import { chunkId } from "ocp-core";
import { sha256 } from "../../sha256.ts";
import { lastName } from "../names.ts";
import type { ChunkRow } from "../schema.ts";
import type { SqlDatabase } from "../sql/database.ts";
import { appendEvents, type NewEvent } from "../sql/events.ts";
import type { FileUpdate, IndexStore, NewChunk, WriteCounts, WriteOptions } from "../store.ts";
import type { Connection } from "./connection.ts";
import { indexedEvents, invalidatedEvents } from "./index-events.ts";
import { requireWorkspace } from "./workspace-row.ts";
import { createTextWriter } from "./text-store.ts";

type KnownChunk = Pick<
  ChunkRow,
  | "id"
  | "chunk_id"
  | "place"
  | "start_byte"
  | "end_byte"
  | "language"
  | "kind"
  | "symbol"
  | "version"
  | "stale"
  | "metadata"
> & { content_hash: string };
/** A chunk with its id, its number among those of the batch, and what its row holds in another form. */
interface Numbered {
  readonly chunk: NewChunk;
  readonly id: string;
  readonly number: number;
  readonly hash: Buffer;
  readonly name: string | null;
  readonly metadata: string;
}
type Replacement = Extract<FileUpdate, { kind: "replace" }>;

/** One transaction: where it writes, what it counts, and the ids that it will report. */
interface Batch {
  readonly workspace: number;
  readonly workspaceId: string;
  /** The row that the next new text gets. */
  nextRow: number;
  /** The row of each chunk of the batch's replacements in turn; 0 where the words are those of an older row. */
  readonly rows: Int32Array;
  readonly counts: WriteCounts;
  readonly indexed: string[];
  readonly changed: string[];
  readonly deleted: string[];
}

/** Where chunks are written: their batch, and the row of their file. */
interface Target {
  readonly batch: Batch;
  readonly file: number;
}

/** The chunks of each update, numbered through; none for one that replaces nothing. */
function numbered(workspaceId: string, updates: readonly FileUpdate[]): Numbered[][] {
  let number = 0;
  return updates.map((update) =>
    update.kind === "replace"
      ? update.chunks.map((chunk) => ({
          chunk,
          id: chunk.chunk_id ?? idOf(workspaceId, update.uri, chunk),
          number: number++,
          hash: Buffer.from(chunk.content_hash, "hex"),
          name: chunk.symbol === null ? null : lastName(chunk.symbol),
          metadata: JSON.stringify(chunk.metadata),
        }))
      : [],
  );
}

function idOf(workspaceId: string, uri: string, { range, content_hash }: NewChunk): string {
  return chunkId({ workspace_id: workspaceId, uri, lines: range, content_hash }, sha256);
}

/** The part of the index that writes it. */
export function createIndexWriter(db: SqlDatabase, connection: Connection): Pick<IndexStore, "write"> {
  const { prepare } = connection;
  const writer = createTextWriter(connection);

  /** Rows are never used twice, since the text index still names those that are gone. */
  function nextRow(): number {
    return Number(prepare("SELECT value FROM meta WHERE key = 'next_row'").pluck().get());
  }

  function removeChunk(id: number): void {
    prepare("DELETE FROM chunk WHERE id = ?").run(id);
  }

  function knownChunks(file: number): KnownChunk[] {
    return prepare(
      "SELECT id, chunk_id, place, start_byte, end_byte, language, kind, symbol, version, stale, metadata, lower(hex(content_hash)) AS content_hash FROM chunk WHERE file = ? ORDER BY start_byte, id",
    ).all(file) as KnownChunk[];
  }

  function fileOf(workspace: number, path: string): number | undefined {
    return prepare("SELECT id FROM file WHERE workspace = ? AND path = ?").pluck().get(workspace, path) as
      | number
      | undefined;
  }

  function insertFile(workspace: number, update: Replacement): number {
    const { path, uri, language, stamp, hash, chunking, chunks } = update;
    const { lastInsertRowid } = prepare(
      "INSERT INTO file (workspace, path, uri, language, size, mtime_ms, ctime_ms, hash, chunking, chunks, stale) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
    ).run(workspace, path, uri, language, stamp.size, stamp.mtimeMs, stamp.ctimeMs, hash, chunking, chunks.length);
    return Number(lastInsertRowid);
  }

  function updateFile(file: number, { uri, language, stamp, hash, chunking, chunks }: Replacement): void {
    prepare(
      "UPDATE file SET uri = ?, language = ?, size = ?, mtime_ms = ?, ctime_ms = ?, hash = ?, chunking = ?, chunks = ?, stale = 0 WHERE id = ?",
    ).run(uri, language, stamp.size, stamp.mtimeMs, stamp.ctimeMs, hash, chunking, chunks.length, file);
  }

  /** Columns of a chunk that its row and its update have in common, in the order of the statements below. */
  function values({ chunk, id, hash, name, metadata }: Numbered, version: number): unknown[] {
    const { range } = chunk;
    return [
      id,
      chunk.place,
      range?.start_line ?? null,
      range?.end_line ?? null,
      range?.start_byte ?? null,
      range?.end_byte ?? null,
      chunk.content,
      hash,
      chunk.language,
      chunk.kind,
      chunk.symbol,
      name,
      version,
      metadata,
      db.now(),
    ];
  }

  function newRow(batch: Batch, number: number): number {
    const row = batch.nextRow++;
    batch.rows[number] = row;
    return row;
  }

  /**
   * Brings a chunk of the same id up to date with what is not part of the id: its bytes, and what is said about it.
   * True when somebody who reads it would notice.
   */
  function refresh(batch: Batch, known: KnownChunk, { chunk, number, name, metadata }: Numbered): boolean {
    const { range, place, language, kind, symbol } = chunk;
    const said =
      known.language !== language || known.kind !== kind || known.symbol !== symbol || known.metadata !== metadata;
    const moved =
      known.place !== place ||
      known.start_byte !== (range?.start_byte ?? null) ||
      known.end_byte !== (range?.end_byte ?? null);
    // What is said about it is among its words.
    const row = said ? newRow(batch, number) : known.id;
    if (!said && !moved && known.stale === 0) return false;
    prepare(
      `UPDATE chunk SET id = ?, place = ?, start_byte = ?, end_byte = ?, language = ?, kind = ?, symbol = ?, name = ?, metadata = ?,
         stale = 0 WHERE id = ?`,
    ).run(
      row,
      place,
      range?.start_byte ?? null,
      range?.end_byte ?? null,
      language,
      kind,
      symbol,
      name,
      metadata,
      known.id,
    );
    return said || known.stale === 1;
  }

  function insert({ batch, file }: Target, each: Numbered): void {
    const { id, number } = each;
    prepare(
      `INSERT INTO chunk (id, chunk_id, place, start_line, end_line, start_byte, end_byte, content, content_hash, language, kind,
         symbol, name, version, metadata, indexed_at, stale, workspace, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
    ).run(newRow(batch, number), ...values(each, 1), batch.workspace, file);
    batch.indexed.push(id);
    batch.counts.indexed++;
  }

  function replace(batch: Batch, update: Replacement, chunks: readonly Numbered[]): void {
    const file = fileOf(batch.workspace, update.path);
    if (file !== undefined) return replaceKnown({ batch, file }, { ...update, from: undefined }, chunks);
    for (const from of update.from ?? []) {
      const moved = fileOf(batch.workspace, from);
      if (moved === undefined) continue;
      prepare("UPDATE file SET path = ? WHERE id = ?").run(update.path, moved);
      return replaceKnown({ batch, file: moved }, update, chunks);
    }
    const target = { batch, file: insertFile(batch.workspace, update) };
    for (const each of chunks) insert(target, each);
  }

  function replaceKnown(target: Target, update: Replacement, chunks: readonly Numbered[]): void {
    const { batch, file } = target;
    const { counts } = batch;
    // The words of a file's name are among those of its chunks, and what stood under the old name is gone.
    const isMoved = update.from !== undefined;
    updateFile(file, update);
    const known = knownChunks(file);
    const byId = new Map(known.map((chunk) => [chunk.chunk_id, chunk]));
    const left = new Set(known);
    const fresh: Numbered[] = [];

    for (const each of chunks) {
      const same = byId.get(each.id);
      if (!same || !left.delete(same)) {
        fresh.push(each);
        continue;
      }
      if (refresh(batch, same, each)) {
        batch.indexed.push(each.id);
        counts.indexed++;
      } else counts.skipped++;
    }

    const byPlace = new Map([...left].map((chunk) => [chunk.place, chunk]));
    const byContent = new Map([...left].map((chunk) => [chunk.content_hash, chunk]));
    for (const each of fresh) {
      const { chunk, number, id } = each;
      const there = byPlace.get(chunk.place);
      // A place keeps its row; failing that, content that only moved keeps its own.
      const moved = there && left.has(there) ? there : byContent.get(chunk.content_hash);
      const before = moved && left.delete(moved) ? moved : undefined;
      if (before) {
        const unchanged = before.content_hash === chunk.content_hash;
        const isSame = unchanged && !isMoved && before.symbol === chunk.symbol && before.metadata === each.metadata;
        prepare(
          `UPDATE chunk SET id = ?, chunk_id = ?, place = ?, start_line = ?, end_line = ?, start_byte = ?, end_byte = ?, content = ?,
             content_hash = ?, language = ?, kind = ?, symbol = ?, name = ?, version = ?, metadata = ?, indexed_at = ?, stale = 0 WHERE id = ?`,
        ).run(
          isSame ? before.id : newRow(batch, number),
          ...values(each, before.version + (unchanged ? 0 : 1)),
          before.id,
        );
        (isMoved ? batch.deleted : batch.changed).push(before.chunk_id);
        batch.indexed.push(id);
        counts.indexed++;
        if (isMoved) counts.removed++;
      } else insert(target, each);
    }

    for (const gone of left) {
      removeChunk(gone.id);
      (isMoved ? batch.deleted : batch.changed).push(gone.chunk_id);
      counts.removed++;
    }
  }

  function remove({ workspace, counts, deleted }: Batch, path: string): void {
    const file = fileOf(workspace, path);
    if (file === undefined) return;
    for (const chunk of knownChunks(file)) {
      removeChunk(chunk.id);
      deleted.push(chunk.chunk_id);
      counts.removed++;
    }
    prepare("DELETE FROM file WHERE id = ?").run(file);
  }

  function touch({ workspace, counts, indexed }: Batch, { path, stamp }: Extract<FileUpdate, { kind: "touch" }>): void {
    const file = prepare(
      "UPDATE file SET size = ?, mtime_ms = ?, ctime_ms = ?, stale = 0 WHERE workspace = ? AND path = ? RETURNING id, chunks",
    ).get(stamp.size, stamp.mtimeMs, stamp.ctimeMs, workspace, path) as { id: number; chunks: number } | undefined;
    if (!file) return;
    const revived = prepare("UPDATE chunk SET stale = 0 WHERE file = ? AND stale = 1 RETURNING chunk_id")
      .pluck()
      .all(file.id) as string[];
    indexed.push(...revived);
    counts.indexed += revived.length;
    counts.skipped += file.chunks - revived.length;
  }

  function addText({ workspace, rows }: Batch, text: WriteOptions["text"]): void {
    if (typeof text !== "function") return writer.addSegment(workspace, text, rows);
    const fresh = [...rows.keys()].filter((number) => rows[number] !== 0);
    writer.addSegment(
      workspace,
      text(fresh),
      Int32Array.from(fresh, (number) => rows[number]!),
    );
  }

  function events({ workspaceId, indexed, changed, deleted }: Batch, reason: WriteOptions["reason"]): NewEvent[] {
    return [
      ...invalidatedEvents(workspaceId, deleted, "deleted"),
      ...invalidatedEvents(workspaceId, changed, "file_changed"),
      ...indexedEvents(workspaceId, indexed, reason),
    ];
  }

  return {
    async write(workspaceId, updates, { reason, text }) {
      // Worked out before the lock is held.
      const chunks = numbered(workspaceId, updates);
      return db.write(async (tx) => {
        const workspace = requireWorkspace(connection, workspaceId);
        const counts: WriteCounts = { indexed: 0, skipped: 0, removed: 0 };
        const batch: Batch = {
          workspace,
          workspaceId,
          nextRow: nextRow(),
          rows: new Int32Array(chunks.reduce((sum, { length }) => sum + length, 0)),
          counts,
          indexed: [],
          changed: [],
          deleted: [],
        };
        const firstRow = batch.nextRow;
        for (const [at, update] of updates.entries()) {
          if (update.kind === "replace") replace(batch, update, chunks[at]!);
          else if (update.kind === "touch") touch(batch, update);
          else remove(batch, update.path);
        }
        if (batch.nextRow > firstRow) {
          addText(batch, text);
          prepare("UPDATE meta SET value = ? WHERE key = 'next_row'").run(String(batch.nextRow));
        }
        await appendEvents(tx, db.now(), events(batch, reason));
        return counts;
      });
    },
  };
}
