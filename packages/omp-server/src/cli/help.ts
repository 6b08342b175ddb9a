import { VARIABLES } from "../config.ts";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands/catalogue.ts";

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

/** The help of the whole program. */
export function formatHelp(): string {
  return `Published standards, served exactly, over MCP.

Usage: omp-server [command] [options]

Commands
${columns(COMMANDS.map(({ name, summary }) => [name, summary]))}

Options
  --help     This page; after a command, that command's
  --version  The version

Start here
  omp-server                                    the standards of this project, on stdin and stdout
  omp-server --corpus ./standards --http        a folder of yours, on http://127.0.0.1:3333/mcp
  omp-server check ./standards

Environment
${columns(VARIABLES.map(({ name, about }) => [name, about]))}
`;
}

/** The help of one command. */
export function formatCommandHelp(name: string, { usage, about, options }: Command): string {
  const forms = usage.map((form) => `omp-server ${name}${form === "" ? "" : ` ${form}`} [options]`);
  const rows = Object.entries(options).map(([long, { value, help }]): [string, string] => [
    value === undefined ? `--${long}` : `--${long} ${value}`,
    help,
  ]);
  return `${about}

Usage: ${forms.join("\n       ")}

Options
${columns([...rows, ["--help", "This page"]])}
`;
}
