import type { ModelRules } from "./models.ts";

/** One tensor of a model: its values row by row, and how they are laid out. */
export interface Tensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/**
 * One vector per text from the vectors of its tokens (texts × tokens × dimensions), padding left out. What is one
 * vector a text already stays as it is.
 */
export function pool(output: Tensor, mask: Tensor, pooling: ModelRules["pooling"]): Float32Array[] {
  const values = Float32Array.from(output.data as ArrayLike<number>);
  const [texts = 0, second = 0, third] = output.dims;
  if (third === undefined)
    return Array.from({ length: texts }, (_, text) => values.slice(text * second, (text + 1) * second));
  const counted = Array.from(mask.data as ArrayLike<number | bigint>, Number);
  return Array.from({ length: texts }, (_, text) => {
    const tokens = Array.from({ length: second }, (__, token) => token).filter(
      (token) => counted[text * second + token] !== 0,
    );
    const chosen = pooling === "mean" ? tokens : tokens.slice(...(pooling === "cls" ? [0, 1] : [-1]));
    const vector = new Float32Array(third);
    for (const token of chosen) {
      const start = (text * second + token) * third;
      for (let index = 0; index < third; index++) vector[index]! += values[start + index]! / chosen.length;
    }
    return vector;
  });
}
