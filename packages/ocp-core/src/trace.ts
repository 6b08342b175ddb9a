import { z } from "zod";
import { Id } from "./common.ts";

/** The longest prompt that is prepared, in UTF-16 units. */
const MAX_PROMPT = 262_144;

export const PromptPrepareInput = z.strictObject({
  prompt: z.string().min(1).max(MAX_PROMPT),
  workspace_id: Id.optional().describe("Adds what this workspace knows about the prompt"),
  session_id: Id.optional().describe("Adds the state of this session and of its workspace"),
  target_model: z.string().min(1).max(256).optional().describe("The model that the prompt is for"),
  budget_tokens: z
    .int()
    .min(1)
    .max(2_000_000)
    .default(800)
    .describe("Context is added as far as the whole stays within it"),
});
export const PromptPrepareOutput = z.object({
  trace_id: Id,
  optimized_prompt: z.string().describe("What to send: rewritten, or the prompt under its context"),
  optimized: z.boolean().describe("Whether a model rewrote it"),
  reason: z.string().optional().describe("Why it was not rewritten"),
  original_tokens: z.int().min(0).describe("Tokens of the prompt with its context, not rewritten"),
  optimized_tokens: z.int().min(0).describe("Tokens of optimized_prompt"),
  compression_ratio: z.number().min(0).describe("optimized_tokens / original_tokens"),
});

export const PromptRecordResultInput = z.strictObject({
  trace_id: Id,
  result: z.unknown().describe("Any JSON, up to 1 MiB: what came of the prompt"),
});
export const PromptRecordResultOutput = z.object({ recorded: z.boolean(), trace_id: Id });
