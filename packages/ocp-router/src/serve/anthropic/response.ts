import type { FinishReason, GenerateResponse } from "ocp-core";
import type { RouteEvent, RouteResult } from "../../route/result.ts";
import { createCallOrder } from "../call-order.ts";
import type { AnswerFormat } from "../format.ts";

/** An answer as `/v1/messages` gives it; `foreseen` is the size of the prompt, which its streams say at once. */
export function messagesFormat(foreseen: number): AnswerFormat {
  return {
    whole: toMessage,
    createStream: () => ({ write: createEvents(foreseen), fail: (error) => sse({ type: "error", error }) }),
  };
}

function toMessage(result: RouteResult): unknown {
  const { text, reasoning = [], tool_calls: calls = [] } = result;
  return {
    ...headOf(result.trace_id, result.model),
    content: [
      ...reasoning.map((part) =>
        part.redacted === undefined
          ? { type: "thinking", thinking: part.text, signature: part.signature ?? "" }
          : { type: "redacted_thinking", data: part.redacted },
      ),
      ...(text === "" ? [] : [{ type: "text", text, citations: null }]),
      ...calls.map(({ id, name, arguments: input }) => ({ type: "tool_use", id, name, input })),
    ],
    stop_reason: toStopReason(result.finish_reason),
    stop_sequence: null,
    usage: toUsage(result),
  };
}

function headOf(id: string, model: string): object {
  return { id: `msg_${id}`, type: "message", role: "assistant", model };
}

type Block = "text" | "thinking" | "call";

/** Writes one stream: blocks open when their first piece comes, and close when another begins. */
function createEvents(foreseen: number): (event: RouteEvent) => string {
  let open: Block | undefined;
  let index = -1;
  const close = (): string => {
    if (open === undefined) return "";
    open = undefined;
    return sse({ type: "content_block_stop", index });
  };
  const start = (block: Block, content: object): string => {
    const before = close();
    open = block;
    index++;
    return before + sse({ type: "content_block_start", index, content_block: content });
  };
  const delta = (value: object): string => sse({ type: "content_block_delta", index, delta: value });
  const write = (event: RouteEvent): string => {
    switch (event.type) {
      case "start": {
        const usage = { input_tokens: foreseen, output_tokens: 0, ...NO_CACHE };
        const message = { ...headOf(event.trace_id, event.model), content: [], stop_reason: null, stop_sequence: null };
        return sse({ type: "message_start", message: { ...message, usage } });
      }
      case "text": {
        const begun = open === "text" ? "" : start("text", { type: "text", text: "", citations: null });
        return begun + delta({ type: "text_delta", text: event.text });
      }
      case "reasoning": {
        if (event.redacted !== undefined)
          return start("thinking", { type: "redacted_thinking", data: event.redacted }) + close();
        const empty = { type: "thinking", thinking: "", signature: "" };
        const begun = open === "thinking" ? "" : start("thinking", empty);
        if (event.signature !== undefined)
          return begun + delta({ type: "signature_delta", signature: event.signature }) + close();
        return begun + delta({ type: "thinking_delta", thinking: event.text });
      }
      case "tool_call":
        return start("call", { type: "tool_use", id: event.id, name: event.name, input: {} });
      case "tool_arguments":
        return delta({ type: "input_json_delta", partial_json: event.json });
      case "done":
        return [
          close(),
          sse({
            type: "message_delta",
            delta: { stop_reason: toStopReason(event.result.finish_reason), stop_sequence: null },
            usage: toUsage(event.result),
          }),
          sse({ type: "message_stop" }),
        ].join("");
    }
  };
  const inOrder = createCallOrder();
  return (event) => inOrder(event).map(write).join("");
}

const NO_CACHE = { cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

/** Tokens as Anthropic counts them: cached ones apart. */
function toUsage(response: GenerateResponse): object {
  const { prompt_tokens: prompt, cached_tokens: cached = 0, cache_write_tokens: written = 0 } = response;
  return {
    input_tokens: Math.max(0, prompt - cached - written),
    output_tokens: response.completion_tokens,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: cached,
  };
}

function toStopReason(reason: FinishReason = "stop"): string {
  if (reason === "length") return "max_tokens";
  if (reason === "tool_calls") return "tool_use";
  return reason === "refused" ? "refusal" : "end_turn";
}

function sse(event: { readonly type: string } & Record<string, unknown>): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
