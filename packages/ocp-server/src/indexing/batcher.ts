import { setImmediate as turn } from "node:timers/promises";
import type { FileUpdate, WriteCounts, WriteOptions } from "../storage/store.ts";
import { createSegmentBuilder } from "../retrieval/lexical/segment.ts";
import { compactText } from "./compact.ts";
import type { WritePorts } from "./pipeline.ts";
import { toSearchable } from "./reanalyse.ts";

/** A transaction stays short, so that those who write state never wait long. */
const MAX_CHUNKS = 512;
const MAX_FILES = 256;
/** Parts of the text index are merged each time so many were added. */
const FLUSHES_BETWEEN_MERGES = 8;

const builder = createSegmentBuilder();

/** Gathers updates and writes them, with their words, in short transactions. */
export function createBatcher(
  { store }: Pick<WritePorts, "store">,
  workspaceId: string,
  reason: WriteOptions["reason"],
) {
  const counts: WriteCounts = { indexed: 0, skipped: 0, removed: 0 };
  let updates: FileUpdate[] = [];
  let chunks = 0;
  let flushes = 0;

  async function flush(): Promise<void> {
    if (updates.length === 0) return;
    const replaced = updates.filter((update) => update.kind === "replace");
    const text = builder.build(
      replaced.flatMap(({ path, chunks: own }) => own.map((chunk) => toSearchable(path, chunk))),
    );
    const written = await store.index.write(workspaceId, updates, { reason, text });
    updates = [];
    chunks = 0;
    counts.indexed += written.indexed;
    counts.skipped += written.skipped;
    counts.removed += written.removed;
    if (++flushes % FLUSHES_BETWEEN_MERGES === 0) await compactText(store, workspaceId);
    await turn();
  }

  return {
    counts,
    /** Chunks that wait to be written. */
    pending: (): number => chunks,
    async add(update: FileUpdate): Promise<void> {
      updates.push(update);
      if (update.kind === "replace") chunks += update.chunks.length;
      if (chunks >= MAX_CHUNKS || updates.length >= MAX_FILES) await flush();
    },
    flush,
  };
}
