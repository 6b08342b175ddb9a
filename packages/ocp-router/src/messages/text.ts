import type { ContentPart, GenerateRequest, ModelMessage } from "ocp-core";

/** The words of a message: its text parts, one after the other. */
export function textOf(content: ModelMessage["content"]): string {
  if (typeof content === "string") return content;
  return content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}

/** A request's conversation: its messages, or its prompt as the only one, behind its system text. */
export function conversationOf(request: Pick<GenerateRequest, "prompt" | "system" | "messages">): ModelMessage[] {
  const { prompt = "", system, messages } = request;
  const said: readonly ModelMessage[] =
    messages && messages.length > 0 ? messages : [{ role: "user", content: prompt }];
  return system ? [{ role: "system", content: system }, ...said] : [...said];
}

/** Everything in a request that a model would read: words, tool calls, what tools answered, tools' descriptions. */
export function* textsOf(request: GenerateRequest): Generator<string> {
  for (const { content } of conversationOf(request)) {
    if (typeof content === "string") yield content;
    else for (const part of content) yield* textsOfPart(part);
  }
  for (const tool of request.tools ?? []) yield JSON.stringify(tool);
}

function* textsOfPart(part: ContentPart): Generator<string> {
  if (part.type === "text" || part.type === "reasoning") yield part.text;
  else if (part.type === "tool_call") yield* strings(part.arguments);
  else if (part.type === "vendor") yield* strings(part.value);
  else if (part.type === "image") yield part.url ?? "";
  else if (typeof part.content === "string") yield part.content;
  else for (const each of part.content) yield* textsOfPart(each);
}

/** Every string inside a JSON value, names included. */
function* strings(value: unknown): Generator<string> {
  const open = [value];
  while (open.length > 0) {
    const at = open.pop();
    if (typeof at === "string") yield at;
    else if (typeof at === "object" && at !== null)
      for (const [name, each] of Object.entries(at)) open.push(name, each);
  }
}

/** Tokens by rule of thumb: a quarter of the bytes, and a flat sum for a picture. */
export function estimateTokens(request: GenerateRequest): number {
  let bytes = 0;
  for (const text of textsOf(request)) bytes += Buffer.byteLength(text) + 16;
  return Math.ceil(bytes / 4) + 1000 * imagesIn(request);
}

/** Tokens of a text by the same rule. */
export function estimateTextTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** How many pictures a request holds. */
export function imagesIn(request: Pick<GenerateRequest, "messages">): number {
  let count = 0;
  const look = (parts: readonly ContentPart[]): void => {
    for (const part of parts) {
      if (part.type === "image") count++;
      else if (part.type === "tool_result" && typeof part.content !== "string") look(part.content);
    }
  };
  for (const { content } of request.messages ?? []) if (typeof content !== "string") look(content);
  return count;
}
