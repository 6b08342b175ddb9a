import { COUNT_NAMES, HASHED_PLACES, type Features } from "./features.ts";
import type { Head, Weights } from "./weights.ts";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * How much there is to gain by paying, from 0 to 1, to three places. A model fitted to labels gives the chance that the
 * label is `paid`; one fitted to outcomes gives half of 1 + P(paid model right) − P(local model right).
 */
export function scoreFeatures(weights: Weights, features: Features): number {
  const chances = weights.heads.map((head) => sigmoid(logit(head, weights, features)));
  const [first = 0, second] = chances;
  const gain = second === undefined ? first : (1 + first - second) / 2;
  return Math.round(gain * 1000) / 1000;
}

function logit(head: Head, weights: Weights, { ids, values }: Features): number {
  let sum = head.bias;
  for (let at = 0; at < ids.length; at++) sum += weightAt(head, weights, { place: ids[at]!, value: values[at]! });
  return sum;
}

function weightAt(head: Head, { means, scales }: Weights, { place, value }: { place: number; value: number }): number {
  if (place < HASHED_PLACES) return head.hashed[place]! * value;
  const count = place - HASHED_PLACES;
  return head.counts[count]! * (value - means[count]!) * scales[count]!;
}

/** What each feature adds to the case for paying, in hundredths of a logit, largest first. */
export function contributions(
  weights: Weights,
  { ids, values }: Features,
): readonly { readonly place: number; readonly weight: number; readonly count?: string }[] {
  const [first, second] = weights.heads;
  const added = [...ids].map((place, at) => {
    const feature = { place, value: values[at]! };
    const against = second === undefined ? 0 : weightAt(second, weights, feature);
    const weight = Math.round((weightAt(first!, weights, feature) - against) * 100);
    const count = COUNT_NAMES[place - HASHED_PLACES];
    return { place, weight, ...(count === undefined ? {} : { count }) };
  });
  return added.filter(({ weight }) => weight !== 0).toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}
