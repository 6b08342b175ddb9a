import type { Corpus } from "../corpus/model.ts";
import { createSearchIndex, type SearchIndex } from "./search-index.ts";

const indexes = new WeakMap<Corpus, SearchIndex>();

/** The index of a corpus, built when it is first needed. */
export function searchIndex(corpus: Corpus): SearchIndex {
  let index = indexes.get(corpus);
  if (!index) indexes.set(corpus, (index = createSearchIndex(corpus)));
  return index;
}
