import type { ParseArgsOptionsConfig } from "node:util";
import type { ProcessInput } from "../config.ts";
import type { Terminal } from "./terminal.ts";

/** What every command gets. */
export interface Context {
  readonly input: ProcessInput;
  readonly terminal: Terminal;
  /** Ends what runs until it is told to stop. */
  readonly signal: AbortSignal;
}

/** An option of a command: `node:util`'s description with the words that its help shows. */
export type OptionSpec = ParseArgsOptionsConfig[string] & {
  readonly help: string;
  /** Names the value: `<path>`. */
  readonly value?: string;
};

export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** One command of the command line. */
export interface Command {
  /** What follows the command's name, one line per form. */
  readonly usage: readonly string[];
  readonly about: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Runs it and answers the exit code. */
  run(context: Context, values: OptionValues, words: readonly string[]): Promise<number>;
}

/** Wrong use of the command line: the message says how to do it right. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Nothing to blame but the circumstances: the message says what to type next. Exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

export const JSON_OPTION: OptionSpec = { type: "boolean", help: "Print the result as JSON" };
export const TRACE_OPTION: OptionSpec = {
  type: "string",
  value: "<file>",
  help: "The record of decisions. Default: OCP_TRACE, else the one that `serve` keeps",
};

/** The value of a text option. */
export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

/** The value of a whole-number option. Throws a `UsageError` outside `min` to `max`. */
export function countOption(
  values: OptionValues,
  name: string,
  { min, max }: { min: number; max: number },
): number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`--${name} takes a whole number from ${min} to ${max}, not '${text}'.`);
}
