import type Anthropic from "@anthropic-ai/sdk";
import type { ContentPart, GenerateRequest, ImagePart, ModelMessage, ModelTool, TextPart, ToolChoice } from "ocp-core";
import { conversationOf } from "./text.ts";

type Body = Anthropic.MessageCreateParamsStreaming;
type Block = Anthropic.ContentBlockParam;

/**
 * A request for `/v1/messages`. Temperature and top_p are never sent: API version 2026-10-21 refuses them.
 * This API needs `max_tokens`: 4096 for a request without.
 */
export function toAnthropic(request: GenerateRequest, model: string): Body {
  const { tools = [], tool_choice: choice, stop } = request;
  // Tools that Anthropic itself runs come beside those of the caller; headers go elsewhere.
  const { server_tools: own, headers: _, ...fields } = request.vendor?.["anthropic"] ?? {};
  const offered = [...tools.map(toTool), ...(Array.isArray(own) ? (own as Anthropic.ToolUnion[]) : [])];
  const conversation = conversationOf(request);
  const system = conversation.filter(({ role }) => role === "system").flatMap(({ content }) => toSystem(content));
  return {
    model,
    stream: true,
    max_tokens: request.max_tokens ?? 4096,
    ...(system.length > 0 ? { system } : {}),
    messages: merge(conversation.filter(({ role }) => role !== "system")),
    ...(offered.length > 0 ? { tools: offered } : {}),
    ...(choice !== undefined && offered.length > 0 ? { tool_choice: toChoice(choice) } : {}),
    ...(stop && stop.length > 0 ? { stop_sequences: [...stop] } : {}),
    ...(request.response_format?.schema
      ? { output_config: { format: { type: "json_schema", schema: { ...request.response_format.schema } } } }
      : {}),
    ...fields,
  };
}

function toTool({ name, description, input_schema: schema, cache_control: cache }: ModelTool): Anthropic.Tool {
  return {
    name,
    ...(description === undefined ? {} : { description }),
    input_schema: { type: "object", ...schema },
    ...marked(cache),
  };
}

function toSystem(content: ModelMessage["content"]): Anthropic.TextBlockParam[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  return content.flatMap((part) => (part.type === "text" && part.text !== "" ? [toText(part)] : []));
}

/** The messages, with neighbours of one role made one: what several tools answered must come together. */
function merge(messages: readonly ModelMessage[]): Anthropic.MessageParam[] {
  const merged: { role: "user" | "assistant"; content: Block[] }[] = [];
  for (const { role, content } of messages) {
    const to = role === "assistant" ? "assistant" : "user";
    const blocks =
      typeof content === "string"
        ? content === ""
          ? []
          : [{ type: "text" as const, text: content }]
        : content.flatMap(toBlock);
    const last = merged.at(-1);
    if (last?.role === to) last.content.push(...blocks);
    else merged.push({ role: to, content: blocks });
  }
  for (const message of merged) {
    if (message.role !== "user") continue;
    // What tools answered must stand first.
    const results = message.content.filter(({ type }) => type === "tool_result");
    if (results.length > 0)
      message.content = [...results, ...message.content.filter(({ type }) => type !== "tool_result")];
  }
  return merged.filter(({ content }) => content.length > 0);
}

function toBlock(part: ContentPart): Block[] {
  switch (part.type) {
    case "text":
      return part.text === "" ? [] : [toText(part)];
    case "image":
      return [toImage(part)];
    case "tool_call":
      return [{ type: "tool_use", id: part.id, name: part.name, input: part.arguments }];
    case "tool_result": {
      const { tool_call_id: id, content, is_error: failed, cache_control: cache } = part;
      const inner =
        typeof content === "string"
          ? content
          : content.map((each) => (each.type === "text" ? toText(each) : toImage(each)));
      return [
        {
          type: "tool_result",
          tool_use_id: id,
          content: inner,
          ...(failed ? { is_error: true } : {}),
          ...marked(cache),
        },
      ];
    }
    case "reasoning":
      if (part.redacted !== undefined) return [{ type: "redacted_thinking", data: part.redacted }];
      // Thinking of another vendor's model has no signature, and would be refused.
      return part.signature === undefined ? [] : [{ type: "thinking", thinking: part.text, signature: part.signature }];
    case "vendor":
      return part.vendor === "anthropic" ? [part.value as Block] : [];
  }
}

function toText(part: TextPart): Anthropic.TextBlockParam {
  return { type: "text", text: part.text, ...marked(part.cache_control) };
}

function toImage({ data, media_type: type, url, cache_control: cache }: ImagePart): Anthropic.ImageBlockParam {
  const inline = /^data:([^;,]*);base64,(.*)$/s.exec(url ?? "");
  const source =
    data === undefined && inline === null
      ? { type: "url" as const, url: url ?? "" }
      : {
          type: "base64" as const,
          media_type: (type ?? inline?.[1] ?? "image/png") as Anthropic.Base64ImageSource["media_type"],
          data: data ?? inline?.[2] ?? "",
        };
  return { type: "image", source, ...marked(cache) };
}

function marked(cache: unknown): { cache_control?: Anthropic.CacheControlEphemeral } {
  return cache == null ? {} : { cache_control: cache as Anthropic.CacheControlEphemeral };
}

function toChoice(choice: ToolChoice): Anthropic.ToolChoice {
  if (choice === "auto" || choice === "none") return { type: choice };
  return choice === "required" ? { type: "any" } : { type: "tool", name: choice.name };
}
