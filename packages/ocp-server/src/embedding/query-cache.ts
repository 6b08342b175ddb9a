import type { Embedder } from "./embedder.ts";

const REMEMBERED = 256;
/** Longer ones are rarely asked twice. */
const LONGEST = 2000;

/** Remembers the vectors of the latest queries: agents repeat themselves, and a search may have to be done again. */
export function rememberQueries(embedder: Embedder): Embedder {
  const remembered = new Map<string, Float32Array>();

  return {
    id: embedder.id,
    weight: embedder.weight,
    stored: embedder.stored,
    batch: embedder.batch,
    price: embedder.price,
    get dimensions() {
      return embedder.dimensions;
    },
    async embed(texts, purpose, options) {
      const [query] = texts;
      if (purpose !== "query" || texts.length !== 1 || query === undefined || query.length > LONGEST)
        return embedder.embed(texts, purpose, options);
      options?.signal?.throwIfAborted();
      const known = remembered.get(query);
      const vector = known ?? (await embedder.embed(texts, purpose, options))[0]!;
      // Written anew, so that the one asked longest ago goes first.
      remembered.delete(query);
      remembered.set(query, vector);
      if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!);
      return [vector];
    },
    [Symbol.asyncDispose]: () => embedder[Symbol.asyncDispose](),
  };
}
