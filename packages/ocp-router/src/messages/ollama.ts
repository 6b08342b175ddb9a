import type { GenerateRequest, ImagePart, ToolCallPart } from "ocp-core";
import type { ChatRequest, Message } from "ollama";
import { ModelError } from "../errors.ts";
import { conversationOf } from "./text.ts";
import { refuseServerTools, resultImages, resultText, toTurns, type Turn } from "./turns.ts";

/** A request for Ollama's `/api/chat`, but for the size of its window. */
export function toOllama(request: GenerateRequest, model: string): ChatRequest & { stream: true } {
  const { tools, tool_choice: choice, response_format: format, temperature, top_p: topP } = request;
  refuseServerTools(request);
  // Ollama knows no choice of tools; leaving out the others comes nearest.
  const named = typeof choice === "object" ? choice.name : undefined;
  const offered = choice === "none" ? undefined : tools?.filter(({ name }) => named === undefined || name === named);
  return {
    model,
    stream: true,
    messages: toTurns(conversationOf(request)).map(toMessage),
    ...(offered && offered.length > 0
      ? {
          tools: offered.map(({ name, description = "", input_schema: parameters }) => ({
            type: "function",
            function: { name, description, parameters },
          })),
        }
      : {}),
    ...(format ? { format: format.schema ?? "json" } : {}),
    options: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { top_p: topP }),
      ...(request.max_tokens === undefined ? {} : { num_predict: request.max_tokens }),
      ...(request.stop && request.stop.length > 0 ? { stop: [...request.stop] } : {}),
    },
    ...request.vendor?.["ollama"],
  };
}

function toMessage(turn: Turn): Message {
  if (turn.role === "system") return { role: "system", content: turn.text };
  if (turn.role === "tool") {
    const images = resultImages(turn.result).map(toImage);
    return {
      role: "tool",
      content: resultText(turn.result),
      ...(turn.name === "" ? {} : { tool_name: turn.name }),
      ...(images.length > 0 ? { images } : {}),
    };
  }
  if (turn.role === "assistant") {
    return {
      role: "assistant",
      content: turn.text,
      ...(turn.calls.length > 0 ? { tool_calls: turn.calls.map(toCall) } : {}),
    };
  }
  const images = turn.parts.filter((part) => part.type === "image").map(toImage);
  const content = turn.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
  return { role: "user", content, ...(images.length > 0 ? { images } : {}) };
}

function toCall({ name, arguments: args }: ToolCallPart): NonNullable<Message["tool_calls"]>[number] {
  return { function: { name, arguments: { ...args } } };
}

function toImage({ data, url }: ImagePart): string {
  const inline = data ?? /^data:[^,]*;base64,(.*)$/s.exec(url ?? "")?.[1];
  if (inline !== undefined) return inline;
  throw new ModelError("unsupported", "Ollama takes pictures as data, not as links. Send the picture itself.");
}
