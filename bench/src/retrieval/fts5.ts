import { join } from "node:path";
import Database from "better-sqlite3";
import { HITS, type Method } from "./method.ts";
import { readPieces, type Piece } from "./pieces.ts";
import { wordsOf } from "./words.ts";

/** SQLite's full-text search as it comes: default tokenizer, default BM25, any of the query's words. */
export const fts5: Method = {
  async build(tree, scratch) {
    const { ranked, close } = openFullText(await readPieces(tree), scratch);
    return { search: (query) => ranked(query, HITS).map(({ path }) => path), close };
  },
};

/** Puts pieces into a database in `scratch`; answers with those that match best. */
export function openFullText(pieces: readonly Piece[], scratch: string) {
  const database = new Database(join(scratch, "fts5.db"));
  database.exec("CREATE VIRTUAL TABLE pieces USING fts5(path, text)");
  const insert = database.prepare("INSERT INTO pieces(rowid, path, text) VALUES (?, ?, ?)");
  database.transaction(() => {
    for (const [row, { path, text }] of pieces.entries()) insert.run(row, path, text);
  })();
  const select = database
    .prepare<[string, number], number>("SELECT rowid FROM pieces WHERE pieces MATCH ? ORDER BY rank, rowid LIMIT ?")
    .pluck();
  return {
    ranked(query: string, limit: number): Piece[] {
      // In quotes a name with underscores is looked for as a phrase.
      const words = wordsOf(query).map((word) => `"${word}"`);
      return words.length === 0 ? [] : select.all(words.join(" OR "), limit).map((row) => pieces[row]!);
    },
    close: () => {
      database.close();
    },
  };
}
