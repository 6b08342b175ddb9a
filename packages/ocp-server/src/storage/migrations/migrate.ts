import { OcpError } from "ocp-core";
import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import { initial } from "./0001-initial.ts";
import { textIndex } from "./0002-text-index.ts";
import { promptTraces } from "./0003-prompt-traces.ts";
import { fileChunking } from "./0004-file-chunking.ts";
import { chunkParts } from "./0005-chunk-parts.ts";

/** Every step from an empty database to the present schema. Steps are only ever added. */
const MIGRATIONS: readonly ((db: Kysely<never>) => Promise<void>)[] = [
  initial,
  textIndex,
  promptTraces,
  fileChunking,
  chunkParts,
];

/**
 * Brings the schema up to date; to be called inside a write transaction, so that of several processes that start at
 * once, one migrates and the others find it done. Returns the database's epoch, a random word that names this database.
 */
export async function migrate(db: Kysely<Schema>, newEpoch: () => string): Promise<string> {
  await db.schema
    .createTable("meta")
    .ifNotExists()
    .addColumn("key", "text", (c) => c.primaryKey())
    .addColumn("value", "text", (c) => c.notNull())
    .execute();
  const meta = new Map((await db.selectFrom("meta").selectAll().execute()).map((row) => [row.key, row.value]));

  const version = Number(meta.get("schema_version") ?? 0);
  if (version > MIGRATIONS.length) {
    throw new OcpError(
      "STORAGE_UNAVAILABLE",
      `The database has schema ${version}, made by a newer ocp-server; this one knows ${MIGRATIONS.length}. Upgrade ocp-server, or name another file with --db or OCP_DB_PATH.`,
      { details: { retryable: false } },
    );
  }
  for (const step of MIGRATIONS.slice(version)) await step(db as unknown as Kysely<never>);

  const epoch = meta.get("epoch") ?? newEpoch();
  if (version === MIGRATIONS.length) return epoch;
  await db
    .insertInto("meta")
    .values([
      { key: "schema_version", value: String(MIGRATIONS.length) },
      { key: "epoch", value: epoch },
    ])
    .onConflict((c) => c.column("key").doUpdateSet((eb) => ({ value: eb.ref("excluded.value") })))
    .execute();
  return epoch;
}
