import { VARIABLES } from "../config.ts";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands/catalogue.ts";

/** The help of the whole program; examples are as this person types it. */
export function formatHelp(program: string): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  const variableWidth = Math.max(...VARIABLES.map(({ name }) => name.length));
  const variables = VARIABLES.map(
    ({ name, about, default: standard }) => `  ${name.padEnd(variableWidth)}  ${about} [${standard}]`,
  );
  return `The open context server for AI agents: search, packing, shared state and events over MCP.

Usage: ocp-server [command] [options]

Commands
${commands.join("\n")}

Options
  --help     This page; after a command, that command's
  --version  The version

Start here
  ${program} index .
  ${program} search "where are errors handled"
  ${program} init claude-code

Environment
${variables.join("\n")}
`;
}

/** The help of one command. */
export function formatCommandHelp(name: string, { usage, about, options }: Command): string {
  const forms = usage.map((form) => `ocp-server ${name}${form === "" ? "" : ` ${form}`} [options]`);
  const entries = Object.entries(options).map(([long, { short, value, help }]) => {
    // Options of one letter have no long form of their own.
    const names = long.length === 1 ? `-${long}` : short === undefined ? `--${long}` : `-${short}, --${long}`;
    return { flag: value === undefined ? names : `${names} ${value}`, help };
  });
  const width = Math.max(...entries.map(({ flag }) => flag.length));
  const lines = entries.map(({ flag, help }) => `  ${flag.padEnd(width)}  ${help}`);
  return `${about}

Usage: ${forms.join("\n       ")}

Options
${lines.join("\n")}
`;
}
