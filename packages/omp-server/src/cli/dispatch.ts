import { parseArgs } from "node:util";
import { ConfigError } from "../config.ts";
import { CorpusError } from "../corpus/model.ts";
import { nearest } from "../nearest.ts";
import { CommandError, UsageError, type Command, type Context, type OptionValues } from "./command.ts";
import { COMMANDS, type CommandEntry } from "./commands/catalogue.ts";
import { describeSystemFault } from "./system-fault.ts";

/** Runs what the arguments say and answers the exit code: 0 done, 1 failed, 2 wrong use. */
export async function dispatch(context: Context): Promise<number> {
  try {
    return await run(context);
  } catch (error) {
    context.terminal.err(`Error: ${describe(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isMeant = [UsageError, CommandError, CorpusError, ConfigError].some((kind) => error instanceof kind);
  if (isMeant) return error.message;
  // What is neither is ours, and its stack is what a report needs.
  return describeSystemFault(error) ?? error.stack ?? error.message;
}

async function run(context: Context): Promise<number> {
  const { input, terminal } = context;
  const [first] = input.argv;
  if (first === "--version" || first === "-v") {
    const { VERSION } = await import("../version.ts");
    terminal.out(`${VERSION}\n`);
    return 0;
  }
  if (first === "--help" || first === "-h" || first === "help") {
    return printHelp(context, first === "help" && input.argv[1] !== undefined ? findCommand(input.argv[1]) : undefined);
  }
  const isNamed = first !== undefined && !first.startsWith("-");
  const entry = isNamed ? findCommand(first) : COMMANDS[0]!;
  const { command } = await entry.load();
  const { values, words } = parse(entry.name, command, isNamed ? input.argv.slice(1) : input.argv);
  if (values["help"] === true) return printHelp(context, entry);
  return command.run(context, values, words);
}

function findCommand(name: string): CommandEntry {
  const found = COMMANDS.find((entry) => entry.name === name);
  if (found) return found;
  const names = COMMANDS.map((entry) => entry.name);
  const meant = nearest(name, names);
  const hint = meant === undefined ? `They are: ${names.join(", ")}.` : `Did you mean '${meant}'?`;
  throw new UsageError(`There is no command '${name.slice(0, 80)}'. ${hint}`);
}

function parse(
  name: string,
  { options, usage }: Command,
  args: readonly string[],
): { values: OptionValues; words: string[] } {
  const all = { ...options, help: { type: "boolean", short: "h" } } as const;
  const more = `See omp-server ${name} --help`;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: all, allowPositionals: true });
    const most = Math.max(...usage.map((form) => form.split(" ").filter((word) => word !== "").length));
    const extra = positionals[most];
    if (extra !== undefined) {
      const isLate = args[0]?.startsWith("-") === true && COMMANDS.some((entry) => entry.name === extra);
      const advice = isLate ? `A command stands before its options: omp-server ${extra} …` : more;
      throw new UsageError(`'${extra.slice(0, 80)}' is one word too many. ${advice}`);
    }
    return { values, words: positionals };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith("ERR_PARSE_ARGS_") !== true) throw error;
    const flag = /'(-[^' ]*)/.exec(message)?.[1] ?? "";
    const meant =
      code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? nearest(flag.replace(/^-+/, ""), Object.keys(all)) : undefined;
    const what =
      code === "ERR_PARSE_ARGS_UNKNOWN_OPTION"
        ? `'${name}' has no option ${flag}.`
        : message.split("\n")[0]!.replace(/\.?$/, ".");
    throw new UsageError(`${what} ${meant === undefined ? more : `Did you mean --${meant}?`}`, { cause: error });
  }
}

async function printHelp({ terminal }: Context, entry: CommandEntry | undefined): Promise<number> {
  const { formatCommandHelp, formatHelp } = await import("./help.ts");
  terminal.out(entry ? formatCommandHelp(entry.name, (await entry.load()).command) : formatHelp());
  return 0;
}
