import { openFullText } from "./fts5.ts";
import { HITS, type Method } from "./method.ts";
import { readPieces, type Piece } from "./pieces.ts";

const DIMENSIONS = 512;
const GROUP_WEIGHT = 0.3;
/** The usual constant of reciprocal rank fusion, and how far down each list it looks. */
const RANK_OFFSET = 60;
const FUSED = 100;

/** Vectors without a model: words and their letter groups, hashed; nearest by cosine. */
export const letterHash: Method = {
  name: "hashed words and letter groups, 40-line pieces",
  async build(tree) {
    const pieces = await readPieces(tree);
    const nearest = createNearest(pieces);
    return { search: (query) => nearest(query, HITS).map((id) => pieces[id]!.path), close: () => undefined };
  },
};

/** The usual hybrid: each list votes by rank alone, however good it is. */
export const fused: Method = {
  name: "FTS5 and these hashes, fused by reciprocal rank",
  async build(tree, scratch) {
    const pieces = await readPieces(tree);
    const nearest = createNearest(pieces);
    const { ranked, close } = openFullText(pieces, scratch);
    return {
      search(query) {
        const votes = new Map<number, number>();
        for (const list of [ranked(query, FUSED), nearest(query, FUSED)])
          for (const [rank, id] of list.entries()) votes.set(id, (votes.get(id) ?? 0) + 1 / (RANK_OFFSET + rank + 1));
        return [...votes]
          .sort(([a, votesOfA], [b, votesOfB]) => votesOfB - votesOfA || a - b)
          .slice(0, HITS)
          .map(([id]) => pieces[id]!.path);
      },
      close,
    };
  },
};

function createNearest(pieces: readonly Piece[]): (query: string, limit: number) => number[] {
  const vectors = pieces.map(({ path, text }) => toVector(`${path}\n${text}`));
  return (query, limit) => {
    const asked = toVector(query);
    return vectors
      .map((vector, id) => ({ id, similarity: dot(vector, asked) }))
      .sort((a, b) => b.similarity - a.similarity || a.id - b.id)
      .slice(0, limit)
      .map(({ id }) => id);
  };
}

function toVector(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const [word, count] of counts) {
    const weight = 1 + Math.log(count);
    add(vector, word, weight);
    const bounded = ` ${word} `;
    for (let size = 4; size <= 5; size++)
      for (let start = 0; start + size <= bounded.length; start++)
        add(vector, bounded.slice(start, start + size), weight * GROUP_WEIGHT);
  }
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** One bit of the hash is the sign, so that collisions cancel out on average. */
function add(vector: Float32Array, feature: string, weight: number): void {
  let hash = 0x811c9dc5;
  for (let index = 0; index < feature.length; index++)
    hash = Math.imul(hash ^ feature.charCodeAt(index), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  hash ^= hash >>> 13;
  vector[(hash >>> 1) % DIMENSIONS]! += (hash & 1) === 1 ? weight : -weight;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}
