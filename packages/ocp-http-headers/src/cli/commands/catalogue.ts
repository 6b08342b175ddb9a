import type { Command } from "../command.ts";

/** A command by its name, loaded when it is used. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ command: Command }>;
}

/** Every command, in the order in which help shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "tools", summary: "List the operations of an OpenAPI document as tools", load: () => import("./tools.ts") },
  { name: "call", summary: "Call one of them", load: () => import("./call.ts") },
  { name: "decode", summary: "Show the context in a header", load: () => import("./decode.ts") },
  { name: "encode", summary: "Write a context as headers", load: () => import("./encode.ts") },
  { name: "serve", summary: "Serve an OpenAPI document as an MCP server", load: () => import("./serve.ts") },
  {
    name: "convert",
    summary: "Turn an MCP server into an OpenAPI document, or back",
    load: () => import("./convert.ts"),
  },
  { name: "generate", summary: "Write a client in TypeScript or Python", load: () => import("./generate.ts") },
];
