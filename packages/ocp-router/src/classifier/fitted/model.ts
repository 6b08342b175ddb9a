import type { SignalPart } from "../classifier.ts";
import { HASHED_PLACES, hashedFeatures, namesOf, type Features } from "./hashed.ts";
import { COUNT_NAMES, damped, tally, type Reading } from "./reading.ts";
import { topicsOf, topicSum, wordId, type Topics } from "./topics.ts";
import { slopesOf, WAVES, wavesOf } from "./waves.ts";
import type { Encoding, Head, Weights } from "./weights.ts";

const WAVE_IDS = Int32Array.from({ length: WAVES }, (_, at) => at);

/** The numbers that heads weigh: waves over topics and counts, or hashed words with the counts behind them. */
export function encode({ words, counts }: Reading, encoding: Encoding): Features {
  const standard = standardise(counts, encoding);
  const { topics } = encoding;
  if (topics) return { ids: WAVE_IDS, values: wavesOf([...topicsOf(words, topics), ...standard]) };
  const { ids, values } = hashedFeatures(words);
  return {
    ids: Int32Array.from([...ids, ...standard.map((_, at) => HASHED_PLACES + at)]),
    values: Float64Array.from([...values, ...standard]),
  };
}

/** How many places an encoding has, the hashed ones first. */
export const placesOf = ({ topics }: Encoding): number => (topics ? WAVES : HASHED_PLACES + COUNT_NAMES.length);

/**
 * How much there is to gain by paying, from 0 to 1, to three places. A model fitted to labels gives the chance that the
 * label is `paid`; one fitted to outcomes gives half of 1 + P(paid model right) − P(local model right).
 */
export function scoreOfReading(weights: Weights, reading: Reading): number {
  const features = encode(reading, weights);
  const [first = 0, second] = weights.heads.map((head) => 1 / (1 + Math.exp(-logit(head, features))));
  const gain = second === undefined ? first : (1 + first - second) / 2;
  return Math.round(gain * 1000) / 1000;
}

function logit({ bias, weights }: Head, { ids, values }: Features): number {
  let sum = bias;
  for (let at = 0; at < ids.length; at++) sum += weights[ids[at]!]! * values[at]!;
  return sum;
}

/** What words and counts add to the case for paying, in hundredths of a logit, largest first; of waves by their slopes. */
export function contributions(weights: Weights, reading: Reading): SignalPart[] {
  const [first, second] = weights.heads;
  const forPaying = second ? first!.weights.map((weight, at) => weight - second.weights[at]!) : first!.weights;
  const parts = weights.topics
    ? partsOfWaves(forPaying, weights, weights.topics, reading)
    : partsOfPlaces(forPaying, weights, reading);
  return parts
    .map(({ weight, ...part }) => ({ ...part, weight: Math.round(100 * weight) }))
    .filter(({ weight }) => weight !== 0)
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

function partsOfPlaces(forPaying: Float64Array, weights: Weights, reading: Reading): SignalPart[] {
  const { ids, values } = encode(reading, weights);
  const names = namesOf(reading.words, new Set(ids));
  return [...ids].map((place, at) => {
    const count = COUNT_NAMES[place - HASHED_PLACES];
    const weight = forPaying[place]! * values[at]!;
    return count === undefined ? textPart(names.get(place) ?? "", weight) : countPart(count, weight);
  });
}

function partsOfWaves(forPaying: Float64Array, weights: Weights, topics: Topics, reading: Reading): SignalPart[] {
  const { words, counts } = reading;
  const about = topicsOf(words, topics);
  const standard = standardise(counts, weights);
  const slopes = slopesOf([...about, ...standard], forPaying);
  const length = Math.hypot(...topicSum(words, topics)) || 1;
  const names = new Map(words.map((word) => [wordId(word), word]));
  const along = (row: Int8Array): number => row.reduce((sum, value, at) => sum + value * slopes[at]!, 0) / length;
  return [
    ...[...tally(words.map(wordId))].flatMap(([id, mentions]) => {
      const row = topics.get(id);
      return row ? [textPart(`words '${names.get(id)}'`, along(row) * damped(mentions))] : [];
    }),
    ...standard.map((value, at) => countPart(COUNT_NAMES[at]!, value * slopes[about.length + at]!)),
  ];
}

const textPart = (name: string, weight: number): SignalPart => ({
  layer: "fitted text",
  signal: `fitted:${name}`,
  weight,
});

const countPart = (name: string, weight: number): SignalPart => ({
  layer: "fitted count",
  signal: `fitted:${name}`,
  weight,
});

const standardise = (counts: readonly number[], { means, scales }: Encoding): number[] =>
  counts.map((count, at) => (count - means[at]!) * scales[at]!);
