import MiniSearch from "minisearch";
import { HITS, type Method } from "./method.ts";
import { readPieces } from "./pieces.ts";

/** The most used full-text search in plain JavaScript, with its defaults. */
export const miniSearch: Method = {
  name: "minisearch, 40-line pieces",
  async build(tree) {
    const pieces = await readPieces(tree);
    const index = new MiniSearch({ fields: ["path", "text"] });
    index.addAll(pieces);
    return {
      search: (query) =>
        index
          .search(query)
          .slice(0, HITS)
          .map(({ id }) => pieces[id as number]!.path),
      close: () => index.removeAll(),
    };
  },
};
