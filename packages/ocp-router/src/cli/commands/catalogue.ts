import type { Command } from "../command.ts";

/** A command by its name, loaded when it is used. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ command: Command }>;
}

/** Every command, in the order in which help shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "serve",
    summary: "An endpoint that any IDE or agent can use in place of a vendor's",
    load: () => import("./serve.ts"),
  },
  { name: "explain", summary: "Which way a prompt would go, and why", load: () => import("./explain.ts") },
  { name: "stats", summary: "What went where, what it cost and what it saved", load: () => import("./stats.ts") },
  { name: "fit", summary: "A classifier of your own, from your prompts or traces", load: () => import("./fit.ts") },
  { name: "doctor", summary: "Check the models and keys, and say what to do", load: () => import("./doctor.ts") },
];
