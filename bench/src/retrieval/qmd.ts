import { join } from "node:path";
import { fetchWithDependencies } from "./fetched.ts";
import { HITS, type Method } from "./method.ts";

const PACKAGE = { name: "@tobilu/qmd", version: "2.8.3", size: "190 MB on disk" };
const COLLECTION = "tree";

/** The part of its library that is used here. */
interface Library {
  createStore(options: {
    dbPath: string;
    config: { collections: Record<string, { path: string; pattern: string }> };
  }): Promise<Store>;
}
interface Store {
  update(): Promise<unknown>;
  searchLex(query: string, options: { limit: number }): Promise<{ displayPath: string }[]>;
  close(): Promise<void>;
}

let library: Library;

/** A search of documents: SQLite FTS5 over whole files, all words of the query required. Its other half needs models. */
export const qmd: Method = {
  async prepare(mayFetch) {
    const main = join(await fetchWithDependencies(PACKAGE, mayFetch), "dist", "index.js");
    library = (await import(main)) as Library;
  },
  async build({ root, paths }, scratch) {
    const endings = [...new Set(paths.map((path) => path.slice(path.lastIndexOf(".") + 1)))].filter((ending) =>
      /^\w+$/.test(ending),
    );
    const pattern = `**/*.{${endings.join(",")}}`;
    const store = await library.createStore({
      dbPath: join(scratch, "qmd.db"),
      config: { collections: { [COLLECTION]: { path: root, pattern } } },
    });
    await store.update();
    return {
      search: async (query) =>
        (await store.searchLex(query, { limit: HITS })).map(({ displayPath }) =>
          displayPath.slice(COLLECTION.length + 1),
        ),
      close: () => store.close(),
    };
  },
};
