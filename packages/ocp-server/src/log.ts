import { inspect } from "node:util";
import { LOG_LEVELS, type LogLevel } from "./config.ts";

/** Writes lines to stderr; the protocol alone has stdout. */
export interface Logger {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

/** A logger that lets through what is at least as grave as `level`. */
export function createLogger(
  level: LogLevel,
  write: (line: string) => void = (line) => process.stderr.write(line),
): Logger {
  const threshold = LOG_LEVELS.indexOf(level);
  const at = (name: Exclude<LogLevel, "silent">) => (message: string) => {
    if (LOG_LEVELS.indexOf(name) <= threshold) write(`ocp-server ${name}: ${message}\n`);
  };
  return { error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") };
}

/** An error for the log: its message and those of its causes, no stack. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  for (
    let cause: unknown = error;
    cause !== undefined && parts.length < 5;
    cause = cause instanceof Error ? cause.cause : undefined
  ) {
    parts.push(cause instanceof Error ? `${cause.name}: ${cause.message}` : inspect(cause));
  }
  return parts.join(" ← ");
}
