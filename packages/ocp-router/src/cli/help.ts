import { VARIABLES } from "../variables.ts";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands/catalogue.ts";

/** The help of the whole program. */
export function formatHelp(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  const variableWidth = Math.max(...VARIABLES.map(({ name }) => name.length));
  const variables = VARIABLES.map(
    ({ name, about, default: standard }) => `  ${name.padEnd(variableWidth)}  ${about} [${standard}]`,
  );
  return `Easy prompts stay on the local model, hard ones go to the paid one.

Usage: ocp-router <command> [options]

Commands
${commands.join("\n")}

Options
  --help     This page; after a command, that command's
  --version  The version

Environment
${variables.join("\n")}
`;
}

/** The help of one command. */
export function formatCommandHelp(name: string, { usage, about, options }: Command): string {
  const forms = usage.map((form) => `ocp-router ${name}${form === "" ? "" : ` ${form}`} [options]`);
  const entries = Object.entries(options).map(([long, { short, value, help }]) => {
    const names = short === undefined ? `--${long}` : `-${short}, --${long}`;
    return { flag: value === undefined ? names : `${names} ${value}`, help };
  });
  const width = Math.max(0, ...entries.map(({ flag }) => flag.length));
  const lines = entries.map(({ flag, help }) => `  ${flag.padEnd(width)}  ${help}`);
  const list = lines.length === 0 ? "" : `\nOptions\n${lines.join("\n")}\n`;
  return `${about}\n\nUsage: ${forms.join("\n       ")}\n${list}`;
}
