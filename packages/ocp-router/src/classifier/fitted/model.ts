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

/** What words and counts add to the case for paying, in hundredths of a logit, the `most` largest first. */
export function contributions(weights: Weights, reading: Reading, most: number): SignalPart[] {
  const [first, second] = weights.heads;
  const forPaying = (place: number): number => first!.weights[place]! - (second?.weights[place] ?? 0);
  const { topics } = weights;
  const parts = topics
    ? partsOfWaves(forPaying, { ...weights, topics }, reading)
    : partsOfPlaces(forPaying, weights, reading);
  const told = parts
    .map((part) => ({ ...part, weight: Math.round(100 * part.weight) }))
    .filter(({ weight }) => weight !== 0)
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, most);
  const places = told.flatMap(({ name }) => (typeof name === "number" ? [name] : []));
  const names = places.length === 0 ? undefined : namesOf(reading.words, new Set(places));
  return told.map(({ layer, name, weight }) => ({
    layer,
    signal: `fitted:${typeof name === "number" ? (names?.get(name) ?? "") : name}`,
    weight,
  }));
}

/** A part of a sum of which a hashed place stands for the name. */
interface Part {
  readonly layer: "fitted text" | "fitted count";
  readonly name: string | number;
  readonly weight: number;
}

function partsOfPlaces(forPaying: (place: number) => number, encoding: Encoding, reading: Reading): Part[] {
  const { ids, values } = encode(reading, encoding);
  return Array.from(ids, (place, at) => {
    const count = COUNT_NAMES[place - HASHED_PLACES];
    const weight = forPaying(place) * values[at]!;
    return count === undefined ? { layer: "fitted text", name: place, weight } : countPart(count, weight);
  });
}

/** Where weights bend, what a number adds is its size by the slope there. */
function partsOfWaves(
  forPaying: (place: number) => number,
  encoding: Encoding & { readonly topics: Topics },
  { words, counts }: Reading,
): Part[] {
  const { topics } = encoding;
  const sum = topicSum(words, topics);
  const length = Math.hypot(...sum) || 1;
  const about = sum.map((value) => value / length);
  const standard = standardise(counts, encoding);
  const slopes = slopesOf([...about, ...standard], Array.from(WAVE_IDS, forPaying));
  const names = new Map(words.map((word) => [wordId(word), word]));
  const along = (row: Int8Array): number => row.reduce((all, value, at) => all + value * slopes[at]!, 0) / length;
  return [
    ...[...tally(words.map(wordId))].flatMap(([id, mentions]): Part[] => {
      const row = topics.get(id);
      if (row === undefined) return [];
      return [{ layer: "fitted text", name: `words '${names.get(id)}'`, weight: along(row) * damped(mentions) }];
    }),
    ...standard.map((value, at) => countPart(COUNT_NAMES[at]!, value * slopes[about.length + at]!)),
  ];
}

const countPart = (name: string, weight: number): Part => ({ layer: "fitted count", name, weight });

const standardise = (counts: readonly number[], { means, scales }: Encoding): number[] =>
  counts.map((count, at) => (count - means[at]!) * scales[at]!);
