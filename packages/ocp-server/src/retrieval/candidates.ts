import { OcpError, type ChunkFilters } from "ocp-core";
import type { Embedder } from "../embedding/embedder.ts";
import type { Candidate, IndexStore, TextStore, VectorStore } from "../storage/store.ts";

export interface Gathering {
  readonly index: IndexStore;
  readonly text: TextStore;
  readonly vectors: VectorStore;
  readonly embedder: Embedder;
}

export interface Wanted {
  readonly workspaceId: string;
  readonly query: string;
  readonly filters?: ChunkFilters | undefined;
  readonly signal?: AbortSignal | undefined;
}

const BY_VECTOR = 100;

/** A candidate with its cosine similarity to the query. */
export type Neighbour = Candidate & { readonly similarity: number };

/**
 * The chunks nearest to a query, and how near the given ones are. Undefined when the embedder fails and there are
 * chunks to answer with already: they are worth more than an error.
 */
export async function findByVector(
  { index, vectors, embedder }: Gathering,
  { workspaceId, query, filters, signal }: Wanted,
  found: readonly Candidate[],
): Promise<Neighbour[] | undefined> {
  const vector = await embedQuery(embedder, query, signal, found.length > 0);
  if (vector === undefined) return undefined;
  const selection = { workspaceId, filters };
  const nearest = await vectors.search(selection, embedder.id, vector, BY_VECTOR);
  const rows = nearest.map(({ row }) => row);
  const candidates = await index.candidatesByRow(selection, rows);
  const near = nearest.flatMap(({ row, similarity }) => {
    const candidate = candidates.get(row);
    return candidate ? [{ ...candidate, similarity }] : [];
  });
  const isNear = new Set(rows);
  const others = found.filter(({ row }) => !isNear.has(row));
  const similarities = await vectors.similarities(
    others.map(({ row }) => row),
    embedder.id,
    vector,
  );
  const measured = others.flatMap((candidate, place) => {
    const similarity = similarities[place];
    return similarity === undefined ? [] : [{ ...candidate, similarity }];
  });
  return [...near, ...measured];
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
