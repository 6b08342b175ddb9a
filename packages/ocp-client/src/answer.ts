import { OcpError, PROTOCOL_VERSION, TOOLS, type ToolName, type ToolOutput, type WireError } from "ocp-core";
import { OcpConnectionError } from "./errors.ts";

/**
 * The answer in a raw tool result: `structuredContent`, or the JSON text of servers that predate it. It is checked
 * against the contract and returned whole, fields of later versions included. Throws the OcpError that the server
 * sent, or `INVALID_ANSWER`.
 */
export function readAnswer<N extends ToolName>(name: N, result: unknown): ToolOutput<N> {
  const { isError, structuredContent, content } = (result ?? {}) as RawResult;
  const text = textOf(content);
  const body = structuredContent ?? parseJson(text);
  const error = wireError(body) ?? (isError ? wireError(parseJson(text)) : undefined);
  if (error) throw OcpError.fromWire(error);
  if (isError) throw toOcpError(name, text ?? "The server reported an error without saying which.");

  const checked = TOOLS[name].output.safeParse(body);
  if (checked.success) return body as ToolOutput<N>;
  const [issue] = checked.error.issues;
  const where = body === undefined ? "no JSON at all" : `${issue?.path.join(".") || "the answer"}: ${issue?.message}`;
  throw new OcpConnectionError(
    "INVALID_ANSWER",
    `${name} answered something that ${PROTOCOL_VERSION} does not allow (${where}). Does the server speak the same version? See client.server.`,
    { cause: checked.error, sent: true },
  );
}

/** An error that is told in plain words, as MCP servers do for whatever they catch before a tool runs. */
export function toOcpError(name: ToolName, text: string, cause?: unknown): OcpError {
  const message = text.replace(/^MCP error -?\d+: /, "").slice(0, 2_000);
  if (/\btool\b.*\b(not found|unknown|disabled)\b|\bunknown tool\b/i.test(message)) {
    return new OcpError(
      "METHOD_NOT_FOUND",
      `This server has no ${name}: ${message}. client.server tells its level of conformance.`,
      { cause },
    );
  }
  const code = /validation|invalid (params|arguments)/i.test(message) ? "INVALID_PARAMS" : "INTERNAL";
  return new OcpError(code, message, { cause });
}

interface RawResult {
  readonly isError?: unknown;
  readonly structuredContent?: unknown;
  readonly content?: unknown;
}

function textOf(content: unknown): string | undefined {
  if (!Array.isArray(content)) return undefined;
  const part = content.find((item: { type?: unknown; text?: unknown } | null) => item?.type === "text");
  return typeof part?.text === "string" ? part.text : undefined;
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wireError(body: unknown): WireError | undefined {
  const { error } = (body ?? {}) as { error?: { code?: unknown; message?: unknown } };
  return typeof error?.code === "string" ? (body as WireError) : undefined;
}
