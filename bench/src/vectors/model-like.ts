const POOL = 1 << 20;
const TOPICS = 500;
/** What vectors of a topic differ by, against the topic's own distance from the middle. */
const WITHIN_TOPIC = 0.9;
/** How far all of them lean to one side. */
const LEAN = 0.8;

/** Vectors of unit length as sentence models make them, the same in every run. */
export function createModelLikeVectors(dimensions: number): () => Float32Array {
  let state = 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  const normals = Float32Array.from(
    { length: POOL },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
  // Any stretch of many normal numbers is as good as new ones, and much faster.
  const stretch = (): number => Math.floor(uniform() * (POOL - dimensions));
  const spread = Float32Array.from({ length: dimensions }, (_, index) => 1 / Math.sqrt(1 + index / 20));
  const lean = spread.map((_, index) => normals[index]! * LEAN);
  const topics = Array.from({ length: TOPICS }, () => {
    const start = stretch();
    return spread.map((share, index) => normals[start + index]! * share);
  });
  return () => {
    const topic = topics[Math.floor(uniform() * uniform() * TOPICS)]!;
    const start = stretch();
    const vector = new Float32Array(dimensions);
    let sum = 0;
    for (let index = 0; index < dimensions; index++) {
      vector[index] = lean[index]! + topic[index]! + WITHIN_TOPIC * normals[start + index]! * spread[index]!;
      sum += vector[index]! * vector[index]!;
    }
    const length = Math.sqrt(sum);
    for (let index = 0; index < dimensions; index++) vector[index]! /= length;
    return vector;
  };
}
