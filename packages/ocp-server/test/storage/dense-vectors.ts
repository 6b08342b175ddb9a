/**
 * Vectors as sentence models make them: all lean to one side, topics of very different sizes, and directions that carry
 * ever less. The same for the same seed.
 */
export function createDenseVectors({ dimensions, seed = 1 }: { readonly dimensions: number; readonly seed?: number }) {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const spread = Array.from({ length: dimensions }, (_, index) => 1 / Math.sqrt(1 + index / 20));
  const common = spread.map(() => normal() * 0.8);
  const topics = Array.from({ length: 300 }, () => spread.map((share) => normal() * share));
  return (): Float32Array => {
    const topic = topics[Math.floor(uniform() * uniform() * topics.length)]!;
    const vector = Float32Array.from(spread, (share, index) => common[index]! + topic[index]! + 0.9 * normal() * share);
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    return vector.map((value) => value / length);
  };
}
