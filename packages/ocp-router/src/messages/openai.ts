import type { GenerateRequest, ImagePart, TextPart, ToolCallPart, ToolChoice } from "ocp-core";
import type { OpenAI } from "openai";
import { conversationOf } from "./text.ts";
import { refuseServerTools, resultImages, resultText, toTurns, type Turn } from "./turns.ts";

type Body = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;
type Message = OpenAI.Chat.Completions.ChatCompletionMessageParam;

/** Whose dialect of the Chat Completions API a server speaks: OpenAI's own, or the older one that local servers do. */
export type OpenAIDialect = "openai" | "compatible";

/** OpenAI's models that think refuse to be told a temperature. */
const REASONING = /^(?:o\d|gpt-(?:[5-9]|\d\d))/;

/** A request for `/v1/chat/completions`. */
export function toOpenAI(request: GenerateRequest, model: string, dialect: OpenAIDialect): Body {
  const { tools, tool_choice: choice, response_format: format, max_tokens: most } = request;
  refuseServerTools(request);
  const fixed = dialect === "openai" && REASONING.test(model);
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: toTurns(conversationOf(request)).flatMap(toMessages),
    ...(tools && tools.length > 0
      ? {
          tools: tools.map(({ name, description, input_schema: parameters }) => ({
            type: "function" as const,
            function: { name, ...(description === undefined ? {} : { description }), parameters: { ...parameters } },
          })),
        }
      : {}),
    ...(choice !== undefined && tools && tools.length > 0 ? { tool_choice: toChoice(choice) } : {}),
    // Reasoning models refuse max_tokens, and several local servers know nothing else.
    ...(most === undefined ? {} : { [dialect === "openai" ? "max_completion_tokens" : "max_tokens"]: most }),
    ...(request.temperature === undefined || fixed ? {} : { temperature: request.temperature }),
    ...(request.top_p === undefined || fixed ? {} : { top_p: request.top_p }),
    ...(request.stop && request.stop.length > 0 ? { stop: [...request.stop] } : {}),
    ...(format
      ? {
          response_format: format.schema
            ? { type: "json_schema", json_schema: { name: format.name ?? "answer", schema: { ...format.schema } } }
            : { type: "json_object" },
        }
      : {}),
    ...request.vendor?.["openai"],
  };
}

function toMessages(turn: Turn): Message[] {
  if (turn.role === "system") return [{ role: "system", content: turn.text }];
  if (turn.role === "user") {
    const plain = turn.parts.every((part) => part.type === "text");
    if (plain) return [{ role: "user", content: turn.parts.map(({ text }) => text).join("\n") }];
    return [{ role: "user", content: turn.parts.map(toPart) }];
  }
  if (turn.role === "assistant") {
    return [
      {
        role: "assistant",
        content: turn.text === "" && turn.calls.length > 0 ? null : turn.text,
        ...(turn.calls.length > 0 ? { tool_calls: turn.calls.map(toCall) } : {}),
      },
    ];
  }
  // A tool's message holds text only; its pictures follow as the user's.
  const images = resultImages(turn.result);
  return [
    { role: "tool", tool_call_id: turn.result.tool_call_id, content: resultText(turn.result) },
    ...(images.length > 0 ? [{ role: "user" as const, content: images.map(toPart) }] : []),
  ];
}

function toPart(part: TextPart | ImagePart): OpenAI.Chat.Completions.ChatCompletionContentPart {
  if (part.type === "text") return { type: "text", text: part.text };
  const url = part.url ?? `data:${part.media_type ?? "image/png"};base64,${part.data ?? ""}`;
  return { type: "image_url", image_url: { url } };
}

function toCall({ id, name, arguments: args }: ToolCallPart): OpenAI.Chat.Completions.ChatCompletionMessageToolCall {
  return { id, type: "function", function: { name, arguments: JSON.stringify(args) } };
}

function toChoice(choice: ToolChoice): OpenAI.Chat.Completions.ChatCompletionToolChoiceOption {
  return typeof choice === "string" ? choice : { type: "function", function: { name: choice.name } };
}
