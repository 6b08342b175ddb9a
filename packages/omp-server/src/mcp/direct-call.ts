import {
  CLIENT_CAPABILITIES_META_KEY,
  isJsonContentType,
  PROTOCOL_VERSION_META_KEY,
  SERVER_INFO_META_KEY,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";
import type { IncomingHttpHeaders } from "node:http";
import type { Answers } from "../answers.ts";
import { TOOLS } from "../tools/catalogue.ts";
import type { Freshness } from "../tools/tool.ts";
import { serverInfo } from "./identity.ts";

/** The revision of MCP whose requests stand alone. */
const MODERN_VERSION = "2026-07-28";

export interface DirectCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  readonly answers: Answers;
  readonly timestamp: string;
  /** The server's name for clients. */
  readonly name: string;
}

/**
 * The response to a tool call that leaves nothing to decide, put together from the kept answer; undefined for every
 * other request, which the SDK answers. It is the very message that the SDK would send, at a tenth of the time.
 */
export function directCall(call: DirectCall): { readonly content: string; readonly freshness: Freshness } | undefined {
  const { headers, body, answers, timestamp } = call;
  const { accept = "", "content-type": type } = headers;
  if (!accept.includes("application/json") || !accept.includes("text/event-stream")) return undefined;
  if (!isJsonContentType(type ?? null) || !isCall(body)) return undefined;
  const { id, params } = body;
  const tail = tailOf(call, params);
  if (tail === undefined) return undefined;
  const answer = answers.get(params.name, params.arguments ?? {});
  const text = `{"content":[{"type":"text","text":"${answer.escaped(timestamp)}"}],"structuredContent":${answer.json(timestamp)}`;
  const content = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${text}${answer.isError ? ',"isError":true' : ""}${tail}}}`;
  return { content, freshness: answer.freshness };
}

interface Call {
  readonly id: string | number;
  readonly params: {
    readonly name: string;
    readonly arguments?: Record<string, unknown>;
    readonly _meta?: Record<string, unknown>;
  };
}

const CALL_FIELDS = new Set(["jsonrpc", "id", "method", "params"]);
const PARAMETER_FIELDS = new Set(["name", "arguments", "_meta"]);

function isCall(body: unknown): body is Call {
  if (!isObject(body) || body["jsonrpc"] !== "2.0" || body["method"] !== "tools/call") return false;
  const { id, params } = body;
  if (typeof id !== "string" && !Number.isSafeInteger(id)) return false;
  if (!isObject(params) || typeof params["name"] !== "string" || !TOOLS.has(params["name"])) return false;
  if (params["arguments"] !== undefined && !isObject(params["arguments"])) return false;
  if (params["_meta"] !== undefined && !isObject(params["_meta"])) return false;
  return (
    Object.keys(body).every((key) => CALL_FIELDS.has(key)) &&
    Object.keys(params).every((key) => PARAMETER_FIELDS.has(key))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How the result ends in the era of the request; undefined when the request is not quite of either. */
function tailOf({ headers, name: server }: DirectCall, { name, _meta: meta = {} }: Call["params"]): string | undefined {
  const version = headers["mcp-protocol-version"];
  const claims = Object.keys(meta).filter((key) => key.startsWith("io.modelcontextprotocol/"));
  if (claims.length === 0) {
    const isLegacy =
      version === undefined || (typeof version === "string" && SUPPORTED_PROTOCOL_VERSIONS.includes(version));
    return isLegacy && version !== MODERN_VERSION && headers["mcp-session-id"] === undefined ? "" : undefined;
  }
  const isModern =
    version === MODERN_VERSION &&
    meta[PROTOCOL_VERSION_META_KEY] === MODERN_VERSION &&
    isObject(meta[CLIENT_CAPABILITIES_META_KEY]) &&
    claims.every((key) => key === PROTOCOL_VERSION_META_KEY || key === CLIENT_CAPABILITIES_META_KEY) &&
    headers["mcp-method"] === "tools/call" &&
    headers["mcp-name"] === name;
  if (!isModern) return undefined;
  return `,"resultType":"complete","_meta":${JSON.stringify({ [SERVER_INFO_META_KEY]: serverInfo(server) })}`;
}
