import { parseArgs } from "node:util";
import { ToolError } from "../openapi/errors.ts";
import { UsageError, type Command, type Context, type OptionSpec, type OptionValues } from "./command.ts";
import { COMMANDS, type CommandEntry } from "./commands/catalogue.ts";
import { safeText } from "./text.ts";

/** Runs what the arguments say and answers the exit code: 0 done, 1 failed, 2 wrong use. */
export async function dispatch(context: Context, argv: readonly string[]): Promise<number> {
  try {
    return await run(context, argv);
  } catch (error) {
    context.terminal.err(`Error: ${safeText(error instanceof Error ? error.message : String(error))}\n`);
    if (error instanceof UsageError || (error instanceof ToolError && error.code === "INVALID_ARGUMENTS")) return 2;
    return 1;
  }
}

async function run(context: Context, argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined || first === "--help" || first === "-h") {
    context.terminal.out(overview());
    return first === undefined ? 2 : 0;
  }
  const wanted = first === "help" ? rest[0] : first;
  const entry = COMMANDS.find(({ name }) => name === wanted);
  if (!entry)
    throw new UsageError(
      `There is no command '${wanted ?? ""}'. They are: ${COMMANDS.map(({ name }) => name).join(", ")}.`,
    );
  const { command } = await entry.load();
  const { values, words } = first === "help" ? { values: { help: true }, words: [] } : parse(entry, command, rest);
  if (values["help"] === true) {
    context.terminal.out(help(entry, command));
    return 0;
  }
  return command.run(context, values, words);
}

function parse(
  entry: CommandEntry,
  command: Command,
  args: readonly string[],
): { values: OptionValues; words: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...command.options, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
    return { values, words: positionals };
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`${message.split(". ")[0]}. \`ocp help ${entry.name}\` lists the options.`);
  }
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `ocp: agent context in HTTP headers, and any OpenAPI document as tools\n\n${lines.join("\n")}\n\nocp help <command> says more.\n`;
}

function help({ name }: CommandEntry, { usage, about, options }: Command): string {
  const forms = usage.map((form) => `  ocp ${name} ${form}\n`).join("");
  const entries = Object.entries<OptionSpec>({ ...options, help: { type: "boolean", short: "h", help: "This text" } });
  const flags = entries.map(
    ([flag, spec]) =>
      `${spec.short === undefined ? "    " : `-${spec.short}, `}--${flag}${spec.value === undefined ? "" : ` ${spec.value}`}`,
  );
  const width = Math.max(...flags.map((flag) => flag.length));
  const lines = entries
    .map(([, spec], index) => `  ${(flags[index] as string).padEnd(width)}  ${spec.help}\n`)
    .join("");
  return `${forms}\n${about}\n\n${lines}`;
}
