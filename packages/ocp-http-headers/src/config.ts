/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a process was started with: the one place that reads the environment and the arguments. */
export interface ProcessInput {
  /** The arguments after the program. */
  readonly argv: readonly string[];
  readonly env: Environment;
}

export function readProcess(): ProcessInput {
  return { argv: process.argv.slice(2), env: process.env };
}
