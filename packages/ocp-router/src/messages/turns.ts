import type {
  GenerateRequest,
  ImagePart,
  ModelMessage,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from "ocp-core";
import { ModelError } from "../errors.ts";

/** One step of a conversation, as OpenAI and Ollama write them: what tools answered stands by itself. */
export type Turn =
  | { readonly role: "system"; readonly text: string }
  | { readonly role: "user"; readonly parts: readonly (TextPart | ImagePart)[] }
  | {
      readonly role: "assistant";
      readonly text: string;
      readonly calls: readonly ToolCallPart[];
      readonly reasoning: readonly ReasoningPart[];
    }
  | { readonly role: "tool"; readonly result: ToolResultPart; readonly name: string };

/** A conversation as steps. Throws `unsupported` on a part that only another vendor knows: leaving it out would mislead. */
export function toTurns(messages: readonly ModelMessage[]): Turn[] {
  const turns: Turn[] = [];
  const names = new Map<string, string>();
  for (const { role, content } of messages) {
    const parts = typeof content === "string" ? [{ type: "text", text: content } as const] : content;
    const text = parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
    const foreign = parts.find((part) => part.type === "vendor");
    if (foreign) throw new ModelError("unsupported", `A part of the conversation is for ${foreign.vendor} only.`);
    if (role === "system") turns.push({ role, text });
    else if (role === "assistant") {
      const calls = parts.filter((part) => part.type === "tool_call");
      for (const { id, name } of calls) names.set(id, name);
      turns.push({ role, text, calls, reasoning: parts.filter((part) => part.type === "reasoning") });
    } else {
      for (const part of parts) {
        if (part.type !== "tool_result") continue;
        turns.push({ role: "tool", result: part, name: names.get(part.tool_call_id) ?? "" });
      }
      const said = parts.filter((part) => part.type === "text" || part.type === "image");
      if (said.length > 0) turns.push({ role: "user", parts: said });
    }
  }
  return turns;
}

/** What a tool answered, as text; pictures in it are named. */
export function resultText({ content }: ToolResultPart): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "[image]")).join("\n");
}

/** The pictures in what a tool answered. */
export function resultImages({ content }: ToolResultPart): ImagePart[] {
  return typeof content === "string" ? [] : content.filter((part) => part.type === "image");
}

/** A tool's arguments from JSON text; a model that wrote no JSON object gets its text under `_raw`. */
export function parseArguments(json: string): Record<string, unknown> {
  if (json.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Shown to the caller as it came.
  }
  return { _raw: json };
}

/** Throws `unsupported` when a request names tools that only Anthropic runs. */
export function refuseServerTools({ vendor }: GenerateRequest): void {
  if (vendor?.["anthropic"]?.["server_tools"] !== undefined)
    throw new ModelError("unsupported", "The request names tools that only Anthropic runs.");
}
