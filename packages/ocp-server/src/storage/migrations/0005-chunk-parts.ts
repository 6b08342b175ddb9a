import { sql, type Kysely } from "kysely";

/**
 * Chunks are looked up by id and by name within parts of the table, each some thousand rows that were written together.
 * Ids and names come in no order: an index over all rows at once would have a page written again for nearly each of them,
 * one over a part has a few pages in all. `storage/sqlite/parts.ts` looks into one part after the other.
 */
export async function chunkParts(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  // Made anew, since SQLite does not take a constraint from a table: ids are no longer unique by one.
  await schema
    .createTable("chunk_anew")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("chunk_id", "text", (c) => c.notNull())
    .addColumn("workspace", "integer", (c) => c.notNull())
    .addColumn("file", "integer", (c) => c.notNull())
    .addColumn("place", "text", (c) => c.notNull())
    .addColumn("start_line", "integer")
    .addColumn("end_line", "integer")
    .addColumn("start_byte", "integer")
    .addColumn("end_byte", "integer")
    .addColumn("content_hash", "blob", (c) => c.notNull())
    .addColumn("language", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("symbol", "text")
    .addColumn("name", "text")
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("stale", "integer", (c) => c.notNull())
    .addColumn("metadata", "text", (c) => c.notNull())
    .addColumn("indexed_at", "bigint", (c) => c.notNull())
    .addColumn("content", "text", (c) => c.notNull())
    .execute();
  await sql`INSERT INTO chunk_anew SELECT * FROM chunk`.execute(db);
  await schema.dropTable("chunk").execute();
  await schema.alterTable("chunk_anew").renameTo("chunk").execute();
  await schema.createIndex("chunk_file").on("chunk").columns(["file", "start_line"]).execute();
  await schema.createIndex("chunk_stale").on("chunk").column("workspace").where(sql.ref("stale"), "=", 1).execute();
  await sql`CREATE INDEX chunk_key ON chunk (id >> 13, chunk_id)`.execute(db);
  await sql`CREATE INDEX chunk_name ON chunk (id >> 13, name, workspace) WHERE name IS NOT NULL`.execute(db);
}
