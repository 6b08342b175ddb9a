import type { Command } from "../command.ts";

/** A command by its name, loaded when it is used. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ command: Command }>;
}

/** Every command, in the order in which help shows them. The first runs when none is named. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "serve", summary: "Serve a corpus over MCP; also without a command", load: () => import("./serve.ts") },
  { name: "check", summary: "Say what of a corpus would be withheld, and why", load: () => import("./check.ts") },
  { name: "lock", summary: "Write the checksums that published files must keep", load: () => import("./lock.ts") },
  { name: "export", summary: "Write a static mirror for a web server or CDN", load: () => import("./export.ts") },
  {
    name: "diff",
    summary: "Say what changed between two versions, and whether it breaks",
    load: () => import("./diff.ts"),
  },
  { name: "new", summary: "Write the files of a new contract", load: () => import("./new.ts") },
];
