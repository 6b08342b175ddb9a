/** A prompt as it was prepared. */
export interface PromptTrace {
  readonly trace_id: string;
  /** Null for a prompt that belongs to no workspace. */
  readonly workspace_id: string | null;
  readonly session_id: string | null;
  /** Keeps those of restricted keys apart, as agent state does. */
  readonly partition: string;
  readonly target_model: string | null;
  readonly prompt: string;
  readonly optimized_prompt: string;
  readonly optimized: boolean;
  readonly original_tokens: number;
  readonly optimized_tokens: number;
}

/** Prepared prompts, each kept for 30 days. */
export interface TraceStore {
  add(trace: PromptTrace): Promise<void>;
  /** Whose it is; undefined for one that is unknown or too old. */
  get(traceId: string): Promise<Pick<PromptTrace, "workspace_id" | "partition"> | undefined>;
  /** Keeps what came of it, instead of what was kept before; false when it is unknown. */
  recordResult(traceId: string, result: unknown): Promise<boolean>;
}
