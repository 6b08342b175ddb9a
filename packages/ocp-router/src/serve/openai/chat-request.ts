import type {
  ContentPart,
  GenerateRequest,
  ImagePart,
  ModelMessage,
  TextPart,
  ToolCallPart,
  ToolChoice,
} from "ocp-core";
import { parseArguments } from "../../messages/turns.ts";
import { defined, isFields, pick, readList, readNumber, readText, readTokens, refuse, type Fields } from "../read.ts";

/** Fields that only OpenAI understands; they reach it as they came. */
const PASSED_ON = [
  "frequency_penalty",
  "logit_bias",
  "metadata",
  "parallel_tool_calls",
  "presence_penalty",
  "prompt_cache_key",
  "reasoning_effort",
  "safety_identifier",
  "seed",
  "service_tier",
  "store",
  "user",
  "verbosity",
];

/** Reads the body of `/v1/chat/completions`. Throws `bad_request` naming the field that is wrong. */
export function readChatRequest(body: Fields): GenerateRequest {
  const messages = readList(body, "messages");
  if (messages === undefined || messages.length === 0) refuse("messages", "a list of at least one message");
  if (body["n"] != null && body["n"] !== 1) refuse("n", "1, the only number of answers there can be,");
  return defined({
    messages: messages.map((message, index) => toMessage(message, `messages[${index}]`)),
    tools: readList(body, "tools")?.map(toTool),
    tool_choice: readChoice(body["tool_choice"]),
    max_tokens: readTokens(body, "max_completion_tokens") ?? readTokens(body, "max_tokens"),
    temperature: readNumber(body, "temperature"),
    top_p: readNumber(body, "top_p"),
    stop: readStop(body["stop"]),
    response_format: readFormat(body["response_format"]),
    vendor: { openai: pick(body, PASSED_ON) },
  });
}

function toMessage(message: Fields, at: string): ModelMessage {
  const { role, content } = message;
  switch (role) {
    case "system":
    case "developer":
      return { role: "system", content: readContent(content, `${at}.content`) };
    case "user":
      return { role, content: readContent(content, `${at}.content`) };
    case "assistant":
      return { role, content: [...asParts(readContent(content ?? "", `${at}.content`)), ...readCalls(message)] };
    case "tool": {
      const id = readText(message, "tool_call_id") ?? refuse(`${at}.tool_call_id`, "the id of a call");
      return {
        role,
        content: [{ type: "tool_result", tool_call_id: id, content: readContent(content, `${at}.content`) }],
      };
    }
    default:
      return refuse(`${at}.role`, "system, developer, user, assistant or tool");
  }
}

function asParts(content: string | readonly (TextPart | ImagePart)[]): readonly ContentPart[] {
  if (typeof content !== "string") return content;
  return content === "" ? [] : [{ type: "text", text: content }];
}

function readContent(content: unknown, at: string): string | (TextPart | ImagePart)[] {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) refuse(at, "a text or a list of parts");
  return content.map((part: unknown, index) => {
    if (isFields(part)) {
      const { type, text, image_url: image } = part;
      if (type === "text" && typeof text === "string") return { type, text };
      if (type === "refusal" && typeof part["refusal"] === "string") return { type: "text", text: part["refusal"] };
      const url = isFields(image) ? image["url"] : image;
      if (type === "image_url" && typeof url === "string") return { type: "image", url };
    }
    return refuse(`${at}[${index}]`, "a part of type text or image_url");
  });
}

function readCalls(message: Fields): ToolCallPart[] {
  return (readList(message, "tool_calls") ?? []).map((call, index) => {
    const called = call["function"];
    const { id } = call;
    if (!isFields(called) || typeof called["name"] !== "string" || typeof id !== "string")
      refuse(`tool_calls[${index}]`, "a call with an id and a function");
    const json = called["arguments"];
    return {
      type: "tool_call",
      id,
      name: called["name"],
      arguments: isFields(json) ? json : parseArguments(typeof json === "string" ? json : ""),
    };
  });
}

function toTool(tool: Fields, index: number): NonNullable<GenerateRequest["tools"]>[number] {
  const described = tool["type"] === "function" ? tool["function"] : undefined;
  if (!isFields(described) || typeof described["name"] !== "string")
    refuse(`tools[${index}]`, "a function with a name");
  return defined({
    name: described["name"],
    description: readText(described, "description"),
    input_schema: isFields(described["parameters"]) ? described["parameters"] : { type: "object", properties: {} },
  });
}

/** `tool_choice` as OpenAI writes it, in either of its APIs. */
export function readChoice(choice: unknown): ToolChoice | undefined {
  if (choice == null) return undefined;
  if (choice === "auto" || choice === "none" || choice === "required") return choice;
  const named = isFields(choice) ? (isFields(choice["function"]) ? choice["function"] : choice) : undefined;
  const name = named?.["name"];
  return typeof name === "string" ? { name } : refuse("tool_choice", "auto, none, required or a function");
}

function readStop(stop: unknown): string[] | undefined {
  if (stop == null) return undefined;
  const list = (Array.isArray(stop) ? stop : [stop]) as unknown[];
  return list.map((each) => (typeof each === "string" ? each : refuse("stop", "a text or a list of texts")));
}

/** `response_format` of a chat, or `text.format` of a response. */
export function readFormat(format: unknown): GenerateRequest["response_format"] {
  if (!isFields(format) || format["type"] === "text") return undefined;
  if (format["type"] === "json_object") return {};
  if (format["type"] !== "json_schema") refuse("response_format", "text, json_object or json_schema");
  const described = isFields(format["json_schema"]) ? format["json_schema"] : format;
  const { name, schema } = described;
  return { ...(typeof name === "string" ? { name } : {}), ...(isFields(schema) ? { schema } : {}) };
}
