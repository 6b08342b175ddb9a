/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a process was started with. */
export interface ProcessInput {
  /** The arguments after the program. */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
}

/** The input of this process: the one place that reads the environment and the arguments. */
export function readProcess(): ProcessInput {
  return { argv: process.argv.slice(2), env: process.env, cwd: process.cwd() };
}

/** The variables that are read; options of the command line win. */
export const VARIABLES = [
  { name: "OMP_CORPUS", about: "Folder of the corpus [the standards that come with this package]" },
  { name: "OMP_OVERLAY", about: "Overlay file, or the name of one that comes with this package (okham)" },
  { name: "OMP_HOST", about: "Address to listen on [127.0.0.1]" },
  { name: "OMP_PORT", about: "Port to listen on; 0 takes a free one [3333]" },
  {
    name: "OMP_ALLOWED_HOSTS",
    about: "Host names, with commas between, under which browsers may reach it [this machine's]",
  },
  { name: "OMP_RATE_LIMIT", about: "Requests a minute for each address, 0 for no limit [0; 6000 with --public]" },
  { name: "OMP_LOG", about: "silent, error, warn, info or debug [info]" },
  {
    name: "SOURCE_DATE_EPOCH",
    about: "Seconds since 1970: the time that every answer states [the time of the answer]",
  },
] as const;
type VariableName = (typeof VARIABLES)[number]["name"];

export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Wrong settings: the message names each, what it takes and what to do. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** A variable's value; empty counts as unset. */
export function variable(env: Environment, name: VariableName): string | undefined {
  return env[name]?.trim() || undefined;
}

/** The log level that the environment sets. Throws a `ConfigError`. */
export function logLevel(env: Environment): LogLevel {
  const text = variable(env, "OMP_LOG") ?? "info";
  const level = LOG_LEVELS.find((known) => known === text.toLowerCase());
  if (level === undefined) throw new ConfigError(`OMP_LOG is '${text}'; it takes ${LOG_LEVELS.join(", ")}.`);
  return level;
}

/** A whole number from an option or a variable. Throws a `ConfigError` that names where it came from. */
export function wholeNumber(text: string, { name, max }: { name: string; max: number }): number {
  const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= max) return number;
  throw new ConfigError(`${name} is '${text.slice(0, 40)}'; it takes a whole number from 0 to ${max}.`);
}

/** The time of answers: fixed by SOURCE_DATE_EPOCH, or that of the machine. Throws a `ConfigError`. */
export function clockOf(env: Environment): () => Date {
  const text = variable(env, "SOURCE_DATE_EPOCH");
  if (text === undefined) return () => new Date();
  const fixed = new Date(wholeNumber(text, { name: "SOURCE_DATE_EPOCH", max: 253_402_300_799 }) * 1000);
  return () => fixed;
}
