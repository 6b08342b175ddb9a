import { openFullText } from "./fts5.ts";
import { createNearest } from "./hash-vectors.ts";
import { HITS, type Method } from "./method.ts";
import { readPieces, type Piece } from "./pieces.ts";

/** The usual constant of reciprocal rank fusion. */
const RANK_OFFSET = 60;

/** Vectors without a model alone. */
export const hashed: Method = {
  async build(tree) {
    const nearest = createNearest(await readPieces(tree));
    return { search: (query) => nearest(query, HITS).map(({ path }) => path), close: () => undefined };
  },
};

/** The usual hybrid: word search and vectors vote by rank alone, however good each is. */
export const fusedWithFts5: Method = {
  async build(tree, scratch) {
    const pieces = await readPieces(tree);
    const nearest = createNearest(pieces);
    const { ranked, close } = await openFullText(pieces, scratch);
    return { search: (query) => fuse([ranked(query, HITS), nearest(query, HITS)]), close };
  },
};

/** The paths of what several lists hold, by the sum of each one's votes. */
export function fuse(lists: readonly (readonly Pick<Piece, "id" | "path">[])[]): string[] {
  const votes = new Map<Piece["id"], { path: string; sum: number }>();
  for (const list of lists) {
    for (const [rank, { id, path }] of list.entries()) {
      const sum = (votes.get(id)?.sum ?? 0) + 1 / (RANK_OFFSET + rank + 1);
      votes.set(id, { path, sum });
    }
  }
  return [...votes.values()]
    .sort((a, b) => b.sum - a.sum)
    .slice(0, HITS)
    .map(({ path }) => path);
}
