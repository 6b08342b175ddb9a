import type { ParseArgsOptionsConfig } from "node:util";
import type { ProcessInput } from "../config.ts";

/** What every command gets. */
export interface Context {
  readonly input: ProcessInput;
  readonly terminal: Terminal;
}

/** Where a command writes: results to `out`, what is about them to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}

/** An option of a command: `node:util`'s description with the words that its help shows. */
export type OptionSpec = ParseArgsOptionsConfig[string] & {
  readonly help: string;
  /** Names the value: `<dir>`. */
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

/** Nothing to blame but the circumstances: the message says what to do next. Exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** The value of a text option. */
export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}
