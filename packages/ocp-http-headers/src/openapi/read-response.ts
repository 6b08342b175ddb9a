import type { SchemaIssue } from "./errors.ts";
import { isEventStream, isJson, isJsonLines, isText } from "./media-types.ts";
import type { OperationTool } from "./operation-tool.ts";
import { readCapped } from "./read-capped.ts";
import { schemaFor } from "./responses.ts";
import { readEvents, readJsonLines } from "./streams.ts";
import { createChecker } from "./validate.ts";

/** What a tool's call gave. A status of 4xx or 5xx is an answer too, with `ok: false`. */
export interface ToolResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  /** JSON parsed, text as a string, a stream as an async iterable of its events or values, else bytes; null is nothing. */
  readonly data: unknown;
  /** Where the answer came from, without credentials. */
  readonly url: string;
  readonly mediaType: string;
  /** How the answer differs from the document's schema, if that was asked for. */
  readonly issues: readonly SchemaIssue[];
}

export interface ReadOptions {
  /** Largest answer, in bytes, or largest item of a stream [10 MiB]. */
  readonly maxResponseBytes?: number;
  /** Whether JSON is compared with the schema that the document gives for it [false]. */
  readonly checkResponse?: boolean;
}

interface Answer {
  readonly tool: OperationTool;
  readonly response: Response;
  readonly url: string;
}

/** Whether an answer is read as it comes rather than as a whole. */
export function isStream(response: Response): boolean {
  const mediaType = response.headers.get("content-type") ?? "";
  return response.body !== null && response.ok && (isEventStream(mediaType) || isJsonLines(mediaType));
}

export async function readResponse({ tool, response, url }: Answer, options: ReadOptions): Promise<ToolResponse> {
  const { status, ok, headers } = response;
  const mediaType = headers.get("content-type") ?? "";
  const data = await readData({ tool, response, url }, mediaType, options);
  const schema = options.checkResponse === true ? schemaFor(tool.responses, status, mediaType) : undefined;
  const issues = schema ? createChecker(tool.source.writer.write(schema, "response"))(data) : [];
  return { status, ok, headers, data, url, mediaType, issues };
}

async function readData(
  { tool, response }: Answer,
  mediaType: string,
  { maxResponseBytes: maxBytes = 10 * 1024 * 1024 }: ReadOptions,
): Promise<unknown> {
  if (isStream(response) && response.body) {
    const body = response.body as ReadableStream<Uint8Array>;
    return isEventStream(mediaType) ? readEvents(body, maxBytes) : readJsonLines(body, maxBytes);
  }
  const bytes = await readCapped(response, maxBytes, tool.name);
  if (bytes.byteLength === 0) return null;
  if (
    mediaType !== "" &&
    !isJson(mediaType) &&
    !isText(mediaType) &&
    !isEventStream(mediaType) &&
    !isJsonLines(mediaType)
  )
    return bytes;
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(mediaType)?.[1];
  const text = decode(bytes, charset);
  if (isText(mediaType)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function decode(bytes: Uint8Array<ArrayBuffer>, charset: string | undefined): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
