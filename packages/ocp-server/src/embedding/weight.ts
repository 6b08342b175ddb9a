/** How much of a hit's worth models earn that were measured, by the end of their names (docs/decisions/embedders.md). */
const MEASURED: readonly (readonly [RegExp, number])[] = [
  [/bge-small-en-v1\.5$/, 0.4],
  [/all-minilm(-l6-v2)?(:latest)?$/, 0.5],
];

/** What a model earns of which no more is known than that it is one. */
const UNKNOWN = 0.4;

/** How much the similarity of a model's vectors may move the ranking, 0..1, by its name. */
export function weightOf(model: string): number {
  const name = model.toLowerCase();
  return MEASURED.find(([pattern]) => pattern.test(name))?.[1] ?? UNKNOWN;
}
