/** What changed: root-relative files and folders, or so much that looking at everything is simpler. */
export type Changes = readonly string[] | "everything";

export interface CoalesceOptions {
  readonly onChange: (changes: Changes) => void;
  /** Quiet time after the last event before it is reported, in milliseconds. */
  readonly debounceMs: number;
  /** Longest time that an event is held back while others keep coming, in milliseconds. */
  readonly maxDelayMs: number;
}

/** Gathers single events into few reports. */
export interface Coalescer {
  add(path: string): void;
  addEverything(): void;
  /** Counts an event that leads to no report: so many of them also mean that the system may have dropped some. */
  count(): void;
  /** Drops what was not reported yet. */
  close(): void;
}

/** With more paths than this, one walk over the root is quicker than following them. */
const MOST_PATHS = 2_000;
/** The system's queue holds about 16,000 events and says nothing when it drops one. */
const MOST_EVENTS = 8_000;

/** Builds a coalescer. Its timer does not keep the process alive. */
export function createCoalescer({ onChange, debounceMs, maxDelayMs }: CoalesceOptions): Coalescer {
  const paths = new Set<string>();
  let everything = false;
  let events = 0;
  let countedAt = 0;
  let firstAt = 0;
  let lastAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const arm = (now: number): void => {
    const due = Math.min(lastAt + debounceMs, firstAt + maxDelayMs);
    timer = setTimeout(fire, Math.max(0, due - now)).unref();
  };

  const fire = (): void => {
    const now = performance.now();
    if (Math.min(lastAt + debounceMs, firstAt + maxDelayMs) > now + 0.5) return arm(now);
    timer = undefined;
    const changes =
      everything || paths.size > MOST_PATHS || events > MOST_EVENTS ? "everything" : withoutCovered(paths);
    paths.clear();
    everything = false;
    events = 0;
    onChange(changes);
  };

  const note = (): void => {
    if (closed) return;
    lastAt = performance.now();
    if (timer !== undefined) return;
    firstAt = lastAt;
    arm(lastAt);
  };

  return {
    add(path) {
      if (paths.size <= MOST_PATHS) paths.add(path);
      note();
    },
    addEverything() {
      everything = true;
      note();
    },
    count() {
      const now = performance.now();
      // What trickles in does not fill a queue.
      if (timer === undefined && now - countedAt > maxDelayMs) events = 0;
      countedAt = now;
      if (++events === MOST_EVENTS + 1) note();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** The paths in order, without those below a folder that is reported as a whole. */
function withoutCovered(paths: ReadonlySet<string>): string[] {
  return [...paths].filter((path) => !hasFolderIn(path, paths)).sort();
}

function hasFolderIn(path: string, paths: ReadonlySet<string>): boolean {
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    if (paths.has(path.slice(0, slash))) return true;
  }
  return false;
}
