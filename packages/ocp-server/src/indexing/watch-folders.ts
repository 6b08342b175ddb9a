import { lstatSync, readdirSync, watch, type FSWatcher, type Stats } from "node:fs";
import { basename, join } from "node:path";
import { isRuleFile, SCOPE_FILES } from "./ignore.ts";
import { MAX_DEPTH } from "./walk.ts";
import type { OpenBackend, WatchBackend } from "./watch-backend.ts";

/** A folder that is content, and its folders; null stands for one that is ignored and not watched. */
interface Folder {
  readonly path: string;
  readonly depth: number;
  readonly children: Map<string, Folder | null>;
  watcher: FSWatcher | undefined;
  dropped: boolean;
}

const SLICE_MS = 10;

/** Whether an error says that the system has no more watches to give. */
function exhaustionOf(error: unknown): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return "the system's limit of watched folders is reached (fs.inotify.max_user_watches)";
  if (code === "EMFILE" || code === "ENFILE") {
    return "the limit of open files or watching processes is reached (fs.inotify.max_user_instances)";
  }
  return undefined;
}

/**
 * Watches every folder that is content by itself, and none that is not. A new folder is watched before it is read and
 * reported as a whole afterwards, so that nothing that was put into it meanwhile is missed.
 */
export const watchFolders: OpenBackend = (root, ignore, sink): WatchBackend => {
  const top: Folder = createFolder("", 0);
  /** Folders to be read (again). */
  const queue = new Set<Folder>([top]);
  let live = false;
  let closed = false;
  let pumping = false;

  const close = (): void => {
    closed = true;
    queue.clear();
    drop(top);
  };

  const open = (folder: Folder): boolean => {
    try {
      const watcher = watch(join(root, folder.path), { persistent: false }, (event, name) => {
        if (!closed && !folder.dropped) onEvent(folder, event, name);
      });
      watcher.on("error", () => onBroken(folder));
      folder.watcher = watcher;
      return true;
    } catch (error) {
      const reason = exhaustionOf(error);
      if (reason !== undefined) {
        close();
        queueMicrotask(() => sink.exhausted(reason));
      }
      return false;
    }
  };

  const onBroken = (folder: Folder): void => {
    folder.watcher?.close();
    folder.watcher = undefined;
    sink.checkRoot();
    report(folder.path);
  };

  const report = (path: string): void => {
    if (path === "") sink.everything();
    else sink.changed(path);
  };

  /** Watches a folder, then compares what it holds with what was known of it. */
  const scan = (folder: Folder, isNew: boolean): void => {
    if (folder.dropped || (!folder.watcher && !open(folder))) return;
    if (isNew) ignore.refresh();
    const names = new Set<string>();
    for (const entry of foldersIn(join(root, folder.path))) {
      names.add(entry);
      adopt(folder, entry);
    }
    for (const [name, child] of folder.children) {
      if (names.has(name)) continue;
      if (child) drop(child);
      folder.children.delete(name);
    }
  };

  const adopt = (parent: Folder, name: string): void => {
    const path = parent.path === "" ? name : `${parent.path}/${name}`;
    const known = parent.children.get(name);
    if (parent.depth >= MAX_DEPTH || ignore.ignores(path, true)) {
      if (known) drop(known);
      parent.children.set(name, null);
    } else if (known) {
      queue.add(known);
    } else {
      const child = createFolder(path, parent.depth + 1);
      parent.children.set(name, child);
      queue.add(child);
    }
  };

  const pump = async (): Promise<void> => {
    pumping = true;
    let sliceEnd = performance.now() + SLICE_MS;
    for (const folder of queue) {
      queue.delete(folder);
      const isNew = live && folder.watcher === undefined;
      scan(folder, isNew);
      if (isNew && !folder.dropped) report(folder.path);
      if (performance.now() < sliceEnd) continue;
      await new Promise((resume) => setImmediate(resume));
      sliceEnd = performance.now() + SLICE_MS;
    }
    live = true;
    pumping = false;
  };

  const onEvent = (folder: Folder, event: string, name: string | null): void => {
    sink.count();
    if (name === null) {
      queue.add(folder);
      report(folder.path);
    } else if (isRuleFile(name)) {
      // It says what is content in its folder and below.
      ignore.refresh();
      queue.add(folder);
      report(folder.path);
    } else if (SCOPE_FILES.has(name)) {
      // It may make a cache or an environment of its folder, or cease to.
      ignore.refresh();
      queue.add(top);
      report(folder.path);
    } else if (!name.includes("\uFFFD")) {
      onEntry(folder, event, name);
    }
    if (queue.size > 0 && !pumping) void pump();
  };

  const onEntry = (folder: Folder, event: string, name: string): void => {
    const path = folder.path === "" ? name : `${folder.path}/${name}`;
    const child = folder.children.get(name);
    if (event === "change" && child === undefined && !isNameOf(folder, name)) {
      if (!ignore.ignores(path, false)) sink.changed(path);
      return;
    }
    const stats = entryAt(join(root, path));
    if (stats?.isDirectory()) return onFolder(folder, { name, path, event });
    // Events of the folder itself come under its own name, as if it were an entry of itself.
    if (!stats && (event === "change" || (isNameOf(folder, name) && isGone(folder)))) return;
    if (child) drop(child);
    folder.children.delete(name);
    const wasIgnored = child === null && !stats;
    if (!wasIgnored && (child || !ignore.ignores(path, false))) sink.changed(path);
  };

  const onFolder = (parent: Folder, at: { name: string; path: string; event: string }): void => {
    const known = parent.children.get(at.name);
    if (at.event === "rename") {
      // Another folder than the one of that name before: what was known of it is elsewhere or gone.
      ignore.refresh();
      if (known) drop(known);
      parent.children.delete(at.name);
    }
    adopt(parent, at.name);
    if (known && !parent.children.get(at.name)) sink.changed(at.path);
  };

  const isGone = (folder: Folder): boolean => {
    if (folder === top) sink.checkRoot();
    if (entryAt(join(root, folder.path))) return closed;
    drop(folder);
    return true;
  };

  const isNameOf = (folder: Folder, name: string): boolean => basename(folder === top ? root : folder.path) === name;

  return { ready: pump(), close };
};

function createFolder(path: string, depth: number): Folder {
  return { path, depth, children: new Map(), watcher: undefined, dropped: false };
}

/** Stops watching a folder and all below it. */
function drop(folder: Folder): void {
  const pending = [folder];
  for (let next = pending.pop(); next; next = pending.pop()) {
    next.dropped = true;
    next.watcher?.close();
    next.watcher = undefined;
    for (const child of next.children.values()) if (child) pending.push(child);
    next.children.clear();
  }
}

function foldersIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && !entry.name.includes("\uFFFD")).map(({ name }) => name);
  } catch {
    return [];
  }
}

function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
