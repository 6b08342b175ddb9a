import type { StartCommand } from "../program.ts";
import { stringifyToml } from "./toml.ts";
import type { Host } from "./hosts.ts";

/** The name under which hosts list the server. */
export const SERVER_NAME = "ocp";

/** What a host must know to start the server. */
export interface ServerEntry extends StartCommand {
  readonly dbPath: string;
  /** The database was asked for by name, so it replaces one that is configured already. */
  readonly replaceDb: boolean;
}

/** An existing configuration that cannot be edited; the message says where and why. */
export class HostConfigError extends Error {
  override readonly name = "HostConfigError";
}

/** The configuration as it looks in an empty file, ready to paste. */
export function formatSnippet(host: Pick<Host, "format" | "serversKey" | "typed">, entry: ServerEntry): string {
  const { command, args, dbPath } = entry;
  if (host.format === "toml") return tomlTables(entry, "\n");
  const server = { ...(host.typed ? { type: "stdio" } : {}), command, args, env: { OCP_DB_PATH: dbPath } };
  return `${JSON.stringify({ [host.serversKey]: { [SERVER_NAME]: server } }, null, 2)}\n`;
}

/** The entry as TOML tables. */
export function tomlTables({ command, args, dbPath }: ServerEntry, eol: string): string {
  const lines = [
    `[mcp_servers.${SERVER_NAME}]`,
    `command = ${stringifyToml(command)}`,
    `args = ${stringifyToml(args)}`,
    // The first start through npx may have to download.
    "startup_timeout_sec = 60",
    "",
    `[mcp_servers.${SERVER_NAME}.env]`,
    `OCP_DB_PATH = ${stringifyToml(dbPath)}`,
  ];
  return lines.map((line) => line + eol).join("");
}

/** `3:14`, the line and column of an offset, 1-based. */
export function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return `${before.length}:${before.at(-1)!.length + 1}`;
}
