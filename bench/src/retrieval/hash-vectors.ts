import type { Piece } from "./pieces.ts";

const DIMENSIONS = 512;
const GROUP_WEIGHT = 0.3;

/** Makes vectors without a model, of hashed words and letter groups; answers with the nearest pieces by cosine. */
export function createNearest<P extends Pick<Piece, "path" | "text">>(
  pieces: readonly P[],
): (query: string, limit: number) => P[] {
  const vectors = pieces.map((piece) => ({ piece, vector: toVector(`${piece.path}\n${piece.text}`) }));
  return (query, limit) => {
    const asked = toVector(query);
    // Sorting keeps the order of equally near ones.
    return vectors
      .map(({ piece, vector }) => ({ piece, similarity: dot(vector, asked) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, limit)
      .map(({ piece }) => piece);
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
