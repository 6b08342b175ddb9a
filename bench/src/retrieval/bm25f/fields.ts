/** Occurrences of words in parts, one list for each word: by turns a part, and how much the word weighs in it. */
export interface WeighedWords {
  readonly parts: number;
  readonly postings: ReadonlyMap<string, readonly [part: number, weight: number][]>;
}

/** A field's worth, and how much its length counts against a word in it. */
export interface Field {
  readonly weight: number;
  readonly b: number;
}

/** Weighs each word of each part over its fields: BM25F, before saturation. `texts` are by part, then by field. */
export function weigh(texts: readonly (readonly (readonly string[])[])[], fields: readonly Field[]): WeighedWords {
  const averages = fields.map((_, field) => mean(texts.map((part) => part[field]!.length)) || 1);
  const postings = new Map<string, [number, number][]>();
  for (const [part, byField] of texts.entries()) {
    const weights = new Map<string, number>();
    for (const [field, { weight, b }] of fields.entries()) {
      const words = byField[field]!;
      const worth = weight / (1 - b + (b * words.length) / averages[field]!);
      for (const word of words) weights.set(word, (weights.get(word) ?? 0) + worth);
    }
    for (const [word, weight] of weights) {
      const list = postings.get(word);
      if (list) list.push([part, weight]);
      else postings.set(word, [[part, weight]]);
    }
  }
  return { parts: texts.length, postings };
}

/** The scores of the parts that hold any of the words. */
export function scoreWords(
  { parts, postings }: WeighedWords,
  words: readonly string[],
  k1: number,
): Map<number, number> {
  const scores = new Map<number, number>();
  for (const word of words) {
    const list = postings.get(word) ?? [];
    const rarity = Math.log(1 + (parts - list.length + 0.5) / (list.length + 0.5));
    for (const [part, weight] of list)
      scores.set(part, (scores.get(part) ?? 0) + (rarity * weight * (k1 + 1)) / (weight + k1));
  }
  return scores;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
