import { setImmediate as turn } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import { IN_LIST } from "./selection.ts";
import { createSlab, type Slab } from "./slab.ts";

/** Spaces kept in memory; the one read first goes first. */
const MOST_SPACES = 4;
/** Read between two turns of others. */
const FILES_AT_ONCE = 64;
const ROWS_AT_ONCE = 2_000;
/** Rows that are gone stay until there are so many more than there are chunks. */
const SLACK = 1.25;

/** A workspace's chunks in one embedder's space. */
export interface SpaceKey {
  /** The workspace's number in the database. */
  readonly workspace: number;
  /** The embedder's number. */
  readonly embedder: number;
  readonly dimensions: number;
}

interface Space {
  readonly slab: Slab;
  /** The rows of texts that have no vector so far, by the texts' hashes. */
  readonly waiting: Map<string, number[]>;
  /** The database as of which it is current. */
  version: unknown;
  /** The first row, and the last vector, that it may not know. */
  row: number;
  vector: number;
}

interface Found {
  readonly id: number;
  readonly content_hash: Buffer;
  readonly vector: Buffer | null;
}

const WITH_VECTORS =
  "SELECT c.id, c.content_hash, v.vector FROM chunk c LEFT JOIN vector v ON v.embedder = ? AND v.content_hash = c.content_hash";

/** Vectors by chunk in memory, brought up to date by what came since they were last asked for. */
export function createSpaces({ prepare, raw }: Connection) {
  const spaces = new Map<string, Promise<Space>>();
  const dataVersion = raw.prepare("PRAGMA data_version").pluck();

  /**
   * The row that comes next, and the latest vector. What comes after them is learnt next time, perhaps once more. The
   * text of a row never changes, and no row is used twice: what is new has a row of its own.
   */
  function marks(): { row: number; vector: number } {
    const row = prepare("SELECT value FROM meta WHERE key = 'next_row'").pluck().get();
    const vector = prepare("SELECT coalesce(max(rowid), 0) FROM vector").pluck().get();
    return { row: Number(row), vector: vector as number };
  }

  function take({ slab, waiting }: Space, rows: readonly Found[]): void {
    for (const { id, content_hash, vector } of rows) {
      if (vector !== null) {
        slab.set(id, vector);
        continue;
      }
      const hash = content_hash.toString("latin1");
      const others = waiting.get(hash);
      if (others === undefined) waiting.set(hash, [id]);
      else others.push(id);
    }
  }

  function settle({ slab, waiting }: Space, contentHash: Buffer, vector: Buffer): void {
    const hash = contentHash.toString("latin1");
    for (const row of waiting.get(hash) ?? []) slab.set(row, vector);
    waiting.delete(hash);
  }

  async function read({ workspace, embedder, dimensions }: SpaceKey): Promise<Space> {
    const version = dataVersion.get();
    const space: Space = { slab: createSlab(dimensions), waiting: new Map(), version, ...marks() };
    const files = prepare("SELECT id FROM file WHERE workspace = ?").pluck().all(workspace);
    const found = prepare(`${WITH_VECTORS} WHERE c.file IN ${IN_LIST}`);
    for (let from = 0; from < files.length; from += FILES_AT_ONCE) {
      take(space, found.all(embedder, JSON.stringify(files.slice(from, from + FILES_AT_ONCE))) as Found[]);
      await turn();
    }
    return space;
  }

  async function update(space: Space, { workspace, embedder }: SpaceKey): Promise<void> {
    const version = dataVersion.get();
    const seen = marks();
    const rows = prepare(`${WITH_VECTORS} WHERE c.id >= ? AND c.id < ? AND c.workspace = ?`);
    for (let from = space.row; from < seen.row; from += ROWS_AT_ONCE) {
      if (from > space.row) await turn();
      take(space, rows.all(embedder, from, Math.min(from + ROWS_AT_ONCE, seen.row), workspace) as Found[]);
    }
    // By their numbers: through the index, which the sign keeps from being used, all of an embedder's would be looked at.
    const vectors = prepare(
      `SELECT rowid, content_hash, vector FROM vector WHERE rowid > ? AND +embedder = ? ORDER BY rowid LIMIT ${ROWS_AT_ONCE}`,
    );
    for (let last = space.vector; ; await turn()) {
      const fresh = vectors.all(last, embedder) as { rowid: number; content_hash: Buffer; vector: Buffer }[];
      for (const { content_hash, vector } of fresh) settle(space, content_hash, vector);
      if (fresh.length < ROWS_AT_ONCE) break;
      last = fresh.at(-1)!.rowid;
    }
    Object.assign(space, { version, ...seen });
  }

  function isWorn({ slab, waiting }: Space, workspace: number): boolean {
    const chunks = prepare("SELECT coalesce(sum(chunks), 0) FROM file WHERE workspace = ?").pluck().get(workspace);
    return slab.count + waiting.size > (chunks as number) * SLACK + 1000;
  }

  /** What is read is read once for all who ask meanwhile, and not remembered when it fails. */
  function remember(name: string, reading: Promise<Space>): Promise<Space> {
    spaces.delete(name);
    spaces.set(name, reading);
    if (spaces.size > MOST_SPACES) spaces.delete(spaces.keys().next().value!);
    reading.catch(() => spaces.get(name) === reading && spaces.delete(name));
    return reading;
  }

  return {
    /** The vectors of a workspace in a space, current but for rows that are gone. */
    async open(key: SpaceKey): Promise<Slab> {
      const name = `${key.workspace}:${key.embedder}:${key.dimensions}`;
      const known = spaces.get(name);
      const space = await (known ?? remember(name, read(key)));
      if (dataVersion.get() === space.version) return space.slab;
      await update(space, key);
      if (spaces.get(name) !== known || !isWorn(space, key.workspace)) return space.slab;
      return (await remember(name, read(key))).slab;
    },

    /** Of these rows those that a request may see. */
    visible(workspace: number, rows: readonly number[], condition: { sql: string; parameters: readonly unknown[] }) {
      const statement = prepare(
        `SELECT c.id FROM chunk c JOIN file f ON f.id = c.file
         WHERE c.id IN ${IN_LIST} AND c.workspace = ? AND c.stale = 0${condition.sql}`,
      ).pluck();
      return new Set(statement.all(JSON.stringify(rows), workspace, ...condition.parameters) as number[]);
    },

    /** All rows that a request may see. */
    allVisible(workspace: number, condition: { sql: string; parameters: readonly unknown[] }) {
      const statement = prepare(
        `SELECT c.id FROM file f CROSS JOIN chunk c ON c.file = f.id WHERE f.workspace = ? AND c.stale = 0${condition.sql}`,
      ).pluck();
      return new Set(statement.all(workspace, ...condition.parameters) as number[]);
    },
  };
}
