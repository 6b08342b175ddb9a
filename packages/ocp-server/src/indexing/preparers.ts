import { setImmediate as turn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Preparation, Prepared, Task } from "./preparation.ts";
import type { FromPreparer, ToPreparer } from "./preparer-messages.ts";

/** Tasks that a thread has at a time: while the writing one waits for the disk, it goes on. */
const TASKS_PER_THREAD = 6;
/**
 * A thread that has not answered for so long, and a moment more for large files, does not answer any more. These threads
 * stand back: where much else runs, they get a hundredth of a processor.
 */
const PATIENCE_MS = 300_000;
const PATIENT_BYTES_PER_MS = 50;
/** In the place of threads that ended, this many are started. */
const MOST_STARTS = 100;
/** What a thread throws away soon is small; without a bound the engine would let it grow to a hundred megabytes. */
const LIMITS = { maxYoungGenerationSizeMb: 12 } as const;

export interface PreparersOptions {
  /** How many threads help; with 0 the caller's own does everything. */
  readonly threads: number;
  /** What the caller's own thread prepares with. */
  readonly preparation: Preparation;
  readonly signal?: AbortSignal | undefined;
  /** The thread's program, when it is not the usual one. */
  readonly program?: URL | undefined;
  /** Default 300,000. */
  readonly patienceMs?: number | undefined;
}

/** A task, and what came of it. */
export interface Done {
  readonly task: Task;
  readonly prepared: Prepared;
}

interface Helper {
  readonly worker: Worker;
  readonly tasks: Map<number, Task>;
  ready: boolean;
  watchdog: NodeJS.Timeout | undefined;
}

/** The sources run as they are under Node's type stripping; the build puts the thread's program beside the others. */
function usualProgram(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./preparer.ts" : "./preparer.js", import.meta.url);
}

/**
 * Prepares tasks on several threads, in about the order given, and yields what is ready; when nothing is, the caller's
 * thread prepares one itself. Few tasks are under way at a time, so memory stays bounded. A file that ends or stops a
 * thread is reported as a fault, the others of its task are done again. Throws the signal's reason.
 */
export async function* prepareAll(tasks: Iterable<Task>, options: PreparersOptions): AsyncGenerator<Done, void, void> {
  const { threads, preparation, signal, program = usualProgram(), patienceMs = PATIENCE_MS } = options;
  const waiting = tasks[Symbol.iterator]();
  /** Of tasks that a thread did not live to finish: never done on the caller's thread while there is another. */
  const suspects: Task[] = [];
  const ready: Done[] = [];
  const helpers = new Set<Helper>();
  let exhausted = false;
  let lastId = 0;
  let startsLeft = MOST_STARTS;
  let wake: (() => void) | undefined;

  const noted = (): void => {
    wake?.();
    wake = undefined;
  };

  function next(): Task | undefined {
    if (exhausted) return undefined;
    const { value, done } = waiting.next();
    if (done === true) exhausted = true;
    return done === true ? undefined : value;
  }

  function start(): void {
    const worker = new Worker(program, { stdout: true, resourceLimits: LIMITS });
    const helper: Helper = { worker, tasks: new Map(), ready: false, watchdog: undefined };
    helpers.add(helper);
    worker.on("message", (message: FromPreparer) => receive(helper, message));
    // What it died of is told by what it did not finish.
    worker.on("error", () => {});
    worker.on("exit", () => lose(helper));
  }

  function receive(helper: Helper, message: FromPreparer): void {
    if ("ready" in message) {
      helper.ready = true;
      feed();
      noted();
      return;
    }
    const task = helper.tasks.get(message.id);
    if (!task) return;
    helper.tasks.delete(message.id);
    if ("prepared" in message) ready.push({ task, prepared: message.prepared });
    else blame(task);
    watch(helper);
    feed();
    noted();
  }

  function lose(helper: Helper): void {
    if (!helpers.delete(helper)) return;
    clearTimeout(helper.watchdog);
    const [inWork, ...others] = helper.tasks.values();
    if (inWork) blame(inWork);
    suspects.push(...others);
    // One that never was ready would not be the next time.
    if (helper.ready && --startsLeft >= 0) start();
    feed();
    noted();
  }

  /** A thread ended over this task: its files one by one, or the only one is the fault. */
  function blame(task: Task): undefined {
    if (task.files.length > 1) {
      suspects.push(...task.files.map((file) => ({ ...task, files: [file] })));
      return undefined;
    }
    const faults = task.files.map(({ path }) => ({ path, reason: "stopped the thread that read it" }));
    ready.push({ task, prepared: { updates: [], text: undefined, faults } });
    return undefined;
  }

  function watch(helper: Helper): void {
    clearTimeout(helper.watchdog);
    const [task] = helper.tasks.values();
    if (!task) return;
    const bytes = task.files.reduce((sum, { size }) => sum + size, 0);
    const patience = patienceMs + bytes / PATIENT_BYTES_PER_MS;
    helper.watchdog = setTimeout(() => void helper.worker.terminate(), patience).unref();
  }

  /** Gives tasks to threads, unless so much is ready that it has to be written first. */
  function feed(): void {
    for (const helper of helpers) {
      while (helper.ready && helper.tasks.size < TASKS_PER_THREAD && ready.length < TASKS_PER_THREAD * threads) {
        const task = suspects.shift() ?? next();
        if (!task) return;
        const id = ++lastId;
        helper.tasks.set(id, task);
        helper.worker.postMessage({ id, task } satisfies ToPreparer);
        if (helper.tasks.size === 1) watch(helper);
      }
    }
  }

  /** Whether something is still to come from a thread. */
  const underWay = (): boolean =>
    helpers.size > 0 && (suspects.length > 0 || [...helpers].some((helper) => helper.tasks.size > 0));

  signal?.addEventListener("abort", noted);
  try {
    for (let count = 0; count < threads; count++) start();
    // The first task is prepared here, while the threads start.
    let own = next();
    for (;;) {
      signal?.throwIfAborted();
      feed();
      const done = ready.shift();
      if (done) {
        feed();
        yield done;
        continue;
      }
      own ??= next() ?? (helpers.size === 0 ? suspects.shift() : undefined);
      if (own) {
        const task = own;
        own = undefined;
        const prepared = await preparation.prepare(task, signal).catch((error: unknown) => {
          if (signal?.aborted === true) throw error;
          return blame(task);
        });
        if (prepared) yield { task, prepared };
        await turn();
      } else if (underWay()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (signal?.aborted === true) noted();
        });
      } else if (ready.length === 0 && suspects.length === 0) {
        return;
      }
    }
  } finally {
    signal?.removeEventListener("abort", noted);
    const ending = [...helpers];
    helpers.clear();
    for (const { worker, watchdog } of ending) {
      clearTimeout(watchdog);
      void worker.terminate();
    }
  }
}
