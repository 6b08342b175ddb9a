import { OcpError, type ChunkFilters } from "ocp-core";
import type { Embedder } from "../embedding/embedder.ts";
import type { Candidate, IndexStore, VectorStore } from "../storage/store.ts";
import { rarity, type TermStatistics } from "./calibrate.ts";
import type { QueryTerms } from "./query.ts";

export interface Gathering {
  readonly index: IndexStore;
  readonly vectors: VectorStore;
  readonly embedder: Embedder;
}

export interface Wanted {
  readonly workspaceId: string;
  readonly query: string;
  readonly filters?: ChunkFilters | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Enough that the best hit is among them with hardly an exception; more costs time on every query. */
const BY_WORDS = 300;
const BY_NAME = 50;
const BY_VECTOR = 100;

/** The rarest words find what there is to find; each further one costs a pass over its postings. */
const MOST_TERMS = 48;
/** In a workspace of this many chunks, words of a fifth of them are no longer used to find. */
const LARGE = 20_000;
const COMMON = 0.2;

/** The chunks that hold words of the query or define what it names. */
export async function findByWords(
  index: IndexStore,
  { workspaceId, filters }: Wanted,
  { terms, names }: QueryTerms,
  statistics: TermStatistics,
): Promise<Candidate[]> {
  const selection = { workspaceId, filters };
  const found = await index.searchText(selection, searchableTerms(terms, statistics), BY_WORDS);
  if (names.length === 0) return found;
  const known = new Set(found.map(({ row }) => row));
  const named = await index.searchSymbols(selection, names, BY_NAME);
  return [...found, ...named.filter(({ row }) => !known.has(row))];
}

function searchableTerms(terms: readonly string[], { total, counts }: TermStatistics): string[] {
  const occurring = terms.flatMap((term, place) => {
    const count = counts[place] ?? 0;
    return count > 0 ? [{ term, count, place }] : [];
  });
  const telling = total < LARGE ? occurring : occurring.filter(({ count }) => count <= total * COMMON);
  const kept = telling.length > 0 ? telling : occurring;
  kept.sort((a, b) => rarity(total, b.count) - rarity(total, a.count) || a.place - b.place);
  return kept.slice(0, MOST_TERMS).map(({ term }) => term);
}

/** A candidate with its cosine similarity to the query. */
export type Neighbour = Candidate & { readonly similarity: number };

/**
 * The chunks nearest to a text, and how near the given ones are. Undefined when the embedder fails and there are chunks
 * to answer with already: they are worth more than an error.
 */
export async function findByVector(
  { index, vectors, embedder }: Gathering,
  { workspaceId, filters, signal }: Wanted,
  text: string,
  found: readonly Candidate[],
): Promise<Neighbour[] | undefined> {
  const vector = await embedQuery(embedder, text, signal, found.length > 0);
  if (vector === undefined) return undefined;
  const selection = { workspaceId, filters };
  const nearest = await vectors.search(selection, embedder.id, vector, BY_VECTOR);
  const bySimilarity = new Map(nearest.map(({ row, similarity }) => [row, similarity]));
  const near = await index.candidatesByRow(
    selection,
    nearest.map(({ row }) => row),
  );
  const others = found.filter(({ row }) => !bySimilarity.has(row));
  const similarities = await vectors.similarities(
    others.map(({ row }) => row),
    embedder.id,
    vector,
  );
  const measured = others.flatMap((candidate, place) => {
    const similarity = similarities[place];
    return similarity === undefined ? [] : [{ ...candidate, similarity }];
  });
  return [...near.map((candidate) => ({ ...candidate, similarity: bySimilarity.get(candidate.row)! })), ...measured];
}

async function embedQuery(
  embedder: Embedder,
  text: string,
  signal: AbortSignal | undefined,
  dispensable: boolean,
): Promise<Float32Array | undefined> {
  try {
    const [vector] = await embedder.embed([text], "query", { signal });
    return vector;
  } catch (error) {
    if (dispensable && OcpError.is(error, "EMBEDDER_FAILED")) return undefined;
    throw error;
  }
}
