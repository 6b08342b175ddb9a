import { availableParallelism } from "node:os";
import { fromFileUri } from "ocp-core";
import { isDocument } from "../access/roots.ts";
import type { Embedder } from "../embedding/embedder.ts";
import type { FileRecord, Store, WorkspaceRecord } from "../storage/store.ts";
import { createBatcher } from "./batcher.ts";
import { compactText } from "./compact.ts";
import { createIgnore } from "./ignore.ts";
import { createPreparation, type Task, type TaskFile } from "./preparation.ts";
import { prepareAll } from "./preparers.ts";
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

/** A run of some paths that changes fewer chunks is an edit. */
const MANY_CHUNKS = 256;

// What a thread learns of words serves the next run.
const preparation = createPreparation();

/**
 * Brings the index of a folder up to date: what is unchanged by size and times is not read, what has the same bytes is
 * not cut again, the most recently changed files come first. Every batch is one transaction, so a run that is killed
 * loses nothing that was written and the next one goes on from there. The caller holds the workspace's index lease.
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
  const ignore = createIgnore(root, { never: ports.never });
  for await (const files of walk(root, { ignore, under, maxFileBytes: ports.maxFileBytes, signal, onFault: fault })) {
    for (const file of files) {
      seen.add(file.path);
      const record = known.get(file.path);
      if (record && isUnchanged(record, file)) skipped += record.chunks;
      else changed.push(file);
    }
  }
  const gone = [...known.keys()].filter(
    (path) => !seen.has(path) && !isDocument(path) && !isUncertain(path, uncertain),
  );
  changed.sort((a, b) => b.mtimeMs - a.mtimeMs);

  const progress = createProgress(job, store, changed);
  const batch = createBatcher(ports, workspace.workspace_id, asked ? "explicit" : "file_changed");
  const whole = under === undefined;
  if (changed.length + gone.length > 0) await progress.start(whole);

  const removeAll = async (paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
      signal?.throwIfAborted();
      await batch.add({ kind: "remove", path }, known.get(path)!.chunks);
    }
    await batch.flush();
  };
  const { beforeOf, mayHaveMoved } = findRenames(gone, changed, known);
  await removeAll(gone.filter((path) => !mayHaveMoved(path)));
  const files = changed.map((file) => ({ ...file, hash: known.get(file.path)?.hash, before: beforeOf(file) }));
  const tasks = toTasks(files, { workspaceId: workspace.workspace_id, root });
  const threads = ports.threads ?? threadsFor(changed);
  for await (const { task, prepared } of prepareAll(tasks, { threads, preparation, signal })) {
    for (const { path, reason } of prepared.faults) fault(path, reason);
    await batch.write(prepared);
    await progress.step(task.files, batch.counts.indexed);
  }
  // Of those that did move, nothing is left to remove.
  await removeAll(gone.filter(mayHaveMoved));
  // After a run that wrote much, searches should not pay for it. To count takes the longer the more files there are, which
  // is nothing that one edit should wait for.
  const thorough = whole || batch.counts.indexed + batch.counts.removed >= MANY_CHUNKS;
  const fully = thorough && batch.counts.indexed > (await store.index.count(workspace.workspace_id)) / 4;
  await compactText(store, workspace.workspace_id, { signal, fully, thorough });
  if (fully) await store.shrink(signal);
  if (batch.counts.removed + batch.counts.indexed > 0 && whole) await store.vectors.collect();
  if (asked || progress.started || (whole && !workspace.indexed)) await progress.finish(whole);

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
    !record.stale && record.size === file.size && record.mtimeMs === file.mtimeMs && record.ctimeMs === file.ctimeMs
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

function* toTasks(files: readonly TaskFile[], { workspaceId, root }: Omit<Task, "files">): Generator<Task> {
  let limit = FIRST_TASK_BYTES;
  for (let start = 0; start < files.length;) {
    let end = start;
    for (let bytes = 0; end < files.length && end - start < TASK_FILES && bytes < limit; end++)
      bytes += files[end]!.size;
    yield { workspaceId, root, files: files.slice(start, end) };
    limit = Math.min(TASK_BYTES, limit * 2);
    start = end;
  }
}

/** Counts a run's steps, and tells the database and the caller now and then. */
function createProgress({ workspace, onProgress }: IndexJob, store: Store, files: readonly WalkedFile[]) {
  const bytesTotal = files.reduce((sum, file) => sum + file.size, 0);
  let filesDone = 0;
  let bytesDone = 0;
  let reported = 0;
  let started = false;
  let whole = false;

  const tell = (chunks: number): void =>
    onProgress?.({ filesDone, filesTotal: files.length, bytesDone, bytesTotal, chunks });
  const report = (finished: boolean) =>
    store.workspaces.reportProgress(workspace.workspace_id, { filesDone, filesTotal: files.length, finished, whole });

  return {
    get started() {
      return started;
    },
    async start(isWhole: boolean): Promise<void> {
      started = true;
      whole = isWhole;
      reported = performance.now();
      // At once: a short run may be over before a client would hear of its steps.
      if (files.length > 0) tell(0);
      await report(false);
    },
    async step(done: readonly WalkedFile[], chunks: number): Promise<void> {
      filesDone += done.length;
      for (const { size } of done) bytesDone += size;
      if (performance.now() - reported < REPORT_MS && filesDone < files.length) return;
      reported = performance.now();
      tell(chunks);
      if (filesDone < files.length) await report(false);
    },
    async finish(isWhole: boolean): Promise<void> {
      whole = isWhole;
      await report(true);
    },
  };
}
