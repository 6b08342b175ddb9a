import type { ContentPart, GenerateRequest, ImagePart, ModelMessage, TextPart } from "ocp-core";
import { parseArguments } from "../../messages/turns.ts";
import { defined, isFields, pick, readNumber, readText, readTokens, refuse, readList, type Fields } from "../read.ts";
import { readChoice, readFormat } from "./chat-request.ts";
import { CUSTOM_SCHEMA, describeCustom } from "./custom-tools.ts";

/** Fields that only OpenAI understands; they reach it as they came. */
const PASSED_ON = ["metadata", "parallel_tool_calls", "prompt_cache_key", "safety_identifier", "service_tier", "user"];

/** What agents offer by habit, run by OpenAI for its own models. Without it a model can do less, and knows it. */
const LEFT_OUT = new Set(["web_search", "web_search_preview", "image_generation"]);

/** Reads the body of `/v1/responses`. Throws `bad_request` naming what is wrong, or what needs a memory of its own. */
export function readResponsesRequest(body: Fields): GenerateRequest {
  for (const name of ["previous_response_id", "conversation", "prompt"])
    if (body[name] != null) refuse(name, "nothing, since no conversation is kept here: the whole of it in input");
  if (body["background"] === true) refuse("background", "false");
  const instructions = readText(body, "instructions");
  const text = isFields(body["text"]) ? body["text"] : {};
  const effort = isFields(body["reasoning"]) ? body["reasoning"]["effort"] : undefined;
  const tools = readList(body, "tools")?.filter((tool) => !LEFT_OUT.has(String(tool["type"])));
  return defined({
    messages: [
      ...(instructions ? [{ role: "system" as const, content: instructions }] : []),
      ...readInput(body["input"]),
    ],
    tools: tools && tools.length > 0 ? tools.map(toTool) : undefined,
    tool_choice: readChoice(body["tool_choice"]),
    max_tokens: readTokens(body, "max_output_tokens"),
    temperature: readNumber(body, "temperature"),
    top_p: readNumber(body, "top_p"),
    response_format: readFormat(text["format"]),
    vendor: {
      openai: { ...pick(body, PASSED_ON), ...(typeof effort === "string" ? { reasoning_effort: effort } : {}) },
    },
  });
}

function readInput(input: unknown): ModelMessage[] {
  if (typeof input === "string") return [{ role: "user", content: input }];
  if (!Array.isArray(input) || input.length === 0) refuse("input", "a text or a list of items");
  const messages: { role: ModelMessage["role"]; content: ContentPart[] }[] = [];
  for (const [index, item] of (input as unknown[]).entries()) {
    const read = isFields(item) ? readItem(item, `input[${index}]`) : refuse(`input[${index}]`, "an item");
    const last = messages.at(-1);
    // What a model says and the tools it asks for are items apart here, and one message elsewhere.
    if (read && last?.role === "assistant" && read.role === "assistant") last.content.push(...read.content);
    else if (read) messages.push(read);
  }
  return messages;
}

function readItem(item: Fields, at: string): { role: ModelMessage["role"]; content: ContentPart[] } | undefined {
  const { type = "message", role, call_id: id, name } = item;
  switch (type) {
    case "message": {
      const roles = { user: "user", assistant: "assistant", system: "system", developer: "system" } as const;
      if (typeof role !== "string" || !Object.hasOwn(roles, role))
        refuse(`${at}.role`, "user, assistant, system or developer");
      return { role: roles[role as keyof typeof roles], content: readContent(item["content"], `${at}.content`) };
    }
    case "function_call": {
      if (typeof id !== "string" || typeof name !== "string") refuse(at, "a function_call with call_id and name");
      const json = item["arguments"];
      const args = parseArguments(typeof json === "string" ? json : "");
      return { role: "assistant", content: [{ type: "tool_call", id, name, arguments: args }] };
    }
    case "custom_tool_call": {
      const { input } = item;
      if (typeof id !== "string" || typeof name !== "string" || typeof input !== "string")
        refuse(at, "a custom_tool_call with call_id, name and input");
      return { role: "assistant", content: [{ type: "tool_call", id, name, arguments: { input } }] };
    }
    case "function_call_output":
    case "custom_tool_call_output": {
      if (typeof id !== "string") refuse(at, `a ${type} with call_id`);
      const { output } = item;
      const content = typeof output === "string" ? output : readContent(output, `${at}.output`);
      return { role: "tool", content: [{ type: "tool_result", tool_call_id: id, content }] };
    }
    case "reasoning":
      // Sealed by the model that thought it; no other can read it.
      return undefined;
    case "item_reference":
      return refuse(at, "the item itself, since none is kept here (clients send it with store: false)");
    default:
      return refuse(at, "a message, a call of a function or custom tool, its output, or reasoning");
  }
}

function readContent(content: unknown, at: string): (TextPart | ImagePart)[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  if (!Array.isArray(content)) refuse(at, "a text or a list of parts");
  return content.map((part: unknown, index) => {
    if (isFields(part)) {
      const { type, text, image_url: url, refusal } = part;
      if (["input_text", "output_text", "text"].includes(String(type)) && typeof text === "string")
        return { type: "text", text };
      if (type === "refusal" && typeof refusal === "string") return { type: "text", text: refusal };
      if (type === "input_image" && typeof url === "string") return { type: "image", url };
    }
    return refuse(`${at}[${index}]`, "a part of type input_text, output_text or input_image");
  });
}

function toTool(tool: Fields, index: number): NonNullable<GenerateRequest["tools"]>[number] {
  const { type, name, parameters } = tool;
  if ((type !== "function" && type !== "custom") || typeof name !== "string")
    refuse(`tools[${index}]`, "a function or custom tool, the kinds that every model can be given,");
  if (type === "custom") return { name, description: describeCustom(tool), input_schema: CUSTOM_SCHEMA };
  return defined({
    name,
    description: readText(tool, "description"),
    input_schema: isFields(parameters) ? parameters : { type: "object", properties: {} },
  });
}
