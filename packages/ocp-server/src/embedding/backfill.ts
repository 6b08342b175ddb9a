import { setImmediate as turn } from "node:timers/promises";
import { OcpError } from "ocp-core";
import type { Logger } from "../log.ts";
import type { MissingVector, VectorStore } from "../storage/store.ts";
import { estimateCost } from "./cost.ts";
import type { Embedder } from "./embedder.ts";

export interface FillPorts {
  readonly vectors: VectorStore;
  readonly embedder: Embedder;
  readonly log: Pick<Logger, "info" | "warn">;
}

export interface FillProgress {
  /** Texts that have got their vector in this run. */
  readonly done: number;
  /** Texts that had none when it began; new ones may come meanwhile. */
  readonly total: number;
}

export interface FillJob {
  readonly workspaceId: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: FillProgress) => void) | undefined;
}

/** Texts that are looked up at once. */
const PAGE = 1024;
/** From so many texts on, a run is long enough to be announced. */
const WORTH_SAYING = 1000;

/**
 * Gives a vector to every text of a workspace that has none of this embedder: those of recently changed files first, in
 * batches, each written at once, so that a run that is stopped loses nothing and the next goes on. Searches use what is
 * there already. No text is embedded twice for one embedder, whatever workspaces and files it stands in. Answers how
 * many were embedded. Throws `EMBEDDER_FAILED`, or the signal's reason.
 */
export async function fillVectors(
  { vectors, embedder, log }: FillPorts,
  { workspaceId, signal, onProgress }: FillJob,
): Promise<number> {
  if (!embedder.stored) return 0;
  const { texts: total, characters } = await vectors.countMissing(workspaceId, embedder.id);
  if (total > 0) announce({ embedder, log }, { workspaceId, total, characters });
  let done = 0;
  while (done < total) {
    const missing = await vectors.missing(workspaceId, embedder.id, PAGE);
    if (missing.length === 0) break;
    for (let start = 0; start < missing.length; start += embedder.batch) {
      signal?.throwIfAborted();
      const batch = missing.slice(start, start + embedder.batch);
      const made = await embedder.embed(batch.map(embeddedText), "passage", { signal });
      const rows = batch.map(({ content_hash }, place) => ({ content_hash, vector: made[place]! }));
      await vectors.put({ embedder: embedder.id, vectors: rows });
      done += batch.length;
      onProgress?.({ done, total: Math.max(total, done) });
      // What is fast here never waits by itself, and others want their turn.
      await turn();
    }
  }
  if ((await vectors.embedderOf(workspaceId)) !== embedder.id) await vectors.setEmbedder(workspaceId, embedder.id);
  if (done >= WORTH_SAYING) log.info(`embedded ${done} texts of ${workspaceId} by ${embedder.id}`);
  return done;
}

/** What a model reads of a chunk: where it is and what it defines come first, since long chunks are cut at the end. */
function embeddedText({ path, symbol, content }: MissingVector): string {
  return symbol === null ? `${path}\n${content}` : `${path}\n${symbol}\n${content}`;
}

/** Says before it begins how much there is to do, and what it costs where that is known. */
function announce(
  { embedder, log }: Pick<FillPorts, "embedder" | "log">,
  {
    workspaceId,
    total,
    characters,
  }: { readonly workspaceId: string; readonly total: number; readonly characters: number },
): void {
  const { tokens, usd } = estimateCost(characters, embedder.price);
  const amount = `${total} texts of ${workspaceId}, about ${tokens} tokens`;
  if (usd === undefined) {
    if (total >= WORTH_SAYING) log.info(`embedding ${amount}, by ${embedder.id}`);
    return;
  }
  const message = `embedding ${amount} and ${usd < 0.01 ? "less than 0.01" : usd.toFixed(2)} US dollars, by ${embedder.id}`;
  if (total >= WORTH_SAYING) log.warn(message);
  else log.info(message);
}

/** Fills vectors beside whatever else happens; at most one run a workspace at a time. */
export interface Backfill extends AsyncDisposable {
  /** Starts a run, or has the one under way look again when it is done. Returns at once; failures go to the log. */
  start(workspaceId: string): void;
  /** Resolves when no run of this workspace is under way; meanwhile tells how far it is. */
  settled(workspaceId: string, onProgress?: (progress: FillProgress) => void): Promise<void>;
  /** Ends the run of a workspace that is no more wanted. */
  stop(workspaceId: string): Promise<void>;
}

export interface BackfillPorts extends FillPorts {
  /** Does work while no other process does the like for this workspace; default at once. */
  readonly exclusively?: (
    workspaceId: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<void>,
  ) => Promise<void>;
}

interface Run {
  /** Whether something came meanwhile. */
  again: boolean;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  readonly listeners: Set<(progress: FillProgress) => void>;
}

export function createBackfill(ports: BackfillPorts): Backfill {
  const { embedder, log, exclusively = (_workspaceId, signal, work) => work(signal) } = ports;
  const closing = new AbortController();
  const runs = new Map<string, Run>();

  async function run(workspaceId: string, signal: AbortSignal): Promise<void> {
    try {
      do {
        const current = runs.get(workspaceId);
        if (current) current.again = false;
        await exclusively(workspaceId, signal, async (held) => {
          const onProgress = (progress: FillProgress): void =>
            runs.get(workspaceId)?.listeners.forEach((listener) => listener(progress));
          await fillVectors(ports, { workspaceId, signal: held, onProgress });
        });
      } while (runs.get(workspaceId)?.again && !signal.aborted);
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      // Words alone answer meanwhile; the next change of the workspace tries again.
      if (!OcpError.is(error, "WORKSPACE_NOT_FOUND")) log.warn(`embedding ${workspaceId}: ${message}`);
    } finally {
      runs.delete(workspaceId);
    }
  }

  return {
    start(workspaceId) {
      if (!embedder.stored || closing.signal.aborted) return;
      const current = runs.get(workspaceId);
      if (current) {
        current.again = true;
        return;
      }
      const stop = new AbortController();
      // Begun a turn later, when it is known to be under way.
      const ended = Promise.resolve().then(() => run(workspaceId, AbortSignal.any([stop.signal, closing.signal])));
      runs.set(workspaceId, { again: false, stop, ended, listeners: new Set() });
    },
    async settled(workspaceId, onProgress) {
      const current = runs.get(workspaceId);
      if (onProgress) current?.listeners.add(onProgress);
      await current?.ended;
    },
    async stop(workspaceId) {
      const current = runs.get(workspaceId);
      current?.stop.abort();
      await current?.ended;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all([...runs.values()].map(({ ended }) => ended));
    },
  };
}
