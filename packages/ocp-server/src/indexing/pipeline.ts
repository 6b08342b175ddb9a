import { fromFileUri, toFileUri } from "ocp-core";
import { isDocument } from "../access/roots.ts";
import type { Embedder } from "../embedding/embedder.ts";
import type { FileRecord, FileUpdate, Store, WorkspaceRecord } from "../storage/store.ts";
import { createBatcher } from "./batcher.ts";
import { compactText } from "./compact.ts";
import { createIgnore } from "./ignore.ts";
import { hashOf, prepareFile, readRegularFile } from "./prepare.ts";
import { ensureAnalysis } from "./reanalyse.ts";
import { createFaultList, type RunProgress, type RunResult } from "./run.ts";
import { describeFault, walk, type WalkedFile } from "./walk.ts";

export interface WritePorts {
  readonly store: Store;
  readonly embedder: Embedder;
}

export interface IndexPorts extends WritePorts {
  /** Absolute paths that are never content, such as the database itself. */
  readonly never: readonly string[];
  readonly maxFileBytes: number;
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
/** A file system's clock may stand still for this long: what is younger when it is read may change unseen. */
const CLOCK_TICK_MS = 30;

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

  for (const path of gone) await batch.add({ kind: "remove", path });
  for (const file of changed) {
    signal?.throwIfAborted();
    const update = await readUpdate(file, known.get(file.path), workspace, fault);
    if (update) await batch.add(update);
    await progress.step(file, batch.counts.indexed + batch.pending());
  }
  await batch.flush();
  // After a run that wrote much, searches should not pay for it.
  const fully = batch.counts.indexed > (await store.index.count(workspace.workspace_id)) / 4;
  await compactText(store, workspace.workspace_id, { signal, fully });
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

async function readUpdate(
  file: WalkedFile,
  record: FileRecord | undefined,
  workspace: WorkspaceRecord,
  fault: (path: string, reason: string) => void,
): Promise<FileUpdate | undefined> {
  const readAt = Date.now();
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(file.absolutePath);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return record && { kind: "remove", path: file.path };
    fault(file.path, describeFault(error));
    return undefined;
  }
  // A file that was written just now may be written again within one tick of the clock: next time it is read again.
  const settled = readAt - file.mtimeMs > CLOCK_TICK_MS && bytes.length === file.size;
  const stamp = { size: file.size, mtimeMs: settled ? file.mtimeMs : -1, ctimeMs: file.ctimeMs };
  if (record && record.hash === hashOf(bytes)) return { kind: "touch", path: file.path, stamp };
  const uri = toFileUri(`${fromFileUri(workspace.root_uri)}/${file.path}`);
  return (await prepareFile({ path: file.path, uri, bytes, stamp })).update;
}

/** Counts a run's steps, and tells the database and the caller now and then. */
function createProgress({ workspace, onProgress }: IndexJob, store: Store, files: readonly WalkedFile[]) {
  const bytesTotal = files.reduce((sum, file) => sum + file.size, 0);
  let filesDone = 0;
  let bytesDone = 0;
  let reported = 0;
  let started = false;
  let whole = false;

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
      await report(false);
    },
    async step(file: WalkedFile, chunks: number): Promise<void> {
      filesDone++;
      bytesDone += file.size;
      if (performance.now() - reported < REPORT_MS && filesDone < files.length) return;
      reported = performance.now();
      onProgress?.({ filesDone, filesTotal: files.length, bytesDone, bytesTotal, chunks });
      if (filesDone < files.length) await report(false);
    },
    async finish(isWhole: boolean): Promise<void> {
      whole = isWhole;
      await report(true);
    },
  };
}
