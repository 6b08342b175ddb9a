import { halves } from "./openai.ts";
import { pieces, tokens, type Frames, type Reply } from "./script.ts";

/** `/v1/messages`: named events with pings among them; thinking stands before the words. */
export function anthropicFrames(reply: Reply, body: Readonly<Record<string, unknown>>): Frames {
  const { text = "", thinking, toolCalls = [], finish = "stop" } = reply;
  const counted =
    reply.usage === false
      ? { prompt: 0, completion: 0 }
      : (reply.usage ?? {
          prompt: tokens(JSON.stringify([body["system"], body["messages"]])),
          completion: tokens(text),
        });
  const cached = counted.cached ?? 0;
  const usage = {
    input_tokens: counted.prompt - cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
    output_tokens: 1,
    service_tier: "standard",
  };
  const reason = toolCalls.length > 0 ? "tool_use" : finish === "length" ? "max_tokens" : "end_turn";
  const message = { id: "msg_fake", type: "message", role: "assistant", model: String(body["model"]) };
  const blocks = [
    ...(thinking === undefined ? [] : [{ type: "thinking", thinking, signature: "c2lnbmVk" }]),
    ...(text === "" ? [] : [{ type: "text", text, citations: null }]),
    ...toolCalls.map(({ name, arguments: input }, index) => ({ type: "tool_use", id: `toolu_${index}`, name, input })),
  ];
  const list: object[] = [
    {
      type: "message_start",
      message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage },
    },
    { type: "ping" },
    ...blocks.flatMap((block, index) => [
      { type: "content_block_start", index, content_block: emptied(block) },
      ...deltas(block).map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index },
    ]),
    {
      type: "message_delta",
      delta: { stop_reason: reason, stop_sequence: null },
      usage: { output_tokens: counted.completion },
    },
    { type: "message_stop" },
  ];
  return {
    contentType: "text/event-stream",
    events: list.map((event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`),
    terminators: 2,
    whole: {
      ...message,
      content: blocks,
      stop_reason: reason,
      stop_sequence: null,
      usage: { ...usage, output_tokens: counted.completion },
    },
    error: (type, said) =>
      `event: error\ndata: ${JSON.stringify({ type: "error", error: { type, message: said } })}\n\n`,
    malformed: 'event: content_block_delta\ndata: {"type":"content_block_del\n\n',
  };
}

function emptied(block: object): object {
  if ("thinking" in block) return { ...block, thinking: "", signature: "" };
  return "text" in block ? { ...block, text: "" } : { ...block, input: {} };
}

function deltas(block: object): object[] {
  if ("thinking" in block && "signature" in block) {
    const words = pieces(String(block.thinking)).map((thinking) => ({ type: "thinking_delta", thinking }));
    return [...words, { type: "signature_delta", signature: block.signature }];
  }
  if ("text" in block) return pieces(String(block.text)).map((text) => ({ type: "text_delta", text }));
  const json = JSON.stringify((block as { input: unknown }).input);
  return halves(json).map((partial) => ({ type: "input_json_delta", partial_json: partial }));
}

/** What API version 2026-10-21 refuses. */
export function anthropicRefusal(body: Readonly<Record<string, unknown>>, version: unknown): string | undefined {
  if (body["max_tokens"] === undefined) return "max_tokens: Field required";
  const sampling = ["temperature", "top_p", "top_k"].find((name) => body[name] !== undefined);
  if (sampling !== undefined && String(version) >= "2026-10-21") return `${sampling}: Extra inputs are not permitted`;
  return undefined;
}
