import type { GenerateResponse } from "ocp-core";
import type { RouteEvent, RouteResult } from "../../route/result.ts";
import { createCallOrder } from "../call-order.ts";
import type { AnswerFormat, AnswerStream } from "../format.ts";
import type { Fields } from "../read.ts";
import { customInput, customNames } from "./custom-tools.ts";

/** An answer as `/v1/responses` gives it, which repeats some of what was asked. Thinking is left out. */
export function responsesFormat(asked: Fields): AnswerFormat {
  return {
    whole: (result) => toResponse(result, createHead(asked, result), outputOf(result, customNames(asked))),
    createStream: () => createEvents(asked),
  };
}

type Item = Readonly<Record<string, unknown>> & { readonly id: string };

function createHead(asked: Fields, { trace_id: id, model }: { trace_id: string; model: string }): object {
  const asIs = (name: string, standard: unknown): unknown => asked[name] ?? standard;
  return {
    id: `resp_${id}`,
    object: "response",
    created_at: Math.floor(Date.now() / 1000),
    model,
    error: null,
    incomplete_details: null,
    instructions: asIs("instructions", null),
    max_output_tokens: asIs("max_output_tokens", null),
    metadata: asIs("metadata", {}),
    parallel_tool_calls: asIs("parallel_tool_calls", true),
    previous_response_id: null,
    reasoning: asIs("reasoning", { effort: null, summary: null }),
    store: false,
    temperature: asIs("temperature", null),
    text: asIs("text", { format: { type: "text" } }),
    tool_choice: asIs("tool_choice", "auto"),
    tools: asIs("tools", []),
    top_p: asIs("top_p", null),
    truncation: asIs("truncation", "disabled"),
  };
}

function toResponse(result: RouteResult, head: object, output: readonly Item[]): object {
  const cut = result.finish_reason === "length";
  return {
    ...head,
    model: result.model,
    status: cut ? "incomplete" : "completed",
    ...(cut ? { incomplete_details: { reason: "max_output_tokens" } } : {}),
    output,
    usage: toUsage(result),
  };
}

function outputOf({ text, tool_calls: calls = [], trace_id: id }: RouteResult, customs: ReadonlySet<string>): Item[] {
  return [
    ...(text === "" ? [] : [messageItem(`msg_${id}`, text)]),
    ...calls.map((call, index) => {
      const json = JSON.stringify(call.arguments);
      return callItem(`fc_${id}_${index}`, { ...call, json, custom: customs.has(call.name) });
    }),
  ];
}

function textPart(text: string): object {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

function messageItem(id: string, text: string): Item {
  return { id, type: "message", role: "assistant", status: "completed", content: [textPart(text)] };
}

interface Call {
  readonly id: string;
  readonly name: string;
  /** A custom tool takes a text instead of arguments. */
  readonly custom: boolean;
}

function callItem(id: string, { id: callId, name, json, custom }: Call & { readonly json: string }): Item {
  const item = { id, call_id: callId, name, status: "completed" };
  if (custom) return { ...item, type: "custom_tool_call", input: json === "" ? "" : customInput(json) };
  return { ...item, type: "function_call", arguments: json };
}

function toUsage({
  prompt_tokens: prompt,
  completion_tokens: completion,
  cached_tokens: cached = 0,
}: GenerateResponse) {
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: completion,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: prompt + completion,
  };
}

/** An item under way. */
interface Open {
  readonly id: string;
  /** The call as it grows; undefined = words. */
  readonly call: Call | undefined;
  said: string;
}

function createEvents(asked: Fields): AnswerStream {
  let head: object = {};
  let trace = "";
  let number = 0;
  let open: Open | undefined;
  const output: Item[] = [];
  const customs = customNames(asked);

  const sse = (type: string, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number++, ...fields })}\n\n`;
  const place = (): object => ({ item_id: open!.id, output_index: output.length });

  function start(call: Open["call"]): string {
    const before = close();
    open = { id: `${call ? "fc" : "msg"}_${trace}_${output.length}`, call, said: "" };
    const { id } = open;
    const item = call
      ? { ...callItem(id, { ...call, json: "" }), status: "in_progress" }
      : { ...messageItem(id, ""), status: "in_progress", content: [] };
    const added = sse("response.output_item.added", { output_index: output.length, item });
    if (call) return before + added;
    return before + added + sse("response.content_part.added", { ...place(), content_index: 0, part: textPart("") });
  }

  function close(): string {
    if (!open) return "";
    const { id, call, said } = open;
    const at = place();
    const item = call ? callItem(id, { ...call, json: said }) : messageItem(id, said);
    const done = call
      ? closeCall(call, at, said)
      : sse("response.output_text.done", { ...at, content_index: 0, text: said, logprobs: [] }) +
        sse("response.content_part.done", { ...at, content_index: 0, part: textPart(said) });
    const whole = done + sse("response.output_item.done", { output_index: output.length, item });
    output.push(item);
    open = undefined;
    return whole;
  }

  function closeCall({ name, custom }: Call, at: object, json: string): string {
    if (!custom) return sse("response.function_call_arguments.done", { ...at, name, arguments: json });
    const input = customInput(json);
    return (
      sse("response.custom_tool_call_input.delta", { ...at, delta: input }) +
      sse("response.custom_tool_call_input.done", { ...at, input })
    );
  }

  function write(event: RouteEvent): string {
    switch (event.type) {
      case "start": {
        head = createHead(asked, event);
        trace = event.trace_id;
        const response = { ...head, status: "in_progress", output: [], usage: null };
        return sse("response.created", { response }) + sse("response.in_progress", { response });
      }
      case "text": {
        const begun = open && !open.call ? "" : start(undefined);
        open!.said += event.text;
        return (
          begun + sse("response.output_text.delta", { ...place(), content_index: 0, delta: event.text, logprobs: [] })
        );
      }
      case "tool_call":
        return start({ id: event.id, name: event.name, custom: customs.has(event.name) });
      case "tool_arguments":
        open!.said += event.json;
        // The text of a custom tool is inside the JSON, and shows when that is whole.
        if (open!.call!.custom) return "";
        return sse("response.function_call_arguments.delta", { ...place(), delta: event.json });
      case "reasoning":
        return "";
      case "done": {
        const last = close();
        const cut = event.result.finish_reason === "length";
        const response = toResponse(event.result, head, output);
        return last + sse(cut ? "response.incomplete" : "response.completed", { response });
      }
    }
  }

  const inOrder = createCallOrder();
  return {
    write: (event) => inOrder(event).map(write).join(""),
    fail: ({ message, code }) => {
      const error = { code: code === "rate_limited" ? "rate_limit_exceeded" : "server_error", message };
      return sse("response.failed", { response: { ...head, status: "failed", output, error, usage: null } });
    },
  };
}
