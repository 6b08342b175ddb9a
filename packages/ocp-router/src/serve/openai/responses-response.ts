import type { GenerateResponse } from "ocp-core";
import { mixedCalls } from "../errors.ts";
import type { RouteEvent, RouteResult } from "../../route/result.ts";
import type { AnswerFormat, AnswerStream } from "../format.ts";
import type { Fields } from "../read.ts";

/** An answer as `/v1/responses` gives it, which repeats some of what was asked. Thinking is left out. */
export function responsesFormat(asked: Fields): AnswerFormat {
  return {
    whole: (result) => toResponse(result, createHead(asked, result)),
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
    metadata: asIs("metadata", {}),
    parallel_tool_calls: asIs("parallel_tool_calls", true),
    previous_response_id: null,
    store: false,
    temperature: asIs("temperature", null),
    text: asIs("text", { format: { type: "text" } }),
    tool_choice: asIs("tool_choice", "auto"),
    tools: asIs("tools", []),
    top_p: asIs("top_p", null),
  };
}

function toResponse(result: RouteResult, head: object, output = outputOf(result)): object {
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

function outputOf({ text, tool_calls: calls = [], trace_id: id }: RouteResult): Item[] {
  return [
    ...(text === "" ? [] : [messageItem(`msg_${id}`, text)]),
    ...calls.map((call, index) => callItem(`fc_${id}_${index}`, { ...call, json: JSON.stringify(call.arguments) })),
  ];
}

function textPart(text: string): object {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

function messageItem(id: string, text: string): Item {
  return { id, type: "message", role: "assistant", status: "completed", content: [textPart(text)] };
}

function callItem(id: string, { id: callId, name, json }: { id: string; name: string; json: string }): Item {
  return { id, type: "function_call", call_id: callId, name, arguments: json, status: "completed" };
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
  readonly call: { readonly index: number; readonly id: string; readonly name: string } | undefined;
  said: string;
}

function createEvents(asked: Fields): AnswerStream {
  let head: object = {};
  let trace = "";
  let number = 0;
  let open: Open | undefined;
  const output: Item[] = [];

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
      ? sse("response.function_call_arguments.done", { ...at, name: call.name, arguments: said })
      : sse("response.output_text.done", { ...at, content_index: 0, text: said, logprobs: [] }) +
        sse("response.content_part.done", { ...at, content_index: 0, part: textPart(said) });
    const whole = done + sse("response.output_item.done", { output_index: output.length, item });
    output.push(item);
    open = undefined;
    return whole;
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
        return start(event);
      case "tool_arguments":
        if (open?.call?.index !== event.index) throw mixedCalls();
        open.said += event.json;
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

  return {
    write,
    fail: ({ message, code }) => {
      const error = { code: code === "rate_limited" ? "rate_limit_exceeded" : "server_error", message };
      return sse("response.failed", { response: { ...head, status: "failed", output, error, usage: null } });
    },
  };
}
