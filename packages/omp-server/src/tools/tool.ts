import type { Corpus, JsonObject } from "../corpus/model.ts";

/** Whether an answer may be kept: those about stable versions for an hour, all others must be asked for again. */
export type Freshness = "stable" | "changing";

/** A tool's answer without the fields that every answer has. */
export interface ToolResult {
  readonly body: JsonObject;
  readonly metadata: JsonObject;
  readonly freshness: Freshness;
}

/** One tool: what it is called and takes, and its work as a pure function of a corpus. */
export interface Tool<Input = never> {
  readonly name: string;
  readonly title: string;
  /** For models: what it answers, when to use it. */
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema: JsonObject;
  /** The input has been checked against the schema. Throws `OmpError`. */
  run(corpus: Corpus, input: Input): ToolResult;
}
