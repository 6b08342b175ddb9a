import { homedir } from "node:os";
import { posix, resolve, win32 } from "node:path";
import { canonicalRootUri, findTool, OcpError, TOOL_NAMES, underscoreName, type ToolName } from "ocp-core";
import { digestKey, type ConfiguredKey } from "./access/keys.ts";
import { readEmbedderSettings, type EmbedderSettings } from "./embedding/settings.ts";
import { nearest } from "./nearest.ts";
import { LOG_LEVELS, misspelledVariables, TOKENIZERS, VARIABLES, type VariableName } from "./variables.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a process was started with. Everything that depends on it takes it from here, so that tests can say otherwise. */
export interface ProcessInput {
  /** The arguments after the program. */
  readonly argv: readonly string[];
  /** The path of the program, as it was called. */
  readonly program: string;
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly execPath: string;
  readonly nodeVersion: string;
}

/** The input of this process: the one place that reads the environment and the arguments. */
export function readProcess(): ProcessInput {
  return {
    argv: process.argv.slice(2),
    program: process.argv[1] ?? "",
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    platform: process.platform,
    execPath: process.execPath,
    nodeVersion: process.versions.node,
  };
}

export { LOG_LEVELS, TOKENIZERS, VARIABLES } from "./variables.ts";
export type LogLevel = (typeof LOG_LEVELS)[number];
export type Tokenizer = (typeof TOKENIZERS)[number];

/** The settings of a server, checked and complete. Holds no configured key in clear. */
export interface Config extends EmbedderSettings {
  /** Absolute path of the SQLite file. */
  readonly dbPath: string;
  /** Empty = open mode. */
  readonly keys: readonly ConfiguredKey[];
  /** The key that whoever started this process presents; a function so that no dump of the settings shows it. */
  readonly presentedKey: () => string | undefined;
  readonly watch: boolean;
  /** Canonical URIs that bound what may be registered; undefined = no bound. Symbolic links are not resolved yet. */
  readonly allowedRoots: readonly string[] | undefined;
  readonly toolNames: "dotted" | "underscore";
  /** The tools to list, in the order of the contract. */
  readonly tools: readonly ToolName[];
  readonly tokenizer: Tokenizer;
  /** The model that rewrites prompts; ocp-router reads the rest of its settings. */
  readonly localModel: string | undefined;
  readonly maxFileBytes: number;
  readonly log: LogLevel;
  /** Things that are allowed but likely mistakes, as sentences for the log. */
  readonly warnings: readonly string[];
}

const TOOL_GROUPS = [...new Set(TOOL_NAMES.map((name) => name.slice(0, name.indexOf("."))))];

export interface ConfigOptions {
  /** The database, when an option of the command line names it; wins over `OCP_DB_PATH`. */
  readonly db?: string | undefined;
  /** The database when nothing names one; `ocp.db` in the current folder otherwise. */
  readonly defaultDb?: string | undefined;
}

/**
 * Reads the settings of a server. Throws one `INVALID_PARAMS` that lists every problem with its variable, what is
 * allowed and the default, never with a key. An empty value counts as unset.
 */
export function parseConfig(input: Pick<ProcessInput, "env" | "cwd" | "home">, options: ConfigOptions = {}): Config {
  const problems: string[] = [];
  const warnings = misspelledVariables(Object.keys(input.env));
  const value = (name: string): string | undefined => input.env[name]?.trim() || undefined;

  const refuse = (name: VariableName, problem: string): void => {
    const { allowed, default: standard } = VARIABLES.find((variable) => variable.name === name)!;
    problems.push(`${name}: ${problem} Allowed: ${allowed}. Default: ${standard}.`);
  };
  const choice = <T extends string>(name: VariableName, allowed: readonly T[], standard: T): T => {
    const text = value(name);
    if (text === undefined) return standard;
    const found = allowed.find((candidate) => candidate === text.toLowerCase());
    if (found === undefined) refuse(name, `${quote(text)} is not known${didYouMean(text, allowed)}.`);
    return found ?? standard;
  };
  const whole = (
    name: VariableName,
    { min, max, standard }: { min: number; max: number; standard: number },
  ): number => {
    const text = value(name);
    if (text === undefined) return standard;
    const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    refuse(name, `${quote(text)} is not a whole number from ${min} to ${max}.`);
    return standard;
  };

  const absolute = (text: string): string => {
    const fromHome = text === "~" || /^~[/\\]/.test(text) ? `${input.home}${text.slice(1)}` : text;
    return resolve(input.cwd, fromHome);
  };
  const path = (): string => {
    const text = options.db ?? value("OCP_DB_PATH") ?? options.defaultDb ?? "ocp.db";
    if (text === ":memory:") {
      refuse(
        "OCP_DB_PATH",
        "a database in memory can be shared with nobody, not even with the indexing thread. Name a file.",
      );
    }
    if (/^(\$|%\w+%)/.test(text)) {
      refuse("OCP_DB_PATH", `${quote(text)} starts with a variable that nobody expanded. Write the path out.`);
    }
    if (text.trim() === "" || text.includes("\0")) refuse("OCP_DB_PATH", "the path is empty or holds a NUL byte.");
    return absolute(text);
  };

  const switchedOn = (name: VariableName): boolean => {
    const text = value(name)?.toLowerCase();
    if (text === undefined || text === "1" || text === "true") return true;
    if (text !== "0" && text !== "false") refuse(name, `${quote(text)} is neither 1 nor 0.`);
    return false;
  };

  const tools = (): readonly ToolName[] => {
    const text = value("OCP_TOOLS");
    if (text === undefined || text.toLowerCase() === "all") return TOOL_NAMES;
    const wanted = new Set<ToolName>();
    for (const word of listed(text)) {
      const tool = findTool(word);
      const group = TOOL_NAMES.filter((name) => name.startsWith(`${word}.`));
      for (const name of tool ? [tool] : group) wanted.add(name);
      if (tool || group.length > 0) continue;
      const known = [...TOOL_GROUPS, ...TOOL_NAMES, ...TOOL_NAMES.map(underscoreName)];
      const groups = TOOL_GROUPS.join(", ");
      refuse("OCP_TOOLS", `${quote(word)} is neither a tool nor a group (${groups})${didYouMean(word, known)}.`);
    }
    if (listed(text).length === 0) refuse("OCP_TOOLS", "it names no tool.");
    return TOOL_NAMES.filter((name) => wanted.has(name));
  };

  const allowedRoots = (): readonly string[] | undefined => {
    const text = value("OCP_ALLOWED_ROOTS");
    if (text === undefined) return undefined;
    const roots = listed(text);
    if (roots.length === 0) refuse("OCP_ALLOWED_ROOTS", "it names no root; unset it to allow any.");
    return roots.flatMap((root) => {
      try {
        return [canonicalRootUri(root)];
      } catch {
        refuse("OCP_ALLOWED_ROOTS", `${quote(root)} is neither an absolute path nor a URI.`);
        return [];
      }
    });
  };

  if (value("OCP_DATABASE_URL") !== undefined) {
    problems.push("OCP_DATABASE_URL: PostgreSQL is not in this release. Unset it; the SQLite file is OCP_DB_PATH.");
  }
  const presented = value("OCP_API_KEY");
  const warn = (text: string): void => void warnings.push(text);
  const keys = readKeys(value, { refuse, warn });
  if (presented !== undefined && keys.length === 0 && !value("OCP_API_KEYS") && !value("OCP_API_KEY_WORKSPACES")) {
    warnings.push(
      "OCP_API_KEY is set, but the server has no keys to compare it with and is open. Set OCP_API_KEYS to close it.",
    );
  }
  const config: Config = {
    dbPath: path(),
    keys,
    presentedKey: () => presented,
    ...readEmbedderSettings({ value, refuse, warn, choice, whole, absolute }),
    watch: switchedOn("OCP_WATCH"),
    allowedRoots: allowedRoots(),
    toolNames: choice("OCP_TOOL_NAMES", ["dotted", "underscore"], "dotted"),
    tools: tools(),
    localModel: value("OCP_LOCAL_MODEL"),
    tokenizer: choice("OCP_TOKENIZER", TOKENIZERS, "cl100k_base"),
    maxFileBytes: whole("OCP_MAX_FILE_BYTES", { min: 1000, max: 100_000_000, standard: 1_000_000 }),
    log: choice("OCP_LOG", LOG_LEVELS, "warn"),
    warnings,
  };
  if (problems.length === 0) return Object.freeze(config);
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  throw new OcpError(
    "INVALID_PARAMS",
    `The environment has ${count}:\n${problems.map((line) => `  ${line}`).join("\n")}`,
    {
      details: { problems },
    },
  );
}

interface Findings {
  readonly refuse: (name: VariableName, problem: string) => void;
  readonly warn: (text: string) => void;
}

/** Both key variables as digests. Says where a fault is by counting, since an ill-formed entry may be a key. */
function readKeys(value: (name: string) => string | undefined, { refuse, warn }: Findings): ConfiguredKey[] {
  const restricted = new Map<string, Set<string>>();
  const limits = value("OCP_API_KEY_WORKSPACES");
  for (const [index, entry] of (limits?.split(";") ?? []).entries()) {
    if (entry.trim() === "") continue;
    const colon = entry.lastIndexOf(":");
    const key = entry.slice(0, Math.max(colon, 0)).trim();
    const workspaces = listed(entry.slice(colon + 1));
    if (colon < 0) refuse("OCP_API_KEY_WORKSPACES", `entry ${index + 1} has no ':' between key and workspaces.`);
    else if (key === "") refuse("OCP_API_KEY_WORKSPACES", `entry ${index + 1} has no key before the ':'.`);
    else if (/[,\s]/.test(key))
      refuse(
        "OCP_API_KEY_WORKSPACES",
        `entry ${index + 1} has a comma or space in its key; entries are separated by ';'.`,
      );
    else if (workspaces.length === 0)
      refuse("OCP_API_KEY_WORKSPACES", `entry ${index + 1} names no workspace after the ':'.`);
    else restricted.set(key, new Set([...(restricted.get(key) ?? []), ...workspaces]));
    if (workspaces.some((id) => !/^ws_[0-9a-f]{16}$/.test(id))) {
      warn(
        `OCP_API_KEY_WORKSPACES: entry ${index + 1} holds something that is not a workspace id (ws_ and 16 hex digits).`,
      );
    }
  }
  if (limits !== undefined && restricted.size === 0 && /^[;\s]*$/.test(limits)) {
    refuse("OCP_API_KEY_WORKSPACES", "it is set but holds no entry.");
  }

  const text = value("OCP_API_KEYS");
  const unrestricted = text === undefined ? [] : listed(text);
  if (text !== undefined && unrestricted.length === 0)
    refuse("OCP_API_KEYS", "it is set but holds no key; unset it for open mode.");
  for (const [index, key] of unrestricted.entries()) {
    if (/\s/.test(key)) refuse("OCP_API_KEYS", `key ${index + 1} has a space in it.`);
  }
  // A key under both names is restricted: the narrower reading is the safe one.
  const open = new Set(unrestricted.filter((key) => !restricted.has(key)));
  return [
    ...[...open].map((key) => ({ digest: digestKey(key), workspaces: undefined })),
    ...[...restricted].map(([key, workspaces]) => ({ digest: digestKey(key), workspaces })),
  ];
}

/** Where the hosts' configurations and the commands keep the database, so that all of them share one. */
export function userDatabasePath({ env, home, platform }: Pick<ProcessInput, "env" | "home" | "platform">): string {
  if (platform === "win32")
    return win32.join(env["LOCALAPPDATA"] || win32.join(home, "AppData", "Local"), "ocp", "ocp.db");
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "ocp", "ocp.db");
  const data = env["XDG_DATA_HOME"];
  // The XDG base directory specification says that a relative path counts as unset.
  return posix.join(data && posix.isAbsolute(data) ? data : posix.join(home, ".local", "share"), "ocp", "ocp.db");
}

function didYouMean(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}

function listed(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
