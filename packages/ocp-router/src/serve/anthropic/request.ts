import type { ContentPart, GenerateRequest, ImagePart, ModelMessage, TextPart, ToolChoice } from "ocp-core";
import { defined, isFields, pick, readList, readNumber, readText, readTokens, refuse, type Fields } from "../read.ts";

/** Fields that only Anthropic understands; they reach it as they came. */
const PASSED_ON = [
  "container",
  "context_management",
  "inference_geo",
  "mcp_servers",
  "metadata",
  "output_config",
  "service_tier",
  "speed",
  "thinking",
];

/** Reads the body of `/v1/messages`; `beta` is the header of that name. Throws `bad_request` naming what is wrong. */
export function readMessagesRequest(body: Fields, beta?: string): GenerateRequest {
  const messages = readList(body, "messages");
  if (messages === undefined || messages.length === 0) refuse("messages", "a list of at least one message");
  const tools = readList(body, "tools") ?? [];
  const isOwn = (tool: Fields): boolean => tool["type"] == null || tool["type"] === "custom";
  const foreign = tools.filter((tool) => !isOwn(tool));
  const system = readSystem(body["system"]);
  return defined({
    messages: [...system, ...messages.map((message, index) => toMessage(message, `messages[${index}]`))],
    tools: tools.length > 0 ? tools.filter(isOwn).map(toTool) : undefined,
    tool_choice: readChoice(body["tool_choice"]),
    max_tokens: readTokens(body, "max_tokens"),
    temperature: readNumber(body, "temperature"),
    top_p: readNumber(body, "top_p"),
    stop: readStop(body["stop_sequences"]),
    vendor: {
      anthropic: {
        ...pick(body, PASSED_ON),
        ...(foreign.length > 0 ? { server_tools: foreign } : {}),
        ...(beta === undefined ? {} : { headers: { "anthropic-beta": beta } }),
      },
    },
  });
}

function readSystem(system: unknown): ModelMessage[] {
  if (system == null || system === "") return [];
  if (typeof system === "string") return [{ role: "system", content: system }];
  if (!Array.isArray(system)) refuse("system", "a text or a list of texts");
  return [{ role: "system", content: system.map((part: unknown, index) => toText(part, `system[${index}]`)) }];
}

function toMessage(message: Fields, at: string): ModelMessage {
  const { role, content } = message;
  if (role !== "user" && role !== "assistant" && role !== "system") refuse(`${at}.role`, "user or assistant");
  if (typeof content === "string") return { role, content };
  if (!Array.isArray(content)) refuse(`${at}.content`, "a text or a list of blocks");
  return { role, content: content.map((block: unknown, index) => toPart(block, `${at}.content[${index}]`)) };
}

function toPart(block: unknown, at: string): ContentPart {
  if (!isFields(block)) refuse(at, "a block");
  const { type, id, name, input } = block;
  switch (type) {
    case "text":
      return toText(block, at);
    case "image":
      return toImage(block) ?? { type: "vendor", vendor: "anthropic", value: block };
    case "tool_use":
      if (typeof id !== "string" || typeof name !== "string") refuse(at, "a tool_use with id and name");
      return { type: "tool_call", id, name, arguments: isFields(input) ? input : {} };
    case "tool_result":
      return toResult(block, at);
    case "thinking": {
      const { thinking, signature } = block;
      const signed = typeof signature === "string" && signature !== "" ? { signature } : {};
      return { type: "reasoning", text: typeof thinking === "string" ? thinking : "", ...signed };
    }
    case "redacted_thinking":
      return { type: "reasoning", text: "", redacted: readText(block, "data") ?? "" };
    default:
      return { type: "vendor", vendor: "anthropic", value: block };
  }
}

function toText(block: unknown, at: string): TextPart {
  if (!isFields(block) || typeof block["text"] !== "string") refuse(at, "a text block");
  return { type: "text", text: block["text"], ...cache(block) };
}

function toImage(block: Fields): ImagePart | undefined {
  const source = isFields(block["source"]) ? block["source"] : {};
  const { type, data, media_type: mediaType, url } = source;
  if (type === "url" && typeof url === "string") return { type: "image", url, ...cache(block) };
  if (type !== "base64" || typeof data !== "string") return undefined;
  return { type: "image", data, media_type: typeof mediaType === "string" ? mediaType : "image/png", ...cache(block) };
}

function toResult(block: Fields, at: string): ContentPart {
  const id = readText(block, "tool_use_id") ?? refuse(at, "a tool_result with tool_use_id");
  const { content = "" } = block;
  const failed = block["is_error"] === true ? { is_error: true } : {};
  const head = { type: "tool_result", tool_call_id: id, ...failed, ...cache(block) } as const;
  if (typeof content === "string") return { ...head, content };
  const parts: (TextPart | ImagePart)[] = [];
  for (const [index, inner] of (Array.isArray(content) ? (content as unknown[]) : []).entries()) {
    const part = toPart(inner, `${at}.content[${index}]`);
    if (part.type !== "text" && part.type !== "image") return { type: "vendor", vendor: "anthropic", value: block };
    parts.push(part);
  }
  return { ...head, content: parts };
}

function cache(block: Fields): { cache_control?: unknown } {
  return block["cache_control"] == null ? {} : { cache_control: block["cache_control"] };
}

function toTool(tool: Fields, index: number): NonNullable<GenerateRequest["tools"]>[number] {
  const { name, input_schema: schema } = tool;
  if (typeof name !== "string") refuse(`tools[${index}]`, "a tool with a name");
  return {
    ...defined({ name, description: readText(tool, "description") }),
    input_schema: isFields(schema) ? schema : { type: "object", properties: {} },
    ...cache(tool),
  };
}

function readChoice(choice: unknown): ToolChoice | undefined {
  if (choice == null) return undefined;
  const { type, name } = isFields(choice) ? choice : {};
  if (type === "auto" || type === "none") return type;
  if (type === "any") return "required";
  return type === "tool" && typeof name === "string" ? { name } : refuse("tool_choice", "auto, any, none or tool");
}

function readStop(stop: unknown): string[] | undefined {
  if (stop == null) return undefined;
  if (!Array.isArray(stop)) refuse("stop_sequences", "a list of texts");
  return stop.map((each: unknown) => (typeof each === "string" ? each : refuse("stop_sequences", "a list of texts")));
}
