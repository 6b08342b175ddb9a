import { join } from "node:path";
import { fetchPackage } from "./fetched.ts";
import { HITS, type Method } from "./method.ts";

const system = `${process.platform}-${process.arch}`;
const PACKAGE = { name: `@colbymchenry/codegraph-${system}`, version: "1.6.1", size: "64 MB" };

/** The part of its library that is used here. */
interface Library {
  readonly CodeGraph: { init(root: string, options: { index: boolean }): Promise<Graph> };
}
interface Graph {
  findRelevantContext(query: string, options: { maxNodes: number }): Promise<{ nodes: Map<string, Definition> }>;
  close(): void;
}
interface Definition {
  readonly filePath: string;
}

let library: Library;

/** A graph of definitions by tree-sitter with SQLite FTS5 over their names and documentation: what its MCP server answers from. */
export const codeGraph: Method = {
  async prepare(mayFetch) {
    const main = join(await fetchPackage(PACKAGE, mayFetch), "lib", "dist", "index.js");
    library = (await import(main)) as Library;
  },
  async build({ root }) {
    const graph = await library.CodeGraph.init(root, { index: true });
    return {
      async search(query) {
        const { nodes } = await graph.findRelevantContext(query, { maxNodes: HITS });
        return [...nodes.values()].slice(0, HITS).map(({ filePath }) => filePath);
      },
      close: () => {
        graph.close();
      },
    };
  },
};
