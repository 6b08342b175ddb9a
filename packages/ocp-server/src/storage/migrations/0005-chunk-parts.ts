import { sql, type Kysely } from "kysely";
import { chunkTable } from "./0001-initial.ts";

/**
 * Chunks are looked up by id and by name within parts of the table, each some thousand rows that were written together.
 * Ids and names come in no order: an index over all rows at once would have a page written again for nearly each of them,
 * one over a part has a few pages in all. `storage/sqlite/parts.ts` looks into one part after the other.
 */
export async function chunkParts(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  // Made anew, since SQLite does not take a constraint from a table: ids are no longer unique by one.
  await chunkTable(schema, "chunk_anew").execute();
  await sql`INSERT INTO chunk_anew SELECT * FROM chunk`.execute(db);
  await schema.dropTable("chunk").execute();
  await schema.alterTable("chunk_anew").renameTo("chunk").execute();
  await schema.createIndex("chunk_file").on("chunk").columns(["file", "start_line"]).execute();
  await schema.createIndex("chunk_stale").on("chunk").column("workspace").where(sql.ref("stale"), "=", 1).execute();
  await sql`CREATE INDEX chunk_key ON chunk (id >> 13, chunk_id)`.execute(db);
  await sql`CREATE INDEX chunk_name ON chunk (id >> 13, name, workspace) WHERE name IS NOT NULL`.execute(db);
}
