import type { ParseArgsOptionsConfig } from "node:util";
import type { Environment } from "../config.ts";

/** Where a command reads and writes. */
export interface Terminal {
  /** Writes a result. */
  out(text: string): void;
  /** Writes what is about the result. */
  err(text: string): void;
  /** All of standard input as text. */
  readInput(): Promise<string>;
}

export interface Context {
  readonly env: Environment;
  readonly terminal: Terminal;
}

/** An option of a command with the words that its help shows. */
export type OptionSpec = ParseArgsOptionsConfig[string] & {
  readonly help: string;
  /** Names the value: `<path>`. */
  readonly value?: string;
};

export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** One command of the command line. */
export interface Command {
  /** What follows the command's name, one line a form. */
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

/** The value of a text option. */
export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

/** The values of a text option that may be given several times. */
export function textsOption(values: OptionValues, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The one word that a command takes, or a usage error that says what it is. */
export function wordAt(words: readonly string[], index: number, what: string): string {
  const word = words[index];
  if (word === undefined) throw new UsageError(`Say ${what}.`);
  return word;
}
