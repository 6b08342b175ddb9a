import type { FinishReason, GenerateEvent, GenerateRequest, GenerateResponse, ReasoningPart } from "ocp-core";
import { estimateTextTokens, estimateTokens } from "../messages/text.ts";
import { parseArguments } from "../messages/turns.ts";

/** What a server said about an answer besides the answer. */
export interface Ending {
  readonly model?: string | undefined;
  readonly promptTokens?: number | undefined;
  readonly completionTokens?: number | undefined;
  readonly cachedTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly finishReason?: FinishReason | undefined;
}

/** An answer as it grows: each piece is kept and comes back as the event to pass on. */
export interface Answer {
  text(text: string): GenerateEvent;
  reasoning(text: string): GenerateEvent;
  /** Thinking that goes back to its vendor, whole: signed, or hidden. */
  keepReasoning(part: ReasoningPart): GenerateEvent;
  call(index: number, id: string, name: string): GenerateEvent;
  callArguments(index: number, json: string): GenerateEvent;
  /** Whether a tool's call of this index has begun. */
  hasCall(index: number): boolean;
  /** Whether a call of this index has begun, and none of its arguments came. */
  lacksArguments(index: number): boolean;
  done(ending: Ending): GenerateEvent;
}

/** Starts an answer of `model`, and its clock. */
export function createAnswer(request: GenerateRequest, model: string): Answer {
  const started = performance.now();
  let text = "";
  let thought = "";
  const kept: ReasoningPart[] = [];
  const calls = new Map<number, { id: string; name: string; json: string }>();

  function toResponse(ending: Ending): GenerateResponse {
    const asked = [...calls.values()];
    const reasoning = kept.length > 0 || thought === "" ? kept : [{ type: "reasoning" as const, text: thought }];
    const counted = ending.promptTokens !== undefined && ending.completionTokens !== undefined;
    const said = text + thought + asked.map(({ name, json }) => name + json).join("");
    return {
      text,
      model: ending.model || model,
      prompt_tokens: ending.promptTokens ?? estimateTokens(request),
      completion_tokens: ending.completionTokens ?? estimateTextTokens(said),
      duration_ms: Math.round(performance.now() - started),
      ...(asked.length > 0
        ? {
            tool_calls: asked.map(({ id, name, json }) => ({
              type: "tool_call" as const,
              id,
              name,
              arguments: parseArguments(json),
            })),
          }
        : {}),
      ...(reasoning.length > 0 ? { reasoning } : {}),
      // Several servers say "stop" although they ask for a tool.
      finish_reason:
        asked.length > 0 && ending.finishReason === "stop" ? "tool_calls" : (ending.finishReason ?? "stop"),
      ...(ending.cachedTokens === undefined ? {} : { cached_tokens: ending.cachedTokens }),
      ...(ending.cacheWriteTokens === undefined ? {} : { cache_write_tokens: ending.cacheWriteTokens }),
      ...(counted ? {} : { usage_estimated: true }),
    };
  }

  return {
    text(piece) {
      text += piece;
      return { type: "text", text: piece };
    },
    reasoning(piece) {
      thought += piece;
      return { type: "reasoning", text: piece };
    },
    keepReasoning(part) {
      kept.push(part);
      const { signature, redacted } = part;
      return {
        type: "reasoning",
        text: "",
        ...(signature === undefined ? {} : { signature }),
        ...(redacted === undefined ? {} : { redacted }),
      };
    },
    call(index, id, name) {
      calls.set(index, { id, name, json: "" });
      return { type: "tool_call", index, id, name };
    },
    callArguments(index, json) {
      const call = calls.get(index);
      if (call) call.json += json;
      return { type: "tool_arguments", index, json };
    },
    hasCall: (index) => calls.has(index),
    lacksArguments: (index) => calls.get(index)?.json === "",
    done: (ending) => ({ type: "done", response: toResponse(ending) }),
  };
}
