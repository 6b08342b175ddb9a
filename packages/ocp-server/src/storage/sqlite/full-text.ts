import type { Connection } from "./connection.ts";

/**
 * The full-text index of one workspace: an FTS5 table of its own, so that neither ranking statistics nor results of one
 * workspace ever depend on another. It holds no text, only the words that `retrieval/analyse` made, separated by spaces.
 */
const tableOf = (workspace: number): string => `chunk_text_${workspace}`;

/** Every printable ASCII character but the quotes belongs to a word; only spaces separate. */
const WORD_CHARACTERS = "!#$%&()*+,-./:;<=>?@[\\]^_`{|}~";

/** Weights of path, symbol and body (docs/decisions/ranking.md). */
const BM25 = "bm25(10.0, 10.0, 1.0)";

export function ensureTextIndex(connection: Connection, workspace: number): string {
  const found = findTextIndex(connection, workspace);
  if (found) return found;
  const table = tableOf(workspace);
  const { raw } = connection;
  raw.exec(
    `CREATE VIRTUAL TABLE ${table} USING fts5(path, symbol, body, content='', contentless_delete=1, tokenize="ascii tokenchars '${WORD_CHARACTERS}'")`,
  );
  raw.exec(`INSERT INTO ${table}(${table}, rank) VALUES('rank', '${BM25}')`);
  return table;
}

/** The table's name, or undefined while nothing was indexed. */
export function findTextIndex({ prepare }: Connection, workspace: number): string | undefined {
  const table = tableOf(workspace);
  return prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table) ? table : undefined;
}

/** The name of a view of the table's words with their counts, made once per connection. */
export function ensureVocabulary({ raw, prepare }: Connection, table: string): string {
  const name = `temp.${table}_words`;
  if (!prepare("SELECT 1 FROM sqlite_temp_schema WHERE name = ?").get(`${table}_words`)) {
    raw.exec(`CREATE VIRTUAL TABLE ${name} USING fts5vocab('main', '${table}', 'row')`);
  }
  return name;
}

export function dropTextIndex({ raw }: Connection, workspace: number): void {
  raw.exec(`DROP TABLE IF EXISTS ${tableOf(workspace)}`);
}

/** Any of the words, as FTS5 writes it. Words hold no quotes; should one, it is doubled as FTS5 asks. */
export function anyOf(terms: readonly string[]): string {
  return terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(" OR ");
}
