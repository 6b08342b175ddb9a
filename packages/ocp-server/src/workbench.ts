import { createHashEmbedder } from "./embedding/hash.ts";
import { gather, type Material } from "./retrieval/retrieve.ts";
import { openStore } from "./storage/open.ts";

export { createPathPrior } from "./retrieval/priors.ts";
export { describeFiles, weighWords, type FileDescription } from "./retrieval/rank.ts";
export { order, type Material } from "./retrieval/retrieve.ts";
export { WEIGHTS, type Weights } from "./retrieval/weights.ts";

/** A database opened to rank again, with other weights, what its queries find. For measuring; not published. */
export interface Workbench extends AsyncDisposable {
  /** What ranking a query rests on; undefined for one without words. */
  gather(workspaceId: string, query: string): Promise<Material | undefined>;
}

export async function openWorkbench(path: string): Promise<Workbench> {
  const store = await openStore({ path });
  const gathering = { index: store.index, text: store.text, vectors: store.vectors, embedder: createHashEmbedder() };
  return {
    gather: (workspaceId, query) => gather(gathering, { workspaceId, query }, 20),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
