import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import type { Schema } from "../schema.ts";

/** How many prepared statements a connection keeps. */
const STATEMENT_CACHE = 256;

/** One connection: the driver's own object for what runs hot, and Kysely over it for everything else. */
export interface Connection {
  readonly raw: Database.Database;
  readonly kysely: Kysely<Schema>;
  /** A prepared statement, made once per text. */
  prepare(sql: string): Database.Statement;
}

export function openConnection(path: string, options: { readonly?: boolean } = {}): Connection {
  const raw = new Database(path, { timeout: 5000, ...options });
  const statements = new Map<string, Database.Statement>();

  function prepare(sql: string): Database.Statement {
    const known = statements.get(sql);
    if (known) return known;
    const statement = raw.prepare(sql);
    if (statements.size >= STATEMENT_CACHE) statements.delete(statements.keys().next().value!);
    statements.set(sql, statement);
    return statement;
  }

  const dialect = new SqliteDialect({ database: { prepare, close: () => raw.close() } });
  return { raw, kysely: new Kysely<Schema>({ dialect }), prepare };
}
