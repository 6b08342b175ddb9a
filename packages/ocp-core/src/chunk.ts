import { z } from "zod";
import { Cursor, Id, JsonObject, Limit, Timestamp } from "./common.ts";

/** Lines are 1-based and inclusive, bytes 0-based with the end exclusive (OCP-0001 §3.2). */
export const SourceRange = z.object({
  start_line: z.int().min(1),
  end_line: z.int().min(1),
  start_byte: z.int().min(0),
  end_byte: z.int().min(0),
});
export type SourceRange = z.infer<typeof SourceRange>;

/** Where a chunk comes from. `range` is null for sources without lines. */
export const Source = z.object({
  uri: z.string().describe("Canonical absolute URI of the file or document"),
  range: SourceRange.nullable(),
});
export type Source = z.infer<typeof Source>;

/** A retrievable piece of a workspace (OCP-0001 §3.2). */
export const Chunk = z.object({
  chunk_id: Id,
  workspace_id: Id,
  source: Source,
  content: z.string(),
  content_hash: z.string().describe("SHA-256 of the raw bytes, hex"),
  language: z.string().describe("Such as typescript, python, markdown, text"),
  kind: z.string().describe("Such as function, class, method, section, block"),
  symbol: z.string().nullable().describe("Qualified name of what it defines, such as Router.add"),
  version: z.int().min(1).describe("Grows when the content of this place changes"),
  indexed_at: Timestamp,
  metadata: JsonObject.describe("path relative to the root; stale: true when the source changed"),
});
export type Chunk = z.infer<typeof Chunk>;

/** Narrows chunks; all given conditions hold together. */
export const ChunkFilters = z.strictObject({
  language: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe("One language or several"),
  kind: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe("One kind or several"),
  path: z
    .string()
    .min(1)
    .max(512)
    .optional()
    .describe("Glob over root-relative paths: src/**/*.ts, or a folder: src/auth"),
  symbol: z.string().min(1).max(512).optional().describe("Name of the definition, with or without its container"),
});
export type ChunkFilters = z.infer<typeof ChunkFilters>;

export const ContextSearchInput = z.strictObject({
  workspace_id: Id,
  query: z.string().max(20_000).describe("A question, words from the code, or a symbol"),
  k: z.int().min(1).default(5).describe("Most hits to return; more than 20 counts as 20"),
  filters: ChunkFilters.optional(),
  explain: z.boolean().default(false).describe("Say of each hit what its score is made of"),
});

/** What a hit's score is made of. */
const ScoreParts = z.object({
  words: z.number().min(0).describe("How much of the query's words the chunk answers"),
  file: z.number().min(0).describe("The same for its file as a whole"),
  definition: z.number().min(0).describe("What it gains by defining a name that was asked for"),
  path: z.number().min(0).describe("By how much its path makes it count: tests, examples and the like count less"),
  wording: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("How far its text is worded as the query is, when a longer query was asked and it was among the best"),
  meaning: z.number().min(0).optional().describe("How near it is in meaning, when an embedder was asked"),
});

export const ContextSearchOutput = z.object({
  chunks: z.array(Chunk).describe("Best first"),
  scores: z.array(z.number().min(0).max(1)).describe("One per chunk, descending"),
  parts: z.array(ScoreParts).optional().describe("One per chunk, when explain was asked for"),
});

export const ContextGetChunkInput = z.strictObject({
  chunk_id: Id,
  allow_stale: z.boolean().default(false).describe("Return the chunk even when its source changed, marked stale"),
});
export const ContextGetChunkOutput = z.object({ chunk: Chunk });

export const ContextPackInput = z.strictObject({
  workspace_id: Id,
  intent: z.string().max(20_000).describe("What the context is for, in plain words"),
  budget_tokens: z.int().min(1).max(2_000_000).describe("The packed string never has more tokens than this"),
  include_state: z
    .boolean()
    .default(false)
    .describe("Add shared state: global, and session or agent when their id is given"),
  session_id: Id.optional(),
  agent_id: Id.optional(),
  filters: ChunkFilters.optional(),
});
/** A chunk that was found for a pack and is not in it (OCP-0001 §4.2.3). */
export const LeftOut = z.object({
  chunk_id: Id,
  path: z.string().describe("Relative to the root"),
  start_line: z.int().min(1).nullable(),
  end_line: z.int().min(1).nullable(),
  symbol: z.string().nullable(),
  reason: z.enum(["budget", "duplicate"]).describe("No room, or it says what the context says already"),
});
export type LeftOut = z.infer<typeof LeftOut>;

export const ContextPackOutput = z.object({
  context: z.string().describe("Pieces headed [path:start-end]"),
  chunks_used: z.array(Id).describe("Ids of the chunks that are in it, in order"),
  chunks_partial: z.array(Id).describe("Those of chunks_used of which only some lines are shown, such as a signature"),
  state_used: z.array(z.string()).describe("Keys of the state entries that are in it"),
  tokens: z.int().min(0).describe("Exact token count of context"),
  left_out: z.array(LeftOut).max(10).describe("The best of what was found and is not in it, best first"),
  left_out_counts: z
    .object({
      budget: z.int().min(0).describe("Chunks for which there was no room"),
      duplicate: z.int().min(0).describe("Chunks that say what the context says already"),
      relevance: z.int().min(0).describe("Chunks that have too little to do with the intent"),
    })
    .describe("How many chunks were found and left out, by reason"),
});

export const WorkspaceListChunksInput = z.strictObject({
  workspace_id: Id,
  filters: ChunkFilters.optional(),
  cursor: Cursor.optional(),
  limit: Limit.default(50),
});
export const WorkspaceListChunksOutput = z.object({
  chunks: z.array(Chunk),
  next_cursor: z.string().nullable(),
});
