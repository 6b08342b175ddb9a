import { join } from "node:path";
import Database from "better-sqlite3";
import { HITS, type Method } from "./method.ts";
import { readPieces } from "./pieces.ts";
import { partsOf } from "./bm25f/tokens.ts";
import { wordsOf } from "./words.ts";

/** The same search with names by their parts too, in the query as in the text and the path. */
export const fts5Split: Method = {
  async build(tree, scratch) {
    const database = new Database(join(scratch, "fts5-split.db"));
    database.exec(`CREATE VIRTUAL TABLE pieces USING fts5(path, text, tokenize = "unicode61 tokenchars '_'")`);
    const insert = database.prepare("INSERT INTO pieces(rowid, path, text) VALUES (?, ?, ?)");
    const paths: string[] = [];
    database.exec("BEGIN");
    for (const { path, text } of await readPieces(tree))
      insert.run(paths.push(path) - 1, withParts(path), withParts(text));
    database.exec("COMMIT");
    const select = database
      .prepare<[string, number], number>("SELECT rowid FROM pieces WHERE pieces MATCH ? ORDER BY rank, rowid LIMIT ?")
      .pluck();
    return {
      search(query) {
        const words = wordsOf(withParts(query)).map((word) => `"${word}"`);
        return words.length === 0 ? [] : select.all(words.join(" OR "), HITS).map((row) => paths[row]!);
      },
      close: () => {
        database.close();
      },
    };
  },
};

/** Names of several parts are followed by their parts. */
function withParts(text: string): string {
  return text.replace(/[\p{L}\p{N}_]+/gu, (name) => {
    const parts = partsOf(name);
    return parts.length > 1 ? `${name} ${parts.join(" ")}` : name;
  });
}
