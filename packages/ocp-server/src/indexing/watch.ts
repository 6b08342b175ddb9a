import { statSync } from "node:fs";
import type { Logger } from "../log.ts";
import { createCoalescer, type Changes } from "./coalesce.ts";
import type { IgnoreRules } from "./ignore.ts";
import type { OpenBackend, WatchBackend, WatchSink } from "./watch-backend.ts";
import { watchByPolling } from "./watch-poll.ts";
import { watchFolders } from "./watch-folders.ts";
import { watchRecursively } from "./watch-recursive.ts";

export interface WatchOptions {
  readonly ignore: IgnoreRules;
  /** Hears of content that was added, changed or removed, as paths relative to the root. Never of ignored paths. */
  readonly onChange: (changes: Changes) => void;
  /** Default 80. */
  readonly debounceMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: Pick<Logger, "warn"> | undefined;
}

/** Follows a root until it is disposed of or its signal aborts. Does not keep the process alive. */
export interface TreeWatcher extends AsyncDisposable {
  /** Whether the system reports changes, or they are looked for now and then because it cannot. */
  readonly mode: "native" | "polling";
}

/** Longest time that a change waits while others keep coming. */
const MAX_DELAY_MS = 500;
/** How often the root itself is looked at: nothing reports that a folder above it was moved, or that it came back. */
const ROOT_CHECK_MS = 1_000;

/** macOS and Windows watch a whole tree at once; elsewhere that would take a watch for every file, ignored ones too. */
const openNative: OpenBackend =
  process.platform === "darwin" || process.platform === "win32" ? watchRecursively : watchFolders;

/**
 * Watches the content of a root folder, which may vanish, come back or not be there yet. Resolves once every folder is
 * watched: from then on no change is missed. When the system's limit of watches is reached, the tree is polled instead.
 */
export async function watchTree(root: string, options: WatchOptions): Promise<TreeWatcher> {
  const { ignore, onChange, debounceMs = 80, signal, log } = options;
  const coalescer = createCoalescer({ onChange, debounceMs, maxDelayMs: MAX_DELAY_MS });
  let mode: TreeWatcher["mode"] = "native";
  let backend: WatchBackend | undefined;
  let identity = identityOf(root);
  let closed = false;

  const open = (): void => {
    backend = (mode === "native" ? openNative : watchByPolling)(root, ignore, sink);
  };

  const sink: WatchSink = {
    changed: coalescer.add,
    everything: coalescer.addEverything,
    count: coalescer.count,
    checkRoot() {
      const now = identityOf(root);
      if (closed || now === identity) return;
      identity = now;
      backend?.close();
      backend = undefined;
      ignore.refresh();
      if (now !== undefined) open();
      coalescer.addEverything();
    },
    exhausted(reason) {
      if (closed || mode === "polling") return;
      mode = "polling";
      log?.warn(`changes are looked for now and then, as they cannot be watched: ${reason}`);
      open();
      coalescer.addEverything();
    },
  };

  const rootTimer = setInterval(sink.checkRoot, ROOT_CHECK_MS).unref();
  const close = (): void => {
    closed = true;
    clearInterval(rootTimer);
    coalescer.close();
    backend?.close();
    signal?.removeEventListener("abort", close);
  };
  signal?.addEventListener("abort", close, { once: true });
  if (signal?.aborted) close();
  else if (identity !== undefined) open();
  await settled(() => backend);

  return {
    get mode() {
      return mode;
    },
    async [Symbol.asyncDispose]() {
      close();
      await backend?.ready;
    },
  };
}

/** Waits until the current backend is ready, also when another took its place meanwhile. */
async function settled(current: () => WatchBackend | undefined): Promise<void> {
  for (let backend = current(); backend;) {
    await backend.ready;
    if (backend === current()) return;
    backend = current();
  }
}

function identityOf(root: string): string | undefined {
  try {
    const stats = statSync(root, { throwIfNoEntry: false });
    return stats?.isDirectory() ? `${stats.dev}:${stats.ino}` : undefined;
  } catch {
    return undefined;
  }
}
