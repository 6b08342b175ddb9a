import { setImmediate as turn } from "node:timers/promises";
import type { FileUpdate, VectorBatch, WriteCounts, WriteOptions } from "../storage/store.ts";
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

/** Gathers updates and writes them, with the vectors of what is new, in short transactions. */
export function createBatcher({ store, embedder }: WritePorts, workspaceId: string, reason: WriteOptions["reason"]) {
  const counts: WriteCounts = { indexed: 0, skipped: 0, removed: 0 };
  let updates: FileUpdate[] = [];
  let chunks = 0;

  let flushes = 0;

  async function embedNew(): Promise<VectorBatch | undefined> {
    if (embedder.weight === 0) return undefined;
    const texts = new Map<string, string>();
    for (const update of updates) {
      if (update.kind !== "replace") continue;
      for (const { content_hash, content } of update.chunks) texts.set(content_hash, content);
    }
    const vectors = await embedder.embed([...texts.values()], "passage");
    return {
      embedder: embedder.id,
      vectors: [...texts.keys()].map((content_hash, i) => ({ content_hash, vector: vectors[i]! })),
    };
  }

  async function flush(): Promise<void> {
    if (updates.length === 0) return;
    const replaced = updates.filter((update) => update.kind === "replace");
    const text = builder.build(
      replaced.flatMap(({ path, chunks: own }) => own.map((chunk) => toSearchable(path, chunk))),
    );
    const written = await store.index.write(workspaceId, updates, { reason, text, vectors: await embedNew() });
    if (++flushes % FLUSHES_BETWEEN_MERGES === 0) await compactText(store, workspaceId);
    updates = [];
    chunks = 0;
    counts.indexed += written.indexed;
    counts.skipped += written.skipped;
    counts.removed += written.removed;
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
