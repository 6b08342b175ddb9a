import { join } from "node:path";
import Database from "better-sqlite3";
import { HITS, type Method } from "./method.ts";
import { readPieces, type Piece } from "./pieces.ts";
import { wordsOf } from "./words.ts";

/** SQLite's full-text search as it comes: default tokenizer, default BM25, any of the query's words. */
export const fts5: Method = {
  async build(tree, scratch) {
    const { ranked, close } = await openFullText(await readPieces(tree), scratch);
    return { search: (query) => ranked(query, HITS).map(({ path }) => path), close };
  },
};

/** Puts pieces into a database in `scratch`, keeping only their names; answers with those that match best. */
export async function openFullText(pieces: Iterable<Piece> | AsyncIterable<Piece>, scratch: string) {
  const database = new Database(join(scratch, "fts5.db"));
  database.exec("CREATE VIRTUAL TABLE pieces USING fts5(path, text)");
  const insert = database.prepare("INSERT INTO pieces(rowid, path, text) VALUES (?, ?, ?)");
  const names: Pick<Piece, "id" | "path">[] = [];
  database.exec("BEGIN");
  for await (const { id, path, text } of pieces) insert.run(names.push({ id, path }) - 1, path, text);
  database.exec("COMMIT");
  const select = database
    .prepare<[string, number], number>("SELECT rowid FROM pieces WHERE pieces MATCH ? ORDER BY rank, rowid LIMIT ?")
    .pluck();
  return {
    ranked(query: string, limit: number): Pick<Piece, "id" | "path">[] {
      // In quotes a name with underscores is looked for as a phrase.
      const words = wordsOf(query).map((word) => `"${word}"`);
      return words.length === 0 ? [] : select.all(words.join(" OR "), limit).map((row) => names[row]!);
    },
    close: () => {
      database.close();
    },
  };
}
