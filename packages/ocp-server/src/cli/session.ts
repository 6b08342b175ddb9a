import { createKeyring } from "../access/keys.ts";
import { parseConfig, userDatabasePath, type Config } from "../config.ts";
import { textOption, type Context, type OptionValues } from "./command.ts";
import { safeText } from "./format.ts";
import type { Session } from "./workspace.ts";

/** The settings of a command: the database is the one that all hosts share, unless another is named. */
export function commandConfig({ input }: Pick<Context, "input">, values: OptionValues): Config {
  return parseConfig(input, { db: textOption(values, "db"), defaultDb: userDatabasePath(input) });
}

/** Prints what is allowed in the settings but likely a mistake. */
export function printWarnings({ terminal }: Pick<Context, "terminal">, { warnings, log }: Config): void {
  if (log === "silent" || log === "error") return;
  for (const warning of warnings) terminal.err(`${terminal.notePaint.doubtful("Warning:")} ${safeText(warning)}\n`);
}

/** Opens the engine as the caller that `OCP_API_KEY` says, does the work, and closes it whatever happens. */
export async function withEngine<T>(
  context: Context,
  values: OptionValues,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const config = commandConfig(context, values);
  printWarnings(context, config);
  const caller = createKeyring(config).authenticate(config.presentedKey());
  // A command is over before a file could change.
  await using engine = await context.openEngine({ ...config, watch: false });
  return await work({ engine, caller });
}
