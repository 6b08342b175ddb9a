import { CommandError, textOption, UsageError, type Command, type Context, type OptionValues } from "../command.ts";
import { safeLine, safeText } from "../format.ts";
import { formatDiff } from "../hosts/diff.ts";
import { formatSnippet, HostConfigError, SERVER_NAME, type ServerEntry } from "../hosts/entry.ts";
import { readConfigFile, replaceConfigFile } from "../hosts/file.ts";
import { HOSTS, type Host, type HostScope } from "../hosts/hosts.ts";
import { mergeJsonConfig } from "../hosts/json-config.ts";
import { mergeTomlConfig } from "../hosts/toml-config.ts";
import { nearest } from "../../nearest.ts";
import { hostCommand, shellWord } from "../program.ts";
import { commandConfig } from "../session.ts";

const IDS = HOSTS.map(({ id }) => id);

/** `ocp-server init`: makes a host start this server. */
export const command: Command = {
  usage: [`<${IDS.join("|")}>`],
  about:
    "Adds this server to a host's configuration after showing the change; everything else in the file stays as it is, and a copy of the old file is kept beside it. All hosts get the same database.",
  options: {
    print: { type: "boolean", help: "Only print the configuration, ready to paste" },
    yes: { type: "boolean", short: "y", help: "Write without asking" },
    user: { type: "boolean", help: "For all your projects. This is the default" },
    project: { type: "boolean", help: "For the project in the current folder" },
    db: {
      type: "string",
      value: "<path>",
      help: "Database file that the host's server uses. Default: OCP_DB_PATH, else one in your data folder",
    },
  },
  async run(context, values, words) {
    const host = findHost(words);
    if (values["user"] && values["project"]) throw new UsageError("Choose either --user or --project.");
    const scope: HostScope = values["project"] ? "project" : "user";
    const path = host.path(scope, context.input);
    if (path === undefined)
      throw new UsageError(`${host.title} has no configuration of a single project. Leave --project out.`);
    const { dbPath } = commandConfig(context, values);
    const entry: ServerEntry = {
      ...hostCommand(context.input),
      dbPath,
      replaceDb: textOption(values, "db") !== undefined,
    };
    if (values["print"]) return print(context, { host, path, entry, scope });
    try {
      return await write(context, { host, path, entry, scope, values });
    } catch (error) {
      if (!(error instanceof HostConfigError)) throw error;
      const instead = `To edit it by hand, print what to add: ${context.program} init ${host.id} --print`;
      throw new CommandError(`${safeLine(path)} was left as it is: ${safeLine(error.message)} ${instead}`, {
        cause: error,
      });
    }
  },
};

function findHost([id, ...rest]: readonly string[]): Host {
  if (rest.length > 0) throw new UsageError("Name one host at a time.");
  const host = HOSTS.find((candidate) => candidate.id === id);
  if (host) return host;
  const meant = id === undefined ? undefined : nearest(id, IDS);
  const hint = meant === undefined ? `Choose one of ${IDS.join(", ")}.` : `Did you mean '${meant}'?`;
  throw new UsageError(id === undefined ? `Which host? ${hint}` : `No host is called '${id}'. ${hint}`);
}

interface Plan {
  readonly host: Host;
  readonly path: string;
  readonly entry: ServerEntry;
  readonly scope: HostScope;
}

function print({ terminal, input }: Context, { host, path, entry, scope }: Plan): number {
  terminal.err(`${terminal.notePaint.strong(host.title)}: add this to ${safeLine(path)}\n`);
  terminal.out(formatSnippet(host, entry));
  if (host.id === "claude-code") {
    const words = [
      "claude",
      "mcp",
      "add",
      "--env",
      `OCP_DB_PATH=${entry.dbPath}`,
      "--scope",
      scope,
      SERVER_NAME,
      "--",
      entry.command,
      ...entry.args,
    ];
    terminal.err(`or type: ${words.map((word) => shellWord(safeLine(word), input.platform)).join(" ")}\n`);
  }
  return 0;
}

async function write(
  context: Context,
  { host, path, entry, scope, values }: Plan & { values: OptionValues },
): Promise<number> {
  const { terminal } = context;
  const before = await readConfigFile(path);
  const after =
    host.format === "toml" ? mergeTomlConfig(before ?? "", entry) : mergeJsonConfig(before ?? "", host, entry);
  if (after === before) {
    terminal.out(`${host.title} is set up already: ${safeLine(path)}\n`);
    return 0;
  }
  terminal.err(`${before === undefined ? "New file" : "Change to"} ${safeLine(path)}:\n\n`);
  terminal.err(`${formatDiff(before ?? "", after, terminal.notePaint)}\n\n`);
  if (scope === "project") {
    terminal.err("The paths in it are of this machine; think twice before committing it.\n");
  }
  if (!values["yes"]) {
    if (!terminal.interactive) {
      terminal.err("Nothing was written. To write it, add --yes.\n");
      return 1;
    }
    const answer = await terminal.ask("Write this? [y/N] ");
    if (!/^\s*y(es)?\s*$/i.test(answer ?? "")) {
      terminal.err("Nothing was written.\n");
      return 1;
    }
  }
  const backup = await replaceConfigFile(path, { before, after });
  terminal.out(`${terminal.paint.good("Wrote")} ${safeLine(path)}\n`);
  if (backup !== undefined) terminal.out(`The old one is ${safeLine(backup)}\n`);
  terminal.out(`${safeText(host.afterwards)}\n`);
  return 0;
}
