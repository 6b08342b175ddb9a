import { create, insertMultiple, search } from "@orama/orama";
import { HITS, type Method } from "./method.ts";
import { readPieces } from "./pieces.ts";

/** A full-text search in plain JavaScript, with its defaults. */
export const orama: Method = {
  async build(tree) {
    const index = create({ schema: { path: "string", text: "string" } as const });
    const pieces = await readPieces(tree);
    await insertMultiple(
      index,
      pieces.map(({ id, path, text }) => ({ id, path, text })),
    );
    return {
      search: async (term) => (await search(index, { term, limit: HITS })).hits.map(({ document }) => document.path),
      close: () => undefined,
    };
  },
};
