import { LOG_LEVELS, type LogLevel } from "./config.ts";

/** Writes lines to stderr; the protocol alone has stdout. */
export interface Logger {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

/** A logger that lets through what is at least as grave as `level`. */
export function createLogger(level: LogLevel): Logger {
  const threshold = LOG_LEVELS.indexOf(level);
  const at = (name: Exclude<LogLevel, "silent">) => (message: string) => {
    if (LOG_LEVELS.indexOf(name) <= threshold) process.stderr.write(`omp-server ${name}: ${message}\n`);
  };
  return { error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") };
}
