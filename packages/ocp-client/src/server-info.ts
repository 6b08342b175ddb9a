import { EVENT_TYPES, EXTENSION_ID, LEVELS, findTool, type EventType, type Level } from "ocp-core";
import type { Connection, Handshake, RequestOptions } from "./connect/connector.ts";
import { OcpConnectionError } from "./errors.ts";

/** What a server says of itself. */
export interface ServerInfo {
  readonly name: string;
  readonly version: string;
  /** Such as `ocp/0.1`; null when the server does not say. */
  readonly protocolVersion: string | null;
  /** The level that it claims; null when it does not say, or claims one that is unknown here. */
  readonly conformance: Level | null;
  /** The types of events that it reports, as far as they are known here. */
  readonly events: readonly EventType[];
  /** What the server is for, in words meant for a model; null when it does not say. */
  readonly instructions: string | null;
}

/** Reads the handshake: the extension first, then the extra fields of `serverInfo` (OCP-0001 §1). */
export function readServerInfo({ serverInfo, capabilities, instructions }: Handshake): ServerInfo {
  const extension = advertised(capabilities);
  const version = asText(extension?.["version"]);
  const conformance = extension?.["conformance"] ?? serverInfo["conformance"];
  const events = extension?.["events"];
  return {
    name: asText(serverInfo["name"]) ?? "",
    version: asText(serverInfo["version"]) ?? "",
    protocolVersion: version === null ? protocolOf(serverInfo) : `ocp/${version}`,
    conformance: LEVELS.find((level) => level === conformance) ?? null,
    events: Array.isArray(events) ? EVENT_TYPES.filter((type) => events.includes(type)) : [],
    instructions: instructions ?? null,
  };
}

/** Throws `NOT_OCP` unless the server advertises OCP or, failing that, lists one of its tools. */
export async function checkIsOcp(connection: Connection, label: string, options: RequestOptions): Promise<void> {
  const { capabilities, serverInfo } = connection.handshake;
  if (advertised(capabilities) || protocolOf(serverInfo)) return;
  const names = capabilities["tools"] ? await listToolNames(connection, options) : [];
  if (names.some(findTool)) return;
  const has =
    names.length === 0
      ? "no tools at all"
      : `other tools (${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""})`;
  throw new OcpConnectionError(
    "NOT_OCP",
    `${asText(serverInfo["name"]) ?? "The server"} (${label}) speaks MCP but not OCP: it has ${has}. Connect to an OCP server such as ocp-server.`,
  );
}

/** The names of the tools on the first page: every server's list of OCP tools fits there. */
async function listToolNames(connection: Connection, options: RequestOptions): Promise<string[]> {
  const result = (await connection.request("tools/list", {}, options)) as { tools?: unknown };
  if (!Array.isArray(result.tools)) return [];
  return result.tools.map((tool: { name?: unknown }) => String(tool?.name));
}

function advertised(capabilities: Handshake["capabilities"]): Record<string, unknown> | undefined {
  const extensions = capabilities["extensions"] as Record<string, Record<string, unknown>> | undefined;
  return extensions?.[EXTENSION_ID];
}

function protocolOf(serverInfo: Handshake["serverInfo"]): string | null {
  return asText(serverInfo["protocol_version"]);
}

function asText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
