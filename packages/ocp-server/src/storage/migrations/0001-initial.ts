import { sql, type Kysely, type SchemaModule } from "kysely";

/** The first schema. Column types are affinities that SQLite and PostgreSQL both understand. */
export async function initial(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable("workspace")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("workspace_id", "text", (c) => c.notNull().unique())
    .addColumn("root_uri", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("metadata", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("indexed_at", "bigint")
    .addColumn("files_done", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("files_total", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("complete", "integer", (c) => c.notNull().defaultTo(1))
    .addColumn("embedder", "text")
    .execute();

  await schema
    .createTable("file")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("workspace", "integer", (c) => c.notNull())
    .addColumn("path", "text", (c) => c.notNull())
    .addColumn("uri", "text", (c) => c.notNull())
    .addColumn("language", "text", (c) => c.notNull())
    .addColumn("size", "bigint", (c) => c.notNull())
    .addColumn("mtime_ms", "double precision", (c) => c.notNull())
    .addColumn("ctime_ms", "double precision", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .addColumn("chunks", "integer", (c) => c.notNull())
    .addColumn("stale", "integer", (c) => c.notNull())
    .addUniqueConstraint("file_path", ["workspace", "path"])
    .execute();

  await chunkTable(schema, "chunk").addUniqueConstraint("chunk_chunk_id", ["chunk_id"]).execute();
  await schema.createIndex("chunk_file").on("chunk").columns(["file", "start_line"]).execute();
  await schema
    .createIndex("chunk_name")
    .on("chunk")
    .columns(["name", "workspace"])
    .where(sql.ref("name"), "is not", null)
    .execute();
  await schema.createIndex("chunk_stale").on("chunk").column("workspace").where(sql.ref("stale"), "=", 1).execute();
  await schema.createIndex("chunk_content_hash").on("chunk").column("content_hash").execute();

  await schema
    .createTable("embedder")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("name", "text", (c) => c.notNull().unique())
    .execute();
  await schema
    .createTable("vector")
    .addColumn("embedder", "integer", (c) => c.notNull())
    .addColumn("content_hash", "blob", (c) => c.notNull())
    .addColumn("vector", "blob", (c) => c.notNull())
    .addPrimaryKeyConstraint("vector_key", ["embedder", "content_hash"])
    .execute();

  await schema
    .createTable("state")
    .addColumn("scope", "text", (c) => c.notNull())
    .addColumn("workspace_id", "text", (c) => c.notNull())
    .addColumn("session_id", "text", (c) => c.notNull())
    .addColumn("agent_id", "text", (c) => c.notNull())
    .addColumn("partition", "text", (c) => c.notNull())
    .addColumn("key", "text", (c) => c.notNull())
    .addColumn("value", "text")
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("updated_at", "bigint", (c) => c.notNull())
    .addColumn("expires_at", "bigint")
    .addPrimaryKeyConstraint("state_key", ["scope", "workspace_id", "session_id", "agent_id", "partition", "key"])
    .execute();
  await schema
    .createIndex("state_expires")
    .on("state")
    .column("expires_at")
    .where(sql.ref("expires_at"), "is not", null)
    .execute();
  await schema.createIndex("state_session").on("state").column("session_id").execute();

  await schema
    .createTable("session")
    .addColumn("session_id", "text", (c) => c.primaryKey())
    .addColumn("workspace_id", "text", (c) => c.notNull())
    .addColumn("metadata", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("expires_at", "bigint")
    .addColumn("closed_at", "bigint")
    .execute();
  await schema.createIndex("session_workspace").on("session").columns(["workspace_id", "created_at"]).execute();
  await schema
    .createIndex("session_expires")
    .on("session")
    .column("expires_at")
    .where(sql.ref("expires_at"), "is not", null)
    .execute();
  await schema
    .createTable("checkpoint")
    .addColumn("checkpoint_id", "text", (c) => c.primaryKey())
    .addColumn("session_id", "text", (c) => c.notNull())
    .addColumn("workspace_id", "text", (c) => c.notNull())
    .addColumn("label", "text", (c) => c.notNull())
    .addColumn("entries", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await schema.createIndex("checkpoint_session").on("checkpoint").column("session_id").execute();

  await schema
    .createTable("event")
    .addColumn("seq", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("workspace_id", "text")
    .addColumn("session_id", "text")
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("payload", "text", (c) => c.notNull())
    .execute();
  await schema.createIndex("event_workspace").on("event").columns(["workspace_id", "seq"]).execute();
  await schema.createIndex("event_at").on("event").column("at").execute();
  await schema
    .createTable("subscription")
    .addColumn("subscription_id", "text", (c) => c.primaryKey())
    .addColumn("workspace_id", "text", (c) => c.notNull())
    .addColumn("types", "text")
    .addColumn("session_id", "text")
    .addColumn("cursor", "text", (c) => c.notNull())
    .addColumn("polled_at", "bigint", (c) => c.notNull())
    .execute();

  await schema
    .createTable("lease")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("owner", "text", (c) => c.notNull())
    .addColumn("host", "text", (c) => c.notNull())
    .addColumn("pid", "integer", (c) => c.notNull())
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .execute();
}

/** A table of chunks, before constraints and indexes. */
export function chunkTable(schema: SchemaModule, name: string) {
  return schema
    .createTable(name)
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
    .addColumn("content", "text", (c) => c.notNull());
}
