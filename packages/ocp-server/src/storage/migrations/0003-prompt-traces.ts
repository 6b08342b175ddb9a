import type { Kysely } from "kysely";

/** What was prepared for models, and what came of it. */
export async function promptTraces({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable("prompt_trace")
    .addColumn("trace_id", "text", (c) => c.primaryKey())
    // Null for a prompt that belongs to no workspace.
    .addColumn("workspace_id", "text")
    .addColumn("session_id", "text")
    .addColumn("partition", "text", (c) => c.notNull())
    .addColumn("target_model", "text")
    .addColumn("prompt", "text", (c) => c.notNull())
    .addColumn("optimized_prompt", "text", (c) => c.notNull())
    .addColumn("optimized", "integer", (c) => c.notNull())
    .addColumn("original_tokens", "integer", (c) => c.notNull())
    .addColumn("optimized_tokens", "integer", (c) => c.notNull())
    // JSON text; null until it is known.
    .addColumn("result", "text")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await schema.createIndex("prompt_trace_created").on("prompt_trace").column("created_at").execute();
}
