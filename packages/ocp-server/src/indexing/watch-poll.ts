import { walk } from "./walk.ts";
import type { OpenBackend, WatchBackend } from "./watch-backend.ts";

/** Time between two looks; longer where a look takes long, so that looking takes a tenth of the time in all but huge trees. */
const SHORTEST_PAUSE_MS = 1_000;
const PAUSE_PER_LOOK = 10;
/** A look may have taken long because the machine did something else: changes are found before one gives up waiting. */
const LONGEST_PAUSE_MS = 30_000;

/** Watches a tree by walking it again and again and comparing sizes and times. */
export const watchByPolling: OpenBackend = (root, ignore, sink): WatchBackend => {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let known: ReadonlyMap<string, string> | undefined;

  const look = async (): Promise<void> => {
    const started = performance.now();
    ignore.refresh();
    const seen = new Map<string, string>();
    const unseen = new Set<string>();
    // Whether a file is too large to be indexed is for the one who indexes to say.
    const options = {
      ignore,
      maxFileBytes: Infinity,
      signal: stopping.signal,
      onFault: (path: string) => void unseen.add(path),
    };
    try {
      for await (const files of walk(root, options)) {
        for (const { path, size, mtimeMs, ctimeMs } of files) seen.set(path, `${size}:${mtimeMs}:${ctimeMs}`);
      }
    } catch {
      return; // Aborted.
    }
    if (known) report(known, seen, unseen);
    known = seen;
    const fair = (performance.now() - started) * PAUSE_PER_LOOK;
    const pause = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, fair));
    timer = setTimeout(() => void look(), pause).unref();
  };

  const report = (
    before: ReadonlyMap<string, string>,
    now: ReadonlyMap<string, string>,
    unseen: ReadonlySet<string>,
  ): void => {
    for (const [path, stamp] of now) if (before.get(path) !== stamp) sink.changed(path);
    for (const path of before.keys()) if (!now.has(path)) sink.changed(path);
    for (const path of unseen) if (before.has(path)) sink.changed(path);
  };

  return {
    ready: look(),
    close() {
      stopping.abort();
      clearTimeout(timer);
    },
  };
};
