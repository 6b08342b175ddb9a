import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createRetriv } from "retriv";
import { autoChunker } from "retriv/chunkers/auto";
import { sqliteFts } from "retriv/db/sqlite-fts";
import { HITS, type Method } from "./method.ts";

/** A code search in JavaScript: chunks by TypeScript's compiler or by headings, split identifiers, SQLite FTS5; no vectors. */
export const retriv: Method = {
  async build({ root, paths }, scratch) {
    const index = await createRetriv({
      driver: sqliteFts({ path: join(scratch, "retriv.db") }),
      chunking: autoChunker(),
    });
    const documents = paths.map(async (path) => ({ id: path, content: await readFile(join(root, path), "utf8") }));
    await index.index(await Promise.all(documents));
    return {
      async search(query) {
        // It hands SQLite some marks that SQLite takes for operators.
        const words = query.replaceAll(/[^\p{L}\p{N}_.$-]+/gu, " ");
        return (await index.search(words, { limit: HITS })).map(({ id }) => id.replace(/#chunk-\d+$/, ""));
      },
      close: () => index.close?.(),
    };
  },
};
