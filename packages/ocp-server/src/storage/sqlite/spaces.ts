import { setImmediate as turn } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import { IN_LIST } from "./selection.ts";
import { IN_PART, WITH_PARTS } from "./parts.ts";
import { createSlab, type Slab } from "./slab.ts";

/** Spaces kept in memory; the one read first goes first. */
const MOST_SPACES = 4;
/** Then what is kept is read anew. Less than the log of events is kept, from which changes are learnt. */
const TRUSTED_MS = 86_400_000;
const TRUSTED_EVENTS = 100_000;
/** Read between two turns of others. */
const FILES_AT_ONCE = 64;
/** Rows that are gone stay until there are so many more than there are chunks. */
const SLACK = 1.25;

/** A workspace's chunks in one embedder's space. */
export interface SpaceKey {
  readonly workspaceId: string;
  /** Its number in the database. */
  readonly workspace: number;
  /** The embedder's number. */
  readonly embedder: number;
  readonly dimensions: number;
}

interface Space {
  readonly slab: Slab;
  readonly readAt: number;
  /** The database as of which it is current. */
  version: unknown;
  event: number;
  vector: number;
}

/** Vectors by chunk in memory, brought up to date by what changed since they were last asked for. */
export function createSpaces({ prepare, raw }: Connection) {
  const spaces = new Map<string, Promise<Space>>();
  const dataVersion = raw.prepare("PRAGMA data_version").pluck();

  /** What the latest event and vector are. What comes after them is learnt next time, perhaps once more. */
  function marks(): { event: number; vector: number } {
    const event = prepare("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event'").pluck().get();
    const vector = prepare("SELECT coalesce(max(rowid), 0) FROM vector").pluck().get();
    return { event: event as number, vector: vector as number };
  }

  async function read({ workspace, embedder, dimensions }: SpaceKey): Promise<Space> {
    const version = dataVersion.get();
    const seen = marks();
    const slab = createSlab(dimensions);
    const files = prepare("SELECT id FROM file WHERE workspace = ?").pluck().all(workspace);
    const vectors = prepare(
      `SELECT c.id, v.vector FROM chunk c CROSS JOIN vector v ON v.embedder = ? AND v.content_hash = c.content_hash
       WHERE c.file IN ${IN_LIST}`,
    );
    for (let from = 0; from < files.length; from += FILES_AT_ONCE) {
      const part = vectors.all(embedder, JSON.stringify(files.slice(from, from + FILES_AT_ONCE)));
      for (const { id, vector } of part as { id: number; vector: Buffer }[]) slab.set(id, vector);
      await turn();
    }
    return { slab, readAt: Date.now(), version, ...seen };
  }

  function update(space: Space, { workspaceId, workspace, embedder }: SpaceKey): void {
    const version = dataVersion.get();
    if (version === space.version) return;
    const seen = marks();
    const changed = prepare(
      `${WITH_PARTS} SELECT c.id, v.vector FROM event e, json_each(e.payload, '$.chunk_ids') j CROSS JOIN part
       CROSS JOIN chunk c ON ${IN_PART} AND c.chunk_id = j.value AND c.workspace = ?
       LEFT JOIN vector v ON v.embedder = ? AND v.content_hash = c.content_hash
       WHERE e.workspace_id = ? AND e.seq > ? AND e.type = 'chunk.indexed'`,
    ).all(workspace, embedder, workspaceId, space.event);
    const added = prepare(
      `SELECT c.id, v.vector FROM vector v CROSS JOIN chunk c ON c.content_hash = v.content_hash
       WHERE v.rowid > ? AND v.embedder = ? AND c.workspace = ?`,
    ).all(space.vector, embedder, workspace);
    for (const { id, vector } of [...changed, ...added] as { id: number; vector: Buffer | null }[]) {
      if (vector === null) space.slab.delete(id);
      else space.slab.set(id, vector);
    }
    Object.assign(space, { version, ...seen });
  }

  function isWorn({ slab, readAt, event }: Space, workspace: number): boolean {
    if (Date.now() - readAt > TRUSTED_MS || marks().event - event > TRUSTED_EVENTS) return true;
    const chunks = prepare("SELECT coalesce(sum(chunks), 0) FROM file WHERE workspace = ?").pluck().get(workspace);
    return slab.count > (chunks as number) * SLACK + 1000;
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
      if (spaces.get(name) === known && isWorn(space, key.workspace)) {
        const fresh = await remember(name, read(key));
        update(fresh, key);
        return fresh.slab;
      }
      update(space, key);
      return space.slab;
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
