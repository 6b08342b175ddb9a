import MiniSearch from "minisearch";
import { HITS, type Method } from "./method.ts";
import { readPieces } from "./pieces.ts";

/** A full-text search in plain JavaScript, with its defaults. */
export const miniSearch: Method = {
  async build(tree) {
    const index = new MiniSearch({ fields: ["path", "text"], storeFields: ["path"] });
    index.addAll(await readPieces(tree));
    return {
      search: (query) =>
        index
          .search(query)
          .slice(0, HITS)
          .map((hit) => String(hit["path"])),
      close: () => undefined,
    };
  },
};
