import { join } from "node:path";
import { chunkId, toFileUri } from "ocp-core";
import { createSegmentBuilder } from "../retrieval/lexical/segment.ts";
import { sha256 } from "../sha256.ts";
import type { FileRecord, FileUpdate, NewSegment } from "../storage/store.ts";
import { CHUNKING } from "./chunk/chunk-file.ts";
import { hashOf, prepareFile } from "./prepare.ts";
import { readRegularFileSync } from "./read-file.ts";
import { toSearchable } from "./reanalyse.ts";
import { describeFault, type WalkedFile } from "./walk.ts";

/** A file to be read. */
export interface TaskFile extends WalkedFile {
  /** What the index knows of it. */
  readonly known?: Pick<FileRecord, "hash" | "chunking"> | undefined;
  /** Files that are gone and may be this one under its name before, having its size. */
  readonly before?: readonly { readonly path: string; readonly hash: string }[] | undefined;
}

/** Files that are read, cut and written together. */
export interface Task {
  readonly workspaceId: string;
  /** Absolute path. */
  readonly root: string;
  readonly files: readonly TaskFile[];
}

/** What a task's files came to. */
export interface Prepared {
  readonly updates: readonly FileUpdate[];
  /** The words of all chunks of the updates, in order; undefined when some file was known: most of its chunks may be too. */
  readonly text: NewSegment | undefined;
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

/** A file system's clock may stand still for this long: what is younger when it is read may change unseen. */
const CLOCK_TICK_MS = 30;

/** Reads and cuts files, free of the database, so that any thread can do it; one task at a time. */
export function createPreparation() {
  const builder = createSegmentBuilder();

  async function prepare(task: Task, signal?: AbortSignal): Promise<Prepared> {
    const updates: FileUpdate[] = [];
    const faults: { path: string; reason: string }[] = [];
    for (const file of task.files) {
      signal?.throwIfAborted();
      try {
        const update = await readUpdate(task, file);
        if (update) updates.push(update);
      } catch (error) {
        faults.push({ path: file.path, reason: describeFault(error) });
      }
    }
    const isKnown = task.files.some(({ known }) => known !== undefined);
    return { updates, text: isKnown ? undefined : builder.build(searchable(updates)), faults };
  }

  return { prepare };
}

export type Preparation = ReturnType<typeof createPreparation>;

/** What each chunk of some updates is found by, in order. */
export function searchable(updates: readonly FileUpdate[]) {
  return updates.flatMap((update) =>
    update.kind === "replace" ? update.chunks.map((chunk) => toSearchable(update.path, chunk)) : [],
  );
}

async function readUpdate({ workspaceId, root }: Task, file: TaskFile): Promise<FileUpdate | undefined> {
  const { path, size, mtimeMs, ctimeMs, known } = file;
  const readAt = Date.now();
  let bytes: Buffer;
  try {
    bytes = readRegularFileSync(join(root, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return known && { kind: "remove", path };
  }
  // A file that was written just now may be written again within one tick of the clock: next time it is read again.
  const settled = readAt - mtimeMs > CLOCK_TICK_MS && bytes.length === size;
  const stamp = { size, mtimeMs: settled ? mtimeMs : -1, ctimeMs };
  if (known?.chunking === CHUNKING && known.hash === hashOf(bytes)) return { kind: "touch", path, stamp };
  const uri = toFileUri(`${root}/${path}`);
  const { update } = await prepareFile({ path, uri, bytes, stamp });
  return {
    ...update,
    from: file.before?.flatMap((before) => (before.hash === update.hash ? [before.path] : [])),
    chunks: update.chunks.map((chunk) => ({
      ...chunk,
      chunk_id: chunkId(
        { workspace_id: workspaceId, uri, lines: chunk.range, content_hash: chunk.content_hash },
        sha256,
      ),
    })),
  };
}
