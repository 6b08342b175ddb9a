import type { FileRecord } from "../storage/store.ts";
import type { TaskFile } from "./preparation.ts";
import type { WalkedFile } from "./walk.ts";

/** So many files that are gone are compared with a new one. */
const MOST_COMPARED = 64;

type Before = NonNullable<TaskFile["before"]>;

/**
 * Finds which of the files that are gone may have become which new ones: those of the same size. Their bytes tell, once
 * the new one is read.
 */
export function findRenames(
  gone: readonly string[],
  changed: readonly WalkedFile[],
  known: ReadonlyMap<string, FileRecord>,
): { readonly beforeOf: (file: WalkedFile) => Before | undefined; readonly mayHaveMoved: (path: string) => boolean } {
  const newSizes = new Set(changed.filter(({ path }) => !known.has(path)).map(({ size }) => size));
  const bySize = new Map<number, { path: string; hash: string }[]>();
  for (const path of gone) {
    const { size, hash, chunks } = known.get(path)!;
    if (chunks === 0 || !newSizes.has(size)) continue;
    const alike = bySize.get(size) ?? [];
    bySize.set(size, alike);
    if (alike.length < MOST_COMPARED) alike.push({ path, hash });
  }
  const candidates = new Set([...bySize.values()].flatMap((alike) => alike.map(({ path }) => path)));
  return {
    beforeOf: ({ path, size }) => (known.has(path) ? undefined : bySize.get(size)),
    mayHaveMoved: (path) => candidates.has(path),
  };
}
