import { sql, type Kysely } from "kysely";

/**
 * The text index becomes plain tables, so that it ranks alike on every database. It is made again from the chunks that
 * are there (`workspace.analysis` says by which analysis it was made; 0 for none).
 */
export async function textIndex(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  const old = await sql<{
    name: string;
  }>`SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'`.execute(db);
  for (const { name } of old.rows) await sql`DROP TABLE ${sql.table(name)}`.execute(db);
  await schema
    .alterTable("workspace")
    .addColumn("analysis", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await schema.dropIndex("chunk_content_hash").execute();
  await schema
    .createTable("text_segment")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("workspace", "integer", (c) => c.notNull())
    .addColumn("rows", "blob", (c) => c.notNull())
    // 0 while its blocks are being written, 1 in use, 2 no longer in use.
    .addColumn("state", "integer", (c) => c.notNull())
    .execute();
  await schema.createIndex("text_segment_workspace").on("text_segment").column("workspace").execute();
  await sql`CREATE TABLE text_block (segment integer NOT NULL, first_term blob NOT NULL, data blob NOT NULL, PRIMARY KEY (segment, first_term)) WITHOUT ROWID`.execute(
    db,
  );
  // Rows of chunks are never used twice: the text index still names those that are gone.
  await sql`INSERT INTO meta (key, value) SELECT 'next_row', coalesce(max(id), 0) + 1 FROM chunk`.execute(db);
}
