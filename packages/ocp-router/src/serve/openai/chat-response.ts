import type { FinishReason, GenerateResponse } from "ocp-core";
import type { RouteEvent, RouteResult } from "../../route/result.ts";
import type { AnswerFormat } from "../format.ts";

/** An answer as `/v1/chat/completions` gives it; `withUsage` as the caller's stream options say. */
export function chatFormat(withUsage: boolean): AnswerFormat {
  return {
    whole: toCompletion,
    createStream: () => ({ write: createChunks(withUsage), fail: (error) => sse({ error }) }),
  };
}

function toCompletion(result: RouteResult): unknown {
  const { text, tool_calls: calls = [], reasoning = [] } = result;
  const thought = reasoning.map((part) => part.text).join("");
  return {
    id: `chatcmpl-${result.trace_id}`,
    object: "chat.completion",
    created: now(),
    model: result.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: text === "" && calls.length > 0 ? null : text,
          refusal: null,
          ...(thought === "" ? {} : { reasoning_content: thought }),
          ...(calls.length > 0
            ? {
                tool_calls: calls.map(({ id, name, arguments: args }) => ({
                  id,
                  type: "function",
                  function: { name, arguments: JSON.stringify(args) },
                })),
              }
            : {}),
        },
        logprobs: null,
        finish_reason: toFinishReason(result.finish_reason),
      },
    ],
    usage: toUsage(result),
  };
}

function createChunks(withUsage: boolean): (event: RouteEvent) => string {
  let head: object = {};
  const calls = new Map<number, number>();
  const chunk = (delta: object, reason: string | null = null): string =>
    sse({
      ...head,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
      ...(withUsage ? { usage: null } : {}),
    });
  return (event) => {
    switch (event.type) {
      case "start":
        head = {
          id: `chatcmpl-${event.trace_id}`,
          object: "chat.completion.chunk",
          created: now(),
          model: event.model,
        };
        return chunk({ role: "assistant", content: "" });
      case "text":
        return chunk({ content: event.text });
      case "reasoning":
        return event.text === "" ? "" : chunk({ reasoning_content: event.text });
      case "tool_call": {
        // Other vendors count all blocks of an answer; here only calls count.
        const index = calls.size;
        calls.set(event.index, index);
        const { id, name } = event;
        return chunk({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] });
      }
      case "tool_arguments":
        return chunk({ tool_calls: [{ index: calls.get(event.index), function: { arguments: event.json } }] });
      case "done": {
        const last = chunk({}, toFinishReason(event.result.finish_reason));
        const usage = withUsage ? sse({ ...head, choices: [], usage: toUsage(event.result) }) : "";
        return `${last}${usage}data: [DONE]\n\n`;
      }
    }
  };
}

/** Tokens as OpenAI counts them. */
function toUsage({
  prompt_tokens: prompt,
  completion_tokens: completion,
  cached_tokens: cached = 0,
}: GenerateResponse) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

function toFinishReason(reason: FinishReason = "stop"): string {
  return reason === "refused" ? "content_filter" : reason;
}

function sse(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
