import type { Kysely } from "kysely";

/** A file knows by which rules it was cut, so that one cut by others is cut again. */
export async function fileChunking({ schema }: Kysely<never>): Promise<void> {
  await schema
    .alterTable("file")
    .addColumn("chunking", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
}
