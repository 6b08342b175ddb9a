import { ModelError } from "../errors.ts";

/** One line of Ollama's answer, read. */
export interface OllamaReply {
  readonly model: string | undefined;
  readonly text: string;
  readonly thinking: string;
  readonly calls: readonly { id: string | undefined; name: string; arguments: Record<string, unknown> }[];
  readonly done: boolean;
  readonly reason: string | undefined;
  readonly promptTokens: number | undefined;
  readonly completionTokens: number | undefined;
  readonly error: string | undefined;
}

/** No line of an answer is longer than this many characters. */
const LONGEST_LINE = 16_000_000;

/** The lines of a body, however its bytes are cut. */
export async function* readLines(body: ReadableStream<Uint8Array>, who: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) throw new ModelError("malformed", `${who} sent a line without an end.`);
    for (const line of lines) if (line.trim() !== "") yield line;
  }
  rest += decoder.decode();
  if (rest.trim() !== "") yield rest;
}

/** Reads a line of `/api/chat`. Throws `malformed` on what is no JSON object: skipping it would lose words. */
export function readReply(line: string, who: string): OllamaReply {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  if (!isRecord(value)) throw new ModelError("malformed", `${who} sent a line that is not JSON.`);
  const message = isRecord(value["message"]) ? value["message"] : {};
  const calls = Array.isArray(message["tool_calls"]) ? (message["tool_calls"] as unknown[]) : [];
  return {
    model: text(value["model"]),
    text: text(message["content"]) ?? "",
    thinking: text(message["thinking"]) ?? "",
    calls: calls.flatMap(readCall),
    done: value["done"] === true,
    reason: text(value["done_reason"]),
    promptTokens: count(value["prompt_eval_count"]),
    completionTokens: count(value["eval_count"]),
    error: value["error"] === undefined ? undefined : (text(value["error"]) ?? JSON.stringify(value["error"])),
  };
}

function readCall(value: unknown): OllamaReply["calls"][number][] {
  if (!isRecord(value) || !isRecord(value["function"])) return [];
  const { name, arguments: args } = value["function"];
  if (typeof name !== "string") return [];
  return [{ id: text(value["id"]), name, arguments: isRecord(args) ? args : {} }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
