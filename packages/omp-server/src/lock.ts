import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CorpusError, type JsonObject } from "./corpus/model.ts";
import { parseJson } from "./corpus/parse-data.ts";
import type { RawFile } from "./corpus/read-files.ts";

export const LOCK_FILE = "omp.lock.json";

export interface LockedFile {
  readonly sha256: string;
  readonly bytes: number;
  /** RFC 3339. */
  readonly lastUpdated: string;
}

/** What published files were when the lock was written, by their paths. */
export type Lock = ReadonlyMap<string, LockedFile>;

/** Reads a corpus's lock; undefined when there is none. Throws a `CorpusError` for one that cannot be used. */
export function readLock(root: string): Lock | undefined {
  let text: string;
  try {
    text = readFileSync(join(root, LOCK_FILE), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new CorpusError(`${LOCK_FILE} cannot be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
  const lock = new Map<string, LockedFile>();
  try {
    for (const [path, value] of Object.entries(parseJson(text) as JsonObject)) {
      const { sha256, bytes, last_updated } = (value ?? {}) as JsonObject;
      if (typeof sha256 !== "string" || typeof bytes !== "number" || typeof last_updated !== "string")
        throw new Error(`'${path}' is not {sha256, bytes, last_updated}`);
      lock.set(path, { sha256, bytes, lastUpdated: last_updated });
    }
  } catch (error) {
    const advice = "Restore it, or write it anew with `omp-server lock --force`.";
    throw new CorpusError(`${LOCK_FILE} cannot be used: ${(error as Error).message}. ${advice}`, { cause: error });
  }
  return lock;
}

export interface Drift {
  readonly path: string;
  readonly reason: string;
}

/**
 * Where files differ from the lock: changed or removed files, and files added to a version folder that was locked.
 * Whole new versions are no drift. `versionOf` gives the version that a file belongs to, if any.
 */
export function findDrift(
  lock: Lock,
  files: ReadonlyMap<string, RawFile>,
  versionOf: (path: string) => string | undefined,
): Drift[] {
  const drift: Drift[] = [];
  const lockedVersions = new Set([...lock.keys()].map(versionOf));
  for (const [path, { sha256 }] of lock) {
    const file = files.get(path);
    if (!file) drift.push({ path, reason: "was published and is gone" });
    else if (file.sha256 !== sha256) drift.push({ path, reason: "changed after it was published" });
  }
  for (const path of files.keys()) {
    const version = versionOf(path);
    if (!lock.has(path) && version !== undefined && lockedVersions.has(version))
      drift.push({ path, reason: "was added to a version that is already published" });
  }
  return drift;
}

/** The paths of locked files that changed or are gone. */
export function findChanges(lock: Lock, files: ReadonlyMap<string, { readonly sha256: string }>): string[] {
  return [...lock].flatMap(([path, { sha256 }]) => (files.get(path)?.sha256 === sha256 ? [] : [path]));
}

/** The text of a lock file for these files. `dates` win over what the files' own dates are. */
export function formatLock(
  files: Iterable<{ path: string; sha256: string; bytes: Uint8Array; lastUpdated: string }>,
  dates: ReadonlyMap<string, string>,
): string {
  const entries = [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256, bytes, lastUpdated }) => [
      path,
      { sha256, bytes: bytes.length, last_updated: dates.get(path) ?? lastUpdated },
    ]);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}
