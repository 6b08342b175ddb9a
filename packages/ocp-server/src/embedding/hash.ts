import { detached } from "../retrieval/detached.ts";
import { joinedTokens } from "../retrieval/words.ts";
import type { Embedder } from "./embedder.ts";

/** Grows when the same text gets another vector, so that old vectors are not compared with new ones. */
const REVISION = 2;
/** Letter groups count this much of a whole token: enough to find a misspelt word. */
const GRAM_WEIGHT = 0.3;
const LONGEST_WITH_GRAMS = 32;
const REMEMBERED = 32_768;

export interface HashOptions {
  readonly dimensions?: number | undefined;
  /**
   * How telling a token is, 0..1, from the statistics of a corpus. Default by its length: short words are the common
   * ones. Vectors with different statistics are not comparable, though their embedders' ids are alike.
   */
  readonly rarity?: ((token: string) => number) | undefined;
}

/**
 * Embeds by hashing words and their letter groups, without a model: the same vector for the same text on every machine.
 * It finds words that are spelt alike, not words that mean alike, so its weight in ranking is zero: it fills up what
 * words alone do not find. A text without words gets the zero vector.
 */
export function createHashEmbedder({ dimensions = 512, rarity = rarityByLength }: HashOptions = {}): Embedder {
  const remembered = new Map<string, Features>();

  const features = (token: string): Features => {
    let known = remembered.get(token);
    if (known === undefined) {
      known = hashFeatures(token, dimensions);
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(detached(token), known);
    }
    return known;
  };

  return {
    id: `hash:${dimensions}:${REVISION}`,
    dimensions,
    weight: 0,
    stored: false,
    batch: 256,
    async embed(texts, _purpose, options) {
      return texts.map((text) => {
        options?.signal?.throwIfAborted();
        return embedText(text, { dimensions, rarity, features });
      });
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** What a token adds to a vector: the token's own place first, then those of its letter groups; negative = subtract. */
type Features = Int32Array;

interface Parts {
  readonly dimensions: number;
  readonly rarity: (token: string) => number;
  readonly features: (token: string) => Features;
}

function embedText(text: string, { dimensions, rarity, features }: Parts): Float32Array {
  const vector = new Float64Array(dimensions);
  for (const [token, count] of countTokens(text)) {
    // Grows ever slower, as a logarithm would, but by operations that every machine rounds alike.
    const weight = (rarity(token) * count * 3) / (count + 2);
    const places = features(token);
    for (let index = 0; index < places.length; index++) {
      const place = places[index]!;
      const share = index === 0 ? weight : weight * GRAM_WEIGHT;
      if (place < 0) vector[~place]! -= share;
      else vector[place]! += share;
    }
  }
  return toUnit(vector);
}

function rarityByLength(token: string): number {
  return Math.min(1, token.length / 6);
}

function countTokens(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const joined = joinedTokens(text);
  if (joined === "") return counts;
  for (const token of joined.split(" ")) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}

function toUnit(vector: Float64Array): Float32Array {
  let sum = 0;
  for (let index = 0; index < vector.length; index++) sum += vector[index]! * vector[index]!;
  const unit = new Float32Array(vector.length);
  if (sum === 0) return unit;
  const length = Math.sqrt(sum);
  for (let index = 0; index < vector.length; index++) unit[index] = vector[index]! / length;
  return unit;
}

function hashFeatures(token: string, dimensions: number): Features {
  const places = [placeOf(token, 0, token.length, dimensions)];
  // Groups know the ends of a word, so that `cat` and `concatenate` share little.
  const bounded = ` ${token} `;
  if (token.length <= LONGEST_WITH_GRAMS) {
    for (let size = 4; size <= 5; size++) {
      for (let start = 0; start + size <= bounded.length; start++)
        places.push(placeOf(bounded, start, start + size, dimensions));
    }
  }
  return Int32Array.from(places);
}

/** The place of a feature, and by another mix of the same hash its sign, so that the two know nothing of each other. */
function placeOf(text: string, start: number, end: number, dimensions: number): number {
  // FNV-1a, which has no constants but its own, then the final mix of MurmurHash3: integers alone, alike everywhere.
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  const place = (mix(hash) >>> 0) % dimensions;
  return (mix(hash ^ 0x9e3779b9) & 1) === 1 ? ~place : place;
}

function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
