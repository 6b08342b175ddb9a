import type { Command } from "../command.ts";

/** A command by its name, loaded when it is used. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ command: Command }>;
}

/** Every command, in the order in which help shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "serve", summary: "Speak MCP on stdin and stdout; also without a command", load: () => import("./serve.ts") },
  {
    name: "index",
    summary: "Make a folder searchable, or bring it up to date",
    load: () => import("./index-folder.ts"),
  },
  { name: "search", summary: "Find code and documents", load: () => import("./search.ts") },
  { name: "pack", summary: "Gather context for a prompt within a token budget", load: () => import("./pack.ts") },
  { name: "state", summary: "Read and write what agents share", load: () => import("./state.ts") },
  { name: "workspaces", summary: "List what is indexed", load: () => import("./workspaces.ts") },
  { name: "doctor", summary: "Check the installation and say what to do", load: () => import("./doctor.ts") },
  { name: "init", summary: "Add this server to Claude Code, Cursor, VS Code, …", load: () => import("./init.ts") },
];
