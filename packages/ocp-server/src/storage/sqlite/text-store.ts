import type { SqlDatabase } from "../sql/database.ts";
import type { NewSegment, SegmentRecord, TextBlock, TextStore } from "../store.ts";
import { createBlockCache } from "./block-cache.ts";
import type { Connection } from "./connection.ts";
import { requireWorkspace } from "./workspace-row.ts";

/** Blocks that one transaction of a replacement writes or deletes. */
const BLOCKS_AT_ONCE = 64;

/** Blocks that are kept in memory: those of the words that are asked for again and again. */
const BLOCK_CACHE_BYTES = 4_194_304;

/** What a segment is: being written, in use, or no longer in use with blocks still to be deleted. */
const STATE = { writing: 0, ready: 1, dropped: 2 } as const;

export interface TextWriter {
  /** Adds a segment inside the caller's transaction; `rows` names the chunk that each of its numbers stands for. */
  addSegment(workspace: number, segment: NewSegment, rows: Int32Array): void;
}

/** The part of the text index that changes it. */
export function createTextWriter({ prepare }: Connection): TextWriter {
  return {
    addSegment(workspace, { blocks }, rows) {
      if (blocks.length === 0) return;
      const id = insertSegment(prepare, { workspace, rows, state: STATE.ready });
      insertBlocks(prepare, id, blocks);
    },
  };
}

type Prepare = Connection["prepare"];

function insertSegment(prepare: Prepare, at: { workspace: number; rows: Int32Array; state: number }): number {
  const { lastInsertRowid } = prepare("INSERT INTO text_segment (workspace, rows, state) VALUES (?, ?, ?)").run(
    at.workspace,
    packRows(at.rows),
    at.state,
  );
  return Number(lastInsertRowid);
}

function insertBlocks(prepare: Prepare, segment: number, blocks: NewSegment["blocks"]): void {
  const insert = prepare("INSERT INTO text_block (segment, first_term, data) VALUES (?, ?, ?)");
  for (const { firstTerm, data } of blocks) insert.run(segment, toKey(firstTerm), data);
}

const toKey = (term: string): Buffer => Buffer.from(term, "latin1");

function packRows(rows: Int32Array): Buffer {
  const packed = Buffer.allocUnsafe(rows.length * 4);
  for (const [place, row] of rows.entries()) packed.writeInt32LE(row, place * 4);
  return packed;
}

function unpackRows(packed: Buffer): Int32Array {
  const rows = new Int32Array(packed.length / 4);
  for (let place = 0; place < rows.length; place++) rows[place] = packed.readInt32LE(place * 4);
  return rows;
}

export function createTextStore({
  db,
  reading,
  writing,
}: {
  db: SqlDatabase;
  reading: Connection;
  writing: Connection;
}): TextStore {
  const { prepare } = reading;
  // What never changes of segments that exist.
  const rowsOf = new Map<number, Int32Array>();
  const firstTermsOf = new Map<number, readonly string[]>();
  const cache = createBlockCache(BLOCK_CACHE_BYTES);

  function rowsOfSegment(id: number): Int32Array | undefined {
    const known = rowsOf.get(id);
    if (known) return known;
    const packed = prepare("SELECT rows FROM text_segment WHERE id = ?").pluck().get(id) as Buffer | undefined;
    if (!packed) return undefined;
    const rows = unpackRows(packed);
    rowsOf.set(id, rows);
    return rows;
  }

  /** The first term of each block, by which the one that may hold a term is found without reading others. */
  function firstTerms(segment: number): readonly string[] {
    const known = firstTermsOf.get(segment);
    if (known) return known;
    const keys = prepare("SELECT first_term FROM text_block WHERE segment = ? ORDER BY first_term")
      .pluck()
      .all(segment);
    const terms = (keys as Buffer[]).map((key) => key.toString("latin1"));
    firstTermsOf.set(segment, terms);
    return terms;
  }

  function forgetOthers(): void {
    const present = new Set(prepare("SELECT id FROM text_segment").pluck().all() as number[]);
    for (const known of [rowsOf, firstTermsOf]) for (const id of known.keys()) if (!present.has(id)) known.delete(id);
  }

  /** In short transactions, since a large segment has thousands of blocks; small ones go together. */
  async function deleteDropped(): Promise<void> {
    const dropped = prepare("SELECT id FROM text_segment WHERE state = 2").pluck().all() as number[];
    while (dropped.length > 0) {
      await db.write(async () => {
        for (let room = BLOCKS_AT_ONCE; room > 0 && dropped.length > 0;) {
          const [id] = dropped;
          const { changes } = writing
            .prepare(
              `DELETE FROM text_block WHERE segment = ? AND first_term IN
                 (SELECT first_term FROM text_block WHERE segment = ? ORDER BY first_term LIMIT ?)`,
            )
            .run(id, id, room);
          room -= changes;
          if (room === 0) return;
          writing.prepare("DELETE FROM text_segment WHERE id = ?").run(id);
          dropped.shift();
        }
      });
    }
  }

  return {
    deleteDropped,

    async segments(workspaceId) {
      const ids = prepare(
        "SELECT s.id FROM text_segment s JOIN workspace w ON w.id = s.workspace WHERE w.workspace_id = ? AND s.state = 1 ORDER BY s.id",
      )
        .pluck()
        .all(workspaceId) as number[];
      if (rowsOf.size > ids.length + 256) forgetOthers();
      return ids.flatMap((id): SegmentRecord[] => {
        const rows = rowsOfSegment(id);
        return rows ? [{ segment: id, rows }] : [];
      });
    },

    async blocksFor({ segment }, terms) {
      const firsts = firstTerms(segment);
      const read = prepare("SELECT data FROM text_block WHERE segment = ? AND first_term = ?").pluck();
      return terms.map((term) => {
        const first = lastUpTo(firsts, term);
        if (first === undefined) return undefined;
        return cache.get(segment, first, () => read.get(segment, toKey(first)) as Buffer | undefined);
      });
    },

    async *blocksFrom(segment, from) {
      let next = prepare(
        "SELECT first_term, data FROM text_block WHERE segment = ? AND first_term >= coalesce((SELECT max(first_term) FROM text_block WHERE segment = ? AND first_term <= ?), x'') ORDER BY first_term LIMIT 1",
      ).get(segment, segment, toKey(from)) as { first_term: Buffer; data: Buffer } | undefined;
      while (next) {
        yield next.data;
        next = prepare(
          "SELECT first_term, data FROM text_block WHERE segment = ? AND first_term > ? ORDER BY first_term LIMIT 1",
        ).get(segment, next.first_term) as { first_term: Buffer; data: Buffer } | undefined;
      }
    },

    async liveRows(rows) {
      const live = new Set<number>();
      for (let start = 0; start < rows.length; start += 5_000) {
        const part = JSON.stringify([...rows.subarray(start, start + 5_000)]);
        // Through an index, so that no text is read.
        const found = prepare("SELECT id FROM chunk WHERE id IN (SELECT value FROM json_each(?))").pluck().all(part);
        for (const row of found as number[]) live.add(row);
      }
      return live;
    },

    async replaceSegments(workspaceId, replaced, { rows, blocks }) {
      const { prepare: prepareWrite } = writing;
      let id: number | undefined;
      let held: TextBlock[] = [];

      function writeHeld(): number {
        id ??= insertSegment(prepareWrite, {
          workspace: requireWorkspace(writing, workspaceId),
          rows,
          state: STATE.writing,
        });
        insertBlocks(prepareWrite, id, held);
        return id;
      }

      for await (const portion of inPortions(blocks, BLOCKS_AT_ONCE)) {
        if (held.length > 0) await db.write(async () => void writeHeld());
        held = portion;
      }
      // What is left goes with the change itself: of a small segment, all.
      const done = await db.write(async () => {
        const segment = writeHeld();
        const list = JSON.stringify(replaced);
        const present = prepareWrite(
          "SELECT count(*) FROM text_segment WHERE state = 1 AND id IN (SELECT value FROM json_each(?))",
        )
          .pluck()
          .get(list);
        const drop = prepareWrite("UPDATE text_segment SET state = 2 WHERE id IN (SELECT value FROM json_each(?))");
        // Another process was quicker, or the workspace was cleared.
        if (present !== replaced.length) return drop.run(JSON.stringify([segment])) && false;
        prepareWrite("UPDATE text_segment SET state = 1 WHERE id = ?").run(segment);
        return drop.run(list) && true;
      });
      await deleteDropped();
      return done;
    },

    async dropUnfinished(workspaceId) {
      await db.write(async () => {
        writing
          .prepare(
            "UPDATE text_segment SET state = 2 WHERE state = 0 AND workspace = (SELECT id FROM workspace WHERE workspace_id = ?)",
          )
          .run(workspaceId);
      });
      await deleteDropped();
    },

    async analysisOf(workspaceId) {
      const analysis = prepare("SELECT analysis FROM workspace WHERE workspace_id = ?").pluck().get(workspaceId);
      return (analysis as number | undefined) ?? 0;
    },

    async restart(workspaceId) {
      await db.write(async () => {
        writing
          .prepare(
            "UPDATE text_segment SET state = 2 WHERE workspace = (SELECT id FROM workspace WHERE workspace_id = ?)",
          )
          .run(workspaceId);
        writing.prepare("UPDATE workspace SET analysis = 0 WHERE workspace_id = ?").run(workspaceId);
      });
      await deleteDropped();
    },

    async setAnalysis(workspaceId, analysis) {
      await db.write(async () => {
        writing.prepare("UPDATE workspace SET analysis = ? WHERE workspace_id = ?").run(analysis, workspaceId);
      });
    },

    async add(workspaceId, segment, rows) {
      const { addSegment } = createTextWriter(writing);
      await db.write(async () => {
        const workspace = writing.prepare("SELECT id FROM workspace WHERE workspace_id = ?").pluck().get(workspaceId);
        if (workspace !== undefined) addSegment(workspace as number, segment, rows);
      });
    },
  };
}

/** The last of ascending terms that is not greater than the given one. */
function lastUpTo(terms: readonly string[], term: string): string | undefined {
  let low = 0;
  let high = terms.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (terms[middle]! <= term) low = middle + 1;
    else high = middle;
  }
  return terms[low - 1];
}

async function* inPortions<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let portion: T[] = [];
  for await (const item of items) {
    portion.push(item);
    if (portion.length < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
