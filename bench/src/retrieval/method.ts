/** Hits that every method may return: what `context.search` returns at most. */
export const HITS = 20;

/** The files to search: those that OCP indexes, so that no method has more or less to find. */
export interface Tree {
  readonly root: string;
  /** Relative to the root, `/`-separated. */
  readonly paths: readonly string[];
}

/** What answers queries about one tree. */
export interface Index {
  /** The paths of at most `HITS` hits, best first; a path comes as often as it has hits. */
  search(query: string): readonly string[] | Promise<readonly string[]>;
  close(): void | PromiseLike<void>;
}

/** A way to search that is measured. */
export interface Method {
  /** Gets what is not installed with this repository. Throws an `Error` that says why it cannot be had. */
  prepare?(mayFetch: boolean): Promise<void>;
  /** Reads the tree and makes what its searches need, in a folder of its own. */
  build(tree: Tree, scratch: string): Promise<Index>;
}
