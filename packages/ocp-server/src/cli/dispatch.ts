import { statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { OcpError } from "ocp-core";
import { nearest } from "../nearest.ts";
import { CommandError, UsageError, type Command, type Context, type OptionValues } from "./command.ts";
import { COMMANDS, type CommandEntry } from "./commands/catalogue.ts";
import { safeJson, safeLine, safeText } from "./format.ts";
import { shellWord } from "./program.ts";

/** Runs what the arguments say and answers the exit code: 0 done, 1 failed, 2 wrong use, 130 interrupted. */
export async function dispatch(context: Context): Promise<number> {
  const { terminal } = context;
  const asJson = context.input.argv.includes("--json");
  try {
    return await run(context);
  } catch (error) {
    if (asJson && OcpError.is(error)) terminal.out(`${safeJson(error.toWire())}\n`);
    terminal.err(`${terminal.notePaint.bad("Error:")} ${describe(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return safeText(String(error));
  if (OcpError.is(error) || error instanceof UsageError || error instanceof CommandError)
    return safeText(error.message);
  const { code } = error as NodeJS.ErrnoException;
  // A fault of the system names itself; anything else is ours, and its stack is what a report needs.
  return safeText(code === undefined ? (error.stack ?? error.message) : error.message);
}

async function run(context: Context): Promise<number> {
  const { argv } = context.input;
  const [first] = argv;
  if (first === "--version" || first === "-V" || first === "-v") {
    const { VERSION } = await import("../version.ts");
    context.terminal.out(`${VERSION}\n`);
    return 0;
  }
  if (first === "--help" || first === "-h" || first === "help") {
    const entry = first === "help" && argv[1] !== undefined ? findCommand(context, argv[1]) : undefined;
    return printHelp(context, entry);
  }
  const named = first !== undefined && !first.startsWith("-");
  const entry = named ? findCommand(context, first) : COMMANDS[0]!;
  const { command } = await entry.load();
  const { values, words } = parse(context, { entry, command, args: named ? argv.slice(1) : argv });
  if (values["help"]) return printHelp(context, entry);
  return command.run(context, values, words);
}

function findCommand({ input, program }: Context, name: string): CommandEntry {
  const found = COMMANDS.find((entry) => entry.name === name);
  if (found) return found;
  const meant = nearest(
    name,
    COMMANDS.map((entry) => entry.name),
  );
  if (meant !== undefined) throw new UsageError(`There is no command '${name}'. Did you mean '${meant}'?`);
  if (isFolder(resolve(input.cwd, name))) {
    throw new UsageError(
      `There is no command '${name}'. To index this folder: ${program} index ${shellWord(name, input.platform)}`,
    );
  }
  throw new UsageError(`There is no command '${name}'. They are: ${COMMANDS.map((entry) => entry.name).join(", ")}.`);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

interface Call {
  readonly entry: CommandEntry;
  readonly command: Command;
  readonly args: readonly string[];
}

function parse({ program }: Context, { entry, command, args }: Call): { values: OptionValues; words: string[] } {
  const options = { ...command.options, help: { type: "boolean", short: "h" } } as const;
  const more = `See ${program} ${entry.name} --help`;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    checkWords(command, positionals, more);
    return { values, words: positionals };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
      const flag = /'(-[^']*)'/.exec(message)?.[1] ?? "";
      const meant = nearest(flag.replace(/^-+/, ""), Object.keys(options));
      const hint =
        meant === undefined || flag.length < 3 ? more : `Did you mean ${meant.length === 1 ? "-" : "--"}${meant}?`;
      throw new UsageError(`'${entry.name}' has no option ${flag}. ${hint} Words that begin with '-' go behind '--'.`, {
        cause: error,
      });
    }
    if (code?.startsWith("ERR_PARSE_ARGS_"))
      throw new UsageError(`${message.split("\n")[0]!.replace(/\.?$/, ".")} ${more}`, { cause: error });
    throw error;
  }
}

/** A command whose forms take no word, or one, must not swallow more: they would be typing errors gone unseen. */
function checkWords({ usage }: Command, words: readonly string[], more: string): void {
  if (usage.some((form) => form.includes("…") || form.includes(" "))) return;
  const most = Math.max(...usage.map((form) => (form === "" ? 0 : 1)));
  if (words.length > most)
    throw new UsageError(`'${safeLine(words[most]!)}' is one word too many (quote names that have spaces). ${more}`);
}

async function printHelp({ terminal, program }: Context, entry: CommandEntry | undefined): Promise<number> {
  const { formatCommandHelp, formatHelp } = await import("./help.ts");
  if (!entry) terminal.out(formatHelp(program));
  else terminal.out(formatCommandHelp(entry.name, (await entry.load()).command));
  return 0;
}
