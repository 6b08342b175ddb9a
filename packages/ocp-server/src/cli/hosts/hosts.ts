import { posix, win32 } from "node:path";
import type { ProcessInput } from "../../config.ts";

/** Whether a configuration is for all projects of a user or for the one in the current folder. */
export type HostScope = "user" | "project";

type Place = Pick<ProcessInput, "env" | "home" | "platform" | "cwd">;

/** A program that runs agents and starts context servers for them. */
export interface Host {
  readonly id: string;
  readonly title: string;
  readonly format: "json" | "toml";
  /** The key under which a JSON configuration lists its servers. */
  readonly serversKey: "mcpServers" | "servers";
  /** Whether an entry says `"type": "stdio"`. */
  readonly typed: boolean;
  /** The configuration file; undefined where the host has none of that scope. */
  readonly path: (scope: HostScope, place: Place) => string | undefined;
  /** What makes the host read it. */
  readonly afterwards: string;
}

function join({ platform }: Pick<Place, "platform">, ...parts: readonly string[]): string {
  return platform === "win32" ? win32.join(...parts) : posix.join(...parts);
}

/** The folder in which desktop programs keep their settings. */
function settingsFolder(place: Place): string {
  const { env, home, platform } = place;
  if (platform === "win32") return env["APPDATA"] || win32.join(home, "AppData", "Roaming");
  if (platform === "darwin") return posix.join(home, "Library", "Application Support");
  return env["XDG_CONFIG_HOME"] || posix.join(home, ".config");
}

const mcpServers = { format: "json", serversKey: "mcpServers", typed: false } as const;

/** Every host that `init` knows. */
export const HOSTS: readonly Host[] = [
  {
    id: "claude-code",
    title: "Claude Code",
    ...mcpServers,
    typed: true,
    path: (scope, place) =>
      scope === "user"
        ? join(place, place.env["CLAUDE_CONFIG_DIR"] || place.home, ".claude.json")
        : join(place, place.cwd, ".mcp.json"),
    afterwards: "Start Claude Code again; /mcp shows the server.",
  },
  {
    id: "claude-desktop",
    title: "Claude Desktop",
    ...mcpServers,
    path: (scope, place) =>
      scope === "user" ? join(place, settingsFolder(place), "Claude", "claude_desktop_config.json") : undefined,
    afterwards: "Quit Claude Desktop completely and start it again.",
  },
  {
    id: "cursor",
    title: "Cursor",
    ...mcpServers,
    path: (scope, place) => join(place, scope === "user" ? place.home : place.cwd, ".cursor", "mcp.json"),
    afterwards: "Cursor picks it up by itself; its settings list the server under MCP.",
  },
  {
    id: "vscode",
    title: "VS Code",
    format: "json",
    serversKey: "servers",
    typed: true,
    path: (scope, place) =>
      scope === "user"
        ? join(place, settingsFolder(place), "Code", "User", "mcp.json")
        : join(place, place.cwd, ".vscode", "mcp.json"),
    afterwards: "In VS Code, run 'MCP: List Servers' and start it.",
  },
  {
    id: "windsurf",
    title: "Windsurf",
    ...mcpServers,
    path: (scope, place) =>
      scope === "user" ? join(place, place.home, ".codeium", "windsurf", "mcp_config.json") : undefined,
    afterwards: "Refresh the MCP servers in its settings.",
  },
  {
    id: "codex",
    title: "Codex",
    format: "toml",
    serversKey: "mcpServers",
    typed: false,
    path: (scope, place) =>
      scope === "user"
        ? join(place, place.env["CODEX_HOME"] || join(place, place.home, ".codex"), "config.toml")
        : join(place, place.cwd, ".codex", "config.toml"),
    afterwards: "Start Codex again; /mcp shows the server.",
  },
];
