import type { CallToolResult } from "@modelcontextprotocol/server";
import type { ToolResponse } from "../openapi/read-response.ts";

/** Most items of a stream that one answer holds. */
const MAX_ITEMS = 1000;

/** An API's answer as the result of an MCP tool: JSON and text as text, pictures and sound as such. */
export async function toContent(
  { status, ok, data, mediaType }: ToolResponse,
  maxTextLength: number,
): Promise<CallToolResult> {
  const type = mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (data instanceof Uint8Array) {
    const base64 = Buffer.from(data).toString("base64");
    if (type.startsWith("image/")) return { content: [{ type: "image", data: base64, mimeType: type }] };
    if (type.startsWith("audio/")) return { content: [{ type: "audio", data: base64, mimeType: type }] };
    return {
      content: [{ type: "text", text: cut(JSON.stringify({ media_type: type, base64 }), maxTextLength) }],
      isError: !ok,
    };
  }
  const value = isStream(data) ? await collect(data, maxTextLength) : data;
  const text = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
  const shown = cut(text, maxTextLength);
  return {
    content: [{ type: "text", text: ok ? shown || `Done (${status}).` : `The API answered ${status}. ${shown}` }],
    ...(!ok && { isError: true }),
  };
}

function isStream(data: unknown): data is AsyncIterable<unknown> {
  return typeof data === "object" && data !== null && Symbol.asyncIterator in data;
}

async function collect(stream: AsyncIterable<unknown>, maxLength: number): Promise<unknown[]> {
  const items: unknown[] = [];
  let length = 0;
  for await (const item of stream) {
    items.push(item);
    length += JSON.stringify(item).length;
    if (items.length >= MAX_ITEMS || length > maxLength) break;
  }
  return items;
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest)}… (${text.length - longest} more characters; ask for less, with filters or pages)`;
}
