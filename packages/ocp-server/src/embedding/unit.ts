import { OcpError } from "ocp-core";

/**
 * Checks what a model answered and brings it to unit length. Throws `EMBEDDER_FAILED` when the count, the dimensions or
 * a number is wrong, so that nothing of another space is ever stored.
 */
export function toUnitVectors(
  answered: readonly ArrayLike<number>[],
  { count, dimensions, who }: { readonly count: number; readonly dimensions: number | undefined; readonly who: string },
): Float32Array[] {
  if (answered.length !== count)
    throw new OcpError("EMBEDDER_FAILED", `${who} answered ${answered.length} vectors for ${count} texts.`);
  const wanted = dimensions ?? answered[0]?.length;
  return answered.map((vector) => {
    if (vector.length === 0 || vector.length !== wanted) {
      throw new OcpError(
        "EMBEDDER_FAILED",
        `${who} answered a vector of ${vector.length} dimensions instead of ${wanted}. Is it the model that was asked for?`,
      );
    }
    return toUnit(vector, who);
  });
}

function toUnit(vector: ArrayLike<number>, who: string): Float32Array {
  let sum = 0;
  for (let index = 0; index < vector.length; index++) sum += vector[index]! * vector[index]!;
  const length = Math.sqrt(sum);
  // Text in place of a number becomes NaN here.
  if (!(length > 0 && Number.isFinite(length)))
    throw new OcpError("EMBEDDER_FAILED", `${who} answered a vector that is not made of numbers, or is zero.`);
  const unit = new Float32Array(vector.length);
  for (let index = 0; index < vector.length; index++) unit[index] = vector[index]! / length;
  return unit;
}
