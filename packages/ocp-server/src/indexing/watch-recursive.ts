import { lstatSync, watch, type FSWatcher } from "node:fs";
import { join, sep } from "node:path";
import { isBelowRoot, isRuleFile, SCOPE_FILES } from "./ignore.ts";
import type { OpenBackend, WatchBackend } from "./watch-backend.ts";

/** Watches a whole tree with one request, where the system can, and leaves out the events of what is ignored. */
export const watchRecursively: OpenBackend = (root, ignore, sink): WatchBackend => {
  let closed = false;
  let watcher: FSWatcher | undefined;

  const onEvent = (name: string | null): void => {
    sink.count();
    if (name === null || name === "") {
      sink.checkRoot();
      return sink.everything();
    }
    const path = name.split(sep).join("/");
    if (path.includes("\uFFFD") || !isBelowRoot(path)) return;
    const slash = path.lastIndexOf("/");
    const last = path.slice(slash + 1);
    if (SCOPE_FILES.has(last)) {
      ignore.refresh();
      // It says what is content in its folder and below.
      if (isRuleFile(last)) return slash < 0 ? sink.everything() : sink.changed(path.slice(0, slash));
    }
    if (!ignore.ignores(path, isFolder(join(root, path)))) sink.changed(path);
  };

  const close = (): void => {
    closed = true;
    watcher?.close();
  };

  try {
    watcher = watch(root, { recursive: true, persistent: false }, (_, name) => {
      if (!closed) onEvent(name);
    });
    watcher.on("error", () => {
      if (closed) return;
      sink.checkRoot();
      // Still the same root: it is the watching that failed.
      if (!closed) stop("the system stopped reporting changes");
    });
  } catch (error) {
    stop(`the system answered ${(error as NodeJS.ErrnoException).code}`);
  }

  function stop(reason: string): void {
    close();
    queueMicrotask(() => sink.exhausted(reason));
  }

  return { ready: Promise.resolve(), close };
};

function isFolder(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
