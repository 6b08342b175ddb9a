import type { Chunk } from "./ocp.ts";

const NAME = /[\p{L}_$][\p{L}\p{N}_$]{3,}/gu;
/** A name that more files define says nothing of which one is meant. */
const MOST_DEFINERS = 2;

/** Which files use names that other files define. */
export interface References {
  /** How many files refer to one. */
  count(path: string): number;
  refers(from: string, to: string): boolean;
}

export function readReferences(chunks: readonly Chunk[]): References {
  const names = new Map<string, Set<string>>();
  const definers = new Map<string, Set<string>>();
  for (const { content, metadata } of chunks) {
    const path = String(metadata["path"]);
    for (const [name] of content.matchAll(NAME)) add(names, path, name);
    const symbols = metadata["symbols"] ?? [metadata["symbol"]];
    for (const symbol of symbols as unknown[]) {
      if (typeof symbol === "string") add(definers, symbol.slice(symbol.lastIndexOf(".") + 1), path);
    }
  }
  const links = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (const [path, used] of names) {
    for (const name of used) {
      const defining = definers.get(name);
      if (!defining || defining.size > MOST_DEFINERS || defining.has(path)) continue;
      for (const other of defining) add(links, path, other);
    }
    for (const other of links.get(path) ?? []) counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  return {
    count: (path) => counts.get(path) ?? 0,
    refers: (from, to) => links.get(from)?.has(to) ?? false,
  };
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
