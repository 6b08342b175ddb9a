import { parseConfig, type Environment } from "./config.ts";
import { fillVectors, type FillProgress } from "./embedding/backfill.ts";
import type { Embedder } from "./embedding/embedder.ts";
import { createHashEmbedder } from "./embedding/hash.ts";
import { openEmbedder } from "./embedding/open.ts";
import { packContext } from "./retrieval/pack/pack.ts";
import { gather, type Material } from "./retrieval/retrieve.ts";
import { search } from "./retrieval/search.ts";
import { openTokenCounter } from "./retrieval/tokens.ts";
import { openStore } from "./storage/open.ts";

export type { Embedder } from "./embedding/embedder.ts";
export { createPathPrior } from "./retrieval/priors.ts";
export { describeFiles, weighWords, type FileDescription } from "./retrieval/rank.ts";
export { order, type Material } from "./retrieval/retrieve.ts";
export { WEIGHTS, type Weights } from "./retrieval/weights.ts";

/** A database opened to rank again, with other weights or embedders, what its queries find. For measuring; not published. */
export interface Workbench extends AsyncDisposable {
  /** What ranking a query rests on; undefined for one without words. */
  gather(workspaceId: string, query: string): Promise<Material | undefined>;
  /** Gives every text of a workspace that has none a vector of an embedder; answers how many were made. */
  embed(workspaceId: string, embedder: Embedder, onProgress?: (progress: FillProgress) => void): Promise<number>;
  /** The paths of a search's hits with an embedder, best first, and their scores. */
  search(workspaceId: string, query: string, embedder: Embedder): Promise<{ path: string; score: number }[]>;
  /** The context packed for an intent with an embedder. */
  pack(workspaceId: string, intent: string, options: { embedder: Embedder; budgetTokens: number }): Promise<string>;
}

const HITS = 20;

/** Opens the embedder that the variables of the server's environment name. Throws `INVALID_PARAMS`. */
export function openEmbedderOf(env: Environment): Promise<Embedder> {
  return openEmbedder(parseConfig({ env, cwd: process.cwd(), home: "" }));
}

export async function openWorkbench(path: string): Promise<Workbench> {
  const store = await openStore({ path });
  const { index, text, vectors } = store;
  const log = { info: () => {}, warn: () => {} };
  return {
    gather: (workspaceId, query) =>
      gather({ index, text, vectors, embedder: createHashEmbedder() }, { workspaceId, query }, HITS),
    embed: (workspaceId, embedder, onProgress) => fillVectors({ vectors, embedder, log }, { workspaceId, onProgress }),
    async search(workspaceId, query, embedder) {
      const { chunks, scores } = await search({ index, text, vectors, embedder }, { workspaceId, query, k: HITS });
      return chunks.map(({ metadata }, place) => ({ path: String(metadata["path"]), score: scores[place]! }));
    },
    async pack(workspaceId, intent, { embedder, budgetTokens }) {
      const tokens = await openTokenCounter("cl100k_base");
      const ports = { index, text, vectors, embedder, tokens };
      return (await packContext(ports, { workspaceId, intent, budgetTokens })).answer.context;
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
