import { availableParallelism } from "node:os";
import { fromFileUri } from "ocp-core";
import { isDocument } from "../access/roots.ts";
import type { Embedder } from "../embedding/embedder.ts";
import type { FileRecord, Store, WorkspaceRecord } from "../storage/store.ts";
import { createBatcher } from "./batcher.ts";
import { CHUNKING } from "./chunk/chunk-file.ts";
import { compactText } from "./compact.ts";
import { createIgnore } from "./ignore.ts";
import { createPreparation, type Task, type TaskFile } from "./preparation.ts";
import { prepareAll, type Done } from "./preparers.ts";
import { ensureAnalysis } from "./reanalyse.ts";
import { findRenames } from "./renames.ts";
import { createFaultList, type RunProgress, type RunResult } from "./run.ts";
import { walk, type WalkedFile } from "./walk.ts";

export interface WritePorts {
  readonly store: Store;
  readonly embedder: Embedder;
}

export interface IndexPorts extends WritePorts {
  /** Absolute paths that are never content, such as the database itself. */
  readonly never: readonly string[];
  readonly maxFileBytes: number;
  /** How many threads help to read and cut; default by the machine and by how much there is to read. */
  readonly threads?: number | undefined;
  /** A first run writes a small task whenever its walk has gone on for so long; default 250 ms, the first time 60. */
  readonly earlyMs?: number | undefined;
}

export interface IndexJob {
  readonly workspace: WorkspaceRecord;
  /** Root-relative files or folders; default the whole root. */
  readonly under?: readonly string[] | undefined;
  /** Somebody asked for this run, and may wait for its last `index.progress`; a watcher's run that finds nothing is silent. */
  readonly asked?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

/** How often the database is told how far a run has come. */
const REPORT_MS = 300;

/** With fewer bytes to read, threads would take longer to start than they save. */
const BYTES_FOR_THREADS = 4_000_000;
const MOST_THREADS = 4;

/** Files of so many bytes are read, cut and written together; the first ones are fewer, so that they are found soon. */
const TASK_BYTES = 128 * 1024;
const FIRST_TASK_BYTES = 32 * 1024;
const TASK_FILES = 256;
/** So that a large tree is found in before all of it was seen. */
const EARLY_MS = 250;

/** A run of some paths that changes fewer chunks is an edit. */
const MANY_CHUNKS = 256;

// What a thread learns of words serves the next run.
const preparation = createPreparation();

/**
 * Brings the index of a folder up to date: what is unchanged by size and times is not read, what has the same bytes is
 * not cut again (unless other rules cut it), the most recently changed files come first. Every batch is one transaction,
 * so a run that is killed loses nothing that was written and the next one goes on from there. The caller holds the
 * workspace's index lease.
 */
export async function indexRoot(ports: IndexPorts, job: IndexJob): Promise<RunResult> {
  const started = performance.now();
  const { store } = ports;
  const { workspace, under, asked = false, signal } = job;
  const root = fromFileUri(workspace.root_uri);
  const { faults, add: onFault } = createFaultList();
  const uncertain = new Set<string>();
  const fault = (path: string, reason: string): void => {
    uncertain.add(path);
    onFault(path, reason);
  };

  await store.text.dropUnfinished(workspace.workspace_id);
  await ensureAnalysis(store, workspace.workspace_id);
  const known = await store.index.files(workspace.workspace_id, under);
  const seen = new Set<string>();
  const changed: WalkedFile[] = [];
  let skipped = 0;
  const whole = under === undefined;
  const progress = createProgress(job, store, whole);
  const batch = createBatcher(ports, {
    workspaceId: workspace.workspace_id,
    reason: asked ? "explicit" : "file_changed",
    empty: known.size === 0,
  });
  const at = { workspaceId: workspace.workspace_id, root };
  const write = async ({ task, prepared }: Done): Promise<void> => {
    for (const { path, reason } of prepared.faults) fault(path, reason);
    await batch.write(prepared);
    await progress.step(task.files, batch.counts.indexed);
  };

  const ignore = createIgnore(root, { never: ports.never });
  const earlyMs = ports.earlyMs ?? EARLY_MS;
  let early = performance.now() + earlyMs / 4;
  for await (const files of walk(root, { ignore, under, maxFileBytes: ports.maxFileBytes, signal, onFault: fault })) {
    for (const file of files) {
      seen.add(file.path);
      const record = known.get(file.path);
      if (record && isUnchanged(record, file)) skipped += record.chunks;
      else changed.push(file);
    }
    if (known.size > 0 || changed.length === 0 || performance.now() < early) continue;
    const task = { ...at, files: takeLatest(changed) };
    await progress.start();
    await write({ task, prepared: await preparation.prepare(task, signal) });
    early = performance.now() + earlyMs;
  }
  const gone = [...known.keys()].filter(
    (path) => !seen.has(path) && !isDocument(path) && !isUncertain(path, uncertain),
  );
  changed.sort(latestLast);
  if (changed.length + gone.length > 0) await progress.start(changed);

  const removeAll = async (paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
      signal?.throwIfAborted();
      await batch.add({ kind: "remove", path }, known.get(path)!.chunks);
    }
    await batch.flush();
  };
  const { beforeOf, mayHaveMoved } = findRenames(gone, changed, known);
  await removeAll(gone.filter((path) => !mayHaveMoved(path)));
  const toTaskFile = (file: WalkedFile) => ({ ...file, known: known.get(file.path), before: beforeOf(file) });
  const threads = ports.threads ?? threadsFor(changed);
  const tasks = takeTasks(changed, at, toTaskFile);
  for await (const done of prepareAll(tasks, { threads, preparation, signal })) await write(done);
  // Of those that did move, nothing is left to remove.
  await removeAll(gone.filter(mayHaveMoved));
  // After a run that wrote much, searches should not pay for it. To count takes the longer the more files there are, which
  // is nothing that one edit should wait for, nor a run that found nothing to do.
  const written = batch.counts.indexed + batch.counts.removed;
  const thorough = written >= MANY_CHUNKS || (whole && written > 0);
  const fully = thorough && batch.counts.indexed > (await store.index.count(workspace.workspace_id)) / 4;
  await compactText(store, workspace.workspace_id, { signal, fully, thorough });
  if (fully) await store.shrink(signal);
  if (written > 0 && whole) await store.vectors.collect();
  if (asked || progress.started || (whole && !workspace.indexed)) await progress.finish();

  return {
    indexed: batch.counts.indexed,
    skipped: skipped + batch.counts.skipped,
    removed: batch.counts.removed,
    files: seen.size,
    errors: faults,
    duration_ms: Math.round((performance.now() - started) * 10) / 10,
  };
}

function isUnchanged(record: FileRecord, file: WalkedFile): boolean {
  return (
    !record.stale &&
    record.chunking === CHUNKING &&
    record.size === file.size &&
    record.mtimeMs === file.mtimeMs &&
    record.ctimeMs === file.ctimeMs
  );
}

/** Whether a path lies at or below one that could not be read, so that its absence means nothing. */
function isUncertain(path: string, uncertain: ReadonlySet<string>): boolean {
  if (uncertain.size === 0) return false;
  if (uncertain.has("") || uncertain.has(path)) return true;
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    if (uncertain.has(path.slice(0, slash))) return true;
  }
  return false;
}

/** One core is left for the thread that writes. */
function threadsFor(files: readonly WalkedFile[]): number {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return bytes < BYTES_FOR_THREADS ? 0 : Math.min(MOST_THREADS, Math.max(1, availableParallelism() - 1));
}

const latestLast = (a: WalkedFile, b: WalkedFile): number => a.mtimeMs - b.mtimeMs;

/** Takes the last files, of about so many bytes, off the others. */
function takeLast(files: WalkedFile[], limit: number): WalkedFile[] {
  let start = files.length;
  for (let bytes = 0; start > 0 && files.length - start < TASK_FILES && bytes < limit;) bytes += files[--start]!.size;
  return files.splice(start).reverse();
}

/** Takes a first task's files out of those that were seen so far, none of which the index knows. */
function takeLatest(files: WalkedFile[]): TaskFile[] {
  return takeLast(files.sort(latestLast), FIRST_TASK_BYTES);
}

/** Takes all files, task by task when its turn comes: what is known of a large tree takes much memory. */
function* takeTasks(
  files: WalkedFile[],
  at: Omit<Task, "files">,
  toTaskFile: (file: WalkedFile) => TaskFile,
): Generator<Task> {
  for (let limit = FIRST_TASK_BYTES; files.length > 0; limit = Math.min(TASK_BYTES, limit * 2))
    yield { ...at, files: takeLast(files, limit).map(toTaskFile) };
}

/** Counts a run's steps, and tells the database and the caller now and then. */
function createProgress({ workspace, onProgress }: IndexJob, store: Store, whole: boolean) {
  let filesTotal = 0;
  let bytesTotal = 0;
  let filesDone = 0;
  let bytesDone = 0;
  let reported = 0;
  let started = false;
  let walked = false;

  const tell = (chunks: number): void => onProgress?.({ filesDone, filesTotal, bytesDone, bytesTotal, chunks });
  const report = (finished: boolean) =>
    store.workspaces.reportProgress(workspace.workspace_id, {
      filesDone: walked ? filesDone : 0,
      filesTotal,
      finished,
      whole,
    });

  return {
    get started() {
      return started;
    },
    /** With the files that are left once all were seen; without them only the database hears that a run is under way. */
    async start(left?: readonly WalkedFile[]): Promise<void> {
      if (started && !left) return;
      started = true;
      reported = performance.now();
      if (left) {
        walked = true;
        filesTotal = filesDone + left.length;
        bytesTotal = left.reduce((sum, { size }) => sum + size, bytesDone);
        // At once: a short run may be over before a client would hear of its steps.
        if (filesTotal > 0) tell(0);
      }
      await report(false);
    },
    async step(done: readonly WalkedFile[], chunks: number): Promise<void> {
      filesDone += done.length;
      for (const { size } of done) bytesDone += size;
      if (!walked || (performance.now() - reported < REPORT_MS && filesDone < filesTotal)) return;
      reported = performance.now();
      tell(chunks);
      if (filesDone < filesTotal) await report(false);
    },
    async finish(): Promise<void> {
      walked = true;
      await report(true);
    },
  };
}
