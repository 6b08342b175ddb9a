import { parseArgs } from "node:util";
import { UsageError, type Command, type Context, type OptionValues } from "./command.ts";
import { COMMANDS, type CommandEntry } from "./commands/catalogue.ts";
import { safeLine } from "./format.ts";
import { formatCommandHelp, formatHelp } from "./help.ts";

/** Runs what the arguments say and answers the exit code: 0 done, 1 failed, 2 wrong use. */
export async function dispatch(context: Context): Promise<number> {
  const { terminal } = context;
  try {
    return await run(context);
  } catch (error) {
    terminal.err(`${terminal.notePaint.bad("Error:")} ${describe(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return safeLine(String(error));
  return error.message
    .split("\n")
    .map((line) => safeLine(line))
    .join("\n");
}

async function run(context: Context): Promise<number> {
  const { terminal, input } = context;
  const [first, second] = input.argv;
  if (first === "--version" || first === "-V" || first === "-v") {
    const { VERSION } = await import("../version.ts");
    terminal.out(`${VERSION}\n`);
    return 0;
  }
  const asksHelp = first === undefined || first === "--help" || first === "-h" || first === "help";
  if (asksHelp && second === undefined) {
    terminal.out(formatHelp());
    return 0;
  }
  const entry = findCommand(asksHelp ? second! : first);
  const { command } = await entry.load();
  const { values, words } = parse(entry, command, asksHelp ? ["--help"] : input.argv.slice(1));
  if (!values["help"]) return command.run(context, values, words);
  terminal.out(formatCommandHelp(entry.name, command));
  return 0;
}

function findCommand(name: string): CommandEntry {
  const found = COMMANDS.find((entry) => entry.name === name);
  if (found) return found;
  const all = COMMANDS.map((entry) => entry.name);
  const meant = all.find((each) => each.startsWith(name.slice(0, 3)));
  const hint = meant === undefined ? `They are: ${all.join(", ")}.` : `Did you mean '${meant}'?`;
  throw new UsageError(`There is no command '${safeLine(name)}'. ${hint}`);
}

function parse(
  entry: CommandEntry,
  command: Command,
  args: readonly string[],
): { values: OptionValues; words: string[] } {
  const options = { ...command.options, help: { type: "boolean", short: "h" } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values, words: positionals };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith("ERR_PARSE_ARGS_")) throw error;
    const said = message.split("\n")[0]!.replace(/\.?$/, ".");
    throw new UsageError(`${said} See ocp-router ${entry.name} --help`, { cause: error });
  }
}
