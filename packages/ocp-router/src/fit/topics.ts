import { createRandom, normal } from "../classifier/fitted/random.ts";
import { damped, tally } from "../classifier/fitted/reading.ts";
import { TOPICS, wordId, type Topics } from "../classifier/fitted/topics.ts";

/** Words known: the commonest that at least two texts hold. */
const MOST_WORDS = 1500;
const FEWEST_TEXTS = 2;
/** More directions than are kept, so that the kept ones are settled after few rounds. */
const SPARE = 8;
const ROUNDS = 4;
const SEED = 7;

interface Row {
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/**
 * Learns what texts are about from which words they share: the first directions of the matrix of texts by words, rare
 * words weighing more, by subspace iteration from a seeded start. After Halko, Martinsson and Tropp, "Finding Structure
 * with Randomness".
 */
export function learnTopics(texts: readonly (readonly string[])[]): Topics {
  const tallies = texts.map((words) => tally(words.map(wordId)));
  const known = commonWords(tallies);
  const rarity = known.map(([, holders]) => Math.log((1 + texts.length) / (1 + holders)) + 1);
  const places = new Map(known.map(([id], at) => [id, at]));
  const rows = tallies.map((seen) => toRow(seen, { places, rarity }));
  const random = createRandom(SEED);
  let directions: Float64Array[] = Array.from({ length: TOPICS + SPARE }, () =>
    Float64Array.from(known, () => normal(random)),
  );
  for (let round = 0; round < ROUNDS; round++) directions = orthonormal(turned(directions, rows));
  return toTopics(known, directions, rarity);
}

type Known = readonly (readonly [id: number, holders: number])[];

function commonWords(tallies: readonly ReadonlyMap<number, number>[]): Known {
  const holders = tally(tallies.flatMap((seen) => [...seen.keys()]));
  return [...holders]
    .filter(([, count]) => count >= FEWEST_TEXTS)
    .toSorted(([idA, a], [idB, b]) => b - a || idA - idB)
    .slice(0, MOST_WORDS);
}

function toRow(
  seen: ReadonlyMap<number, number>,
  { places, rarity }: { readonly places: ReadonlyMap<number, number>; readonly rarity: readonly number[] },
): Row {
  const found = [...seen].flatMap(([id, mentions]) => {
    const at = places.get(id);
    return at === undefined ? [] : [{ at, value: damped(mentions) * rarity[at]! }];
  });
  const length = Math.hypot(...found.map(({ value }) => value));
  return { at: found.map(({ at }) => at), values: found.map(({ value }) => value / length) };
}

/** The directions after one turn by the matrix and back. */
function turned(directions: readonly Float64Array[], rows: readonly Row[]): Float64Array[] {
  return directions.map((direction) => {
    const next = new Float64Array(direction.length);
    for (const { at, values } of rows) {
      let along = 0;
      for (let each = 0; each < at.length; each++) along += direction[at[each]!]! * values[each]!;
      for (let each = 0; each < at.length; each++) next[at[each]!]! += along * values[each]!;
    }
    return next;
  });
}

/** The same space, spanned by directions of length one at right angles; what is spanned already becomes zero. */
function orthonormal(directions: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const direction of directions) {
    const before = length(direction);
    for (const other of done) {
      const shared = product(direction, other);
      for (let at = 0; at < direction.length; at++) direction[at]! -= shared * other[at]!;
    }
    const left = length(direction);
    const scale = left > 1e-9 * before ? 1 / left : 0;
    done.push(direction.map((value) => value * scale));
  }
  return done;
}

/** A word's row: its place along each direction by its rarity, as signed bytes. */
function toTopics(known: Known, directions: readonly Float64Array[], rarity: readonly number[]): Topics {
  const kept = directions.slice(0, TOPICS);
  const rows = known.map(([id], at) => [id, kept.map((direction) => direction[at]! * rarity[at]!)] as const);
  const most = rows.reduce((all, [, row]) => row.reduce((max, value) => Math.max(max, Math.abs(value)), all), 0) || 1;
  return new Map(rows.map(([id, row]) => [id, Int8Array.from(row, (value) => Math.round((127 * value) / most))]));
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

const length = (direction: Float64Array): number => Math.sqrt(product(direction, direction));
