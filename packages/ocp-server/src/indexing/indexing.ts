import { setTimeout as sleep } from "node:timers/promises";
import { OcpError, fromFileUri, isFileRoot } from "ocp-core";
import { checkAllowedRoot, resolveRoot } from "../access/roots.ts";
import { createBackfill, type FillJob } from "../embedding/backfill.ts";
import { describeError, type Logger } from "../log.ts";
import { indexLease, type WorkspaceRecord } from "../storage/store.ts";
import { createIgnore } from "./ignore.ts";
import { createLeaseOwner, withLease } from "./lease.ts";
import { indexRoot, type IndexJob, type IndexPorts } from "./pipeline.ts";
import type { RunResult } from "./run.ts";
import { watchTree } from "./watch.ts";

/** How soon another process that follows a root, or one that died, is replaced. */
const TAKE_OVER_MS = 2_000;
/** How often a run that another process makes is looked at. */
const WAIT_MS = 50;
const DEBOUNCE_MS = 80;

export interface IndexingOptions extends IndexPorts {
  readonly allowedRoots: readonly string[] | undefined;
  readonly watch: boolean;
  readonly log: Logger;
}

export type EmbedOptions = Pick<FillJob, "signal" | "onProgress">;

/** Indexing and following, free of threads: what the indexing thread runs. */
export interface Indexing extends AsyncDisposable {
  index(job: IndexJob): Promise<RunResult>;
  follow(workspace: WorkspaceRecord): void;
  /** Gives vectors to what has none, beside everything else. */
  embed(workspaceId: string): void;
  /** The same, until it is done or stopped; answers how many texts have none then. */
  embedAll(workspaceId: string, options: EmbedOptions): Promise<number>;
  forget(workspaceId: string): Promise<void>;
}

export function createIndexing(options: IndexingOptions): Indexing {
  const { store, log, watch } = options;
  const owner = createLeaseOwner();
  const closing = new AbortController();
  const backfill = createBackfill({
    vectors: store.vectors,
    embedder: options.embedder,
    log,
    exclusively: (workspaceId, signal, work) =>
      withLease({ leases: store.leases, name: `embed:${workspaceId}`, owner, signal, retryMs: TAKE_OVER_MS }, work),
  });
  /** The end of the latest run of each workspace, so that runs of one workspace follow each other. */
  const tails = new Map<string, Promise<unknown>>();
  const followers = new Map<string, { stop: AbortController; ended: Promise<void> }>();

  /** Who does not want to wait any longer leaves the line at once; those behind still wait for those before. */
  function inTurn<T>(workspaceId: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = tails.get(workspaceId) ?? Promise.resolve();
    const result = unlessAborted(before, signal).then(work);
    const tail = Promise.allSettled([before, result]);
    tails.set(workspaceId, tail);
    void tail.then(() => tails.get(workspaceId) === tail && tails.delete(workspaceId));
    return result;
  }

  async function index(job: IndexJob): Promise<RunResult> {
    const { workspace } = job;
    const result = await indexInTurn(job);
    backfill.start(workspace.workspace_id);
    return result;
  }

  async function indexInTurn(job: IndexJob): Promise<RunResult> {
    const { workspace } = job;
    if (!isFileRoot(workspace.root_uri)) return countDocuments(workspace);
    const signal = job.signal ? AbortSignal.any([job.signal, closing.signal]) : closing.signal;
    return inTurn(workspace.workspace_id, signal, () => {
      const lease = { leases: store.leases, name: indexLease(workspace.workspace_id), owner, signal, retryMs: WAIT_MS };
      return withLease(lease, async (leased) => {
        // Another process may have indexed it while this one waited.
        const now = await store.workspaces.get(workspace.workspace_id);
        if (!now) throw new OcpError("WORKSPACE_NOT_FOUND", `Workspace '${workspace.workspace_id}' was removed.`);
        // What a root leads to may have changed since it was registered.
        if ((await resolveRoot(now.root_uri)) !== now.root_uri) {
          throw new OcpError(
            "PERMISSION_DENIED",
            "The workspace's root leads to another place now. Register that place.",
          );
        }
        await checkAllowedRoot(now.root_uri, options.allowedRoots);
        return indexRoot(options, { ...job, workspace: now, signal: leased });
      });
    });
  }

  async function countDocuments({ workspace_id }: WorkspaceRecord): Promise<RunResult> {
    const files = await store.index.files(workspace_id);
    const skipped = [...files.values()].reduce((sum, file) => sum + file.chunks, 0);
    return { indexed: 0, skipped, removed: 0, files: files.size, errors: [], duration_ms: 0 };
  }

  async function followUntil(workspace: WorkspaceRecord, signal: AbortSignal): Promise<void> {
    const root = fromFileUri(workspace.root_uri);
    const update = async (under?: readonly string[]): Promise<void> => {
      try {
        await index({ workspace, under, signal });
      } catch (error) {
        // Removed, here or by another process: there is nothing to follow any more.
        if (OcpError.is(error, "WORKSPACE_NOT_FOUND")) void stopFollowing(workspace.workspace_id);
        else if (!signal.aborted) log.warn(`following ${workspace.workspace_id}: ${describeError(error)}`);
      }
    };
    const lease = {
      leases: store.leases,
      name: `watch:${workspace.workspace_id}`,
      owner,
      signal,
      retryMs: TAKE_OVER_MS,
    };
    await withLease(lease, async (leased) => {
      const ignore = createIgnore(root, { never: options.never });
      const onChange = (paths: readonly string[] | "everything"): void =>
        void update(paths === "everything" ? undefined : paths);
      await using _watcher = await watchTree(root, { ignore, onChange, debounceMs: DEBOUNCE_MS, signal: leased, log });
      // What changed while nobody watched.
      await update();
      if (leased.aborted) return;
      await new Promise<void>((resolve) => leased.addEventListener("abort", () => resolve(), { once: true }));
    });
  }

  function follow(workspace: WorkspaceRecord): void {
    if (!watch || followers.has(workspace.workspace_id) || !isFileRoot(workspace.root_uri) || closing.signal.aborted)
      return;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, closing.signal]);
    const ended = (async () => {
      while (!signal.aborted) {
        try {
          await followUntil(workspace, signal);
        } catch (error) {
          if (signal.aborted) return;
          log.warn(`following ${workspace.workspace_id}: ${describeError(error)}`);
          await sleep(TAKE_OVER_MS, undefined, { signal, ref: false }).catch(() => {});
        }
      }
    })();
    followers.set(workspace.workspace_id, { stop, ended });
  }

  function stopFollowing(workspaceId: string): Promise<void> | undefined {
    const follower = followers.get(workspaceId);
    followers.delete(workspaceId);
    follower?.stop.abort();
    return follower?.ended;
  }

  return {
    async index(job) {
      const result = await index({ ...job, asked: true });
      if (job.under === undefined) follow(job.workspace);
      return result;
    },

    follow,

    embed: backfill.start,

    async embedAll(workspaceId, { signal, onProgress }) {
      const { embedder } = options;
      const stop = (): void => void backfill.stop(workspaceId);
      signal?.addEventListener("abort", stop);
      backfill.start(workspaceId);
      await backfill.settled(workspaceId, onProgress);
      signal?.removeEventListener("abort", stop);
      return embedder.stored ? (await store.vectors.countMissing(workspaceId, embedder.id)).texts : 0;
    },

    async forget(workspaceId) {
      await Promise.all([stopFollowing(workspaceId), backfill.stop(workspaceId)]);
    },

    async [Symbol.asyncDispose]() {
      closing.abort();
      await backfill[Symbol.asyncDispose]();
      await Promise.all([...followers.values()].map(({ ended }) => ended));
      await Promise.all(tails.values());
    },
  };
}

/** Waits for something, but not once the signal has ended: throws its reason then. */
async function unlessAborted(awaited: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const end = (): void => resolve();
  signal.addEventListener("abort", end);
  await Promise.race([awaited, ended]);
  signal.removeEventListener("abort", end);
  signal.throwIfAborted();
}
