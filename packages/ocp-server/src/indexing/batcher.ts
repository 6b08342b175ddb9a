import { setImmediate as turn } from "node:timers/promises";
import type { FileUpdate, NewSegment, WriteCounts, WriteOptions } from "../storage/store.ts";
import { createSegmentBuilder } from "../retrieval/lexical/segment.ts";
import { compactText } from "./compact.ts";
import type { WritePorts } from "./pipeline.ts";
import { searchable, type Prepared } from "./preparation.ts";

/** A transaction stays short, so that those who write state never wait long. */
const MAX_CHUNKS = 512;
const MAX_FILES = 256;
/** Parts of the text index are merged each time so many were added. */
const WRITES_BETWEEN_MERGES = 8;

const builder = createSegmentBuilder();

function wordsOf(updates: readonly FileUpdate[]): Exclude<WriteOptions["text"], NewSegment> {
  return (chunks) => {
    const all = searchable(updates);
    return builder.build(chunks.map((number) => all[number]!));
  };
}

export interface BatchTarget {
  readonly workspaceId: string;
  readonly reason: WriteOptions["reason"];
  /** Nothing is indexed there so far. */
  readonly empty?: boolean;
}

/** Gathers updates and writes them, with their words, in short transactions. */
export function createBatcher(
  { store }: Pick<WritePorts, "store">,
  { workspaceId, reason, empty = false }: BatchTarget,
) {
  const counts: WriteCounts = { indexed: 0, skipped: 0, removed: 0 };
  let updates: FileUpdate[] = [];
  let chunks = 0;
  let writes = 0;

  /** Writes at once, in one transaction. */
  async function write({ updates: all, text }: Pick<Prepared, "updates" | "text">): Promise<void> {
    if (all.length === 0) return;
    const written = await store.index.write(workspaceId, all, { reason, text: text ?? wordsOf(all) });
    counts.indexed += written.indexed;
    counts.skipped += written.skipped;
    counts.removed += written.removed;
    if (++writes % WRITES_BETWEEN_MERGES === 0)
      await compactText(store, workspaceId, { thorough: false, intact: empty && counts.removed === 0 });
    await turn();
  }

  async function flush(): Promise<void> {
    const gathered = updates;
    updates = [];
    chunks = 0;
    await write({ updates: gathered, text: undefined });
  }

  return {
    counts,
    write,
    /** Writes with what comes next; `size` is the number of chunks that it changes. */
    async add(update: FileUpdate, size = update.kind === "replace" ? update.chunks.length : 0): Promise<void> {
      updates.push(update);
      chunks += size;
      if (chunks >= MAX_CHUNKS || updates.length >= MAX_FILES) await flush();
    },
    flush,
  };
}
