import type { Method } from "./method.ts";

export const OCP = "ocp-server";

/** Everything that is measured, by name in the order of the table, each loaded only where it is used. */
export const METHODS: Readonly<Record<string, () => Promise<Method>>> = {
  [OCP]: async () => (await import("./ocp.ts")).ocp,
  "SQLite FTS5, 40-line pieces": async () => (await import("./fts5.ts")).fts5,
  "FTS5, names split, 40-line pieces": async () => (await import("./fts5-split.ts")).fts5Split,
  "BM25F with places, no parser": async () => (await import("./bm25f.ts")).bm25f,
  "minisearch, 40-line pieces": async () => (await import("./mini-search.ts")).miniSearch,
  "@orama/orama, 40-line pieces": async () => (await import("./orama.ts")).orama,
  "retriv, its own chunks, no model": async () => (await import("./retriv.ts")).retriv,
  "@tobilu/qmd, no model": async () => (await import("./qmd.ts")).qmd,
  "@colbymchenry/codegraph": async () => (await import("./code-graph.ts")).codeGraph,
  "@probelabs/probe, by its score": async () => (await import("./probe.ts")).probe,
  "ripgrep, files by words held": async () => (await import("./ripgrep.ts")).ripgrep,
  "hashed vectors, 40-line pieces": async () => (await import("./hashed.ts")).hashed,
  "FTS5 + these vectors, by rank": async () => (await import("./hashed.ts")).fusedWithFts5,
  "ocp-server + these vectors, by rank": async () => (await import("./fused-with-ocp.ts")).fusedWithOcp,
};
