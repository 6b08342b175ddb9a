import { HostConfigError, lineAndColumn, SERVER_NAME, tomlTables, type ServerEntry } from "./entry.ts";
import { scanToml, stringifyToml, TomlError, type TomlKey, type TomlStatement } from "./toml.ts";

type Pair = Extract<TomlStatement, { kind: "pair" }>;
type Table = Extract<TomlStatement, { kind: "table" }>;

/** A table with the pairs that are written under it. */
interface Section {
  readonly table: Table;
  readonly pairs: readonly Pair[];
}

const SERVER: TomlKey = ["mcp_servers", SERVER_NAME];
const ENVIRONMENT: TomlKey = [...SERVER, "env"];

/**
 * A TOML configuration with our server's tables in it. All else stays byte for byte, also what the user added to our
 * tables. Throws a `HostConfigError` with the position when it cannot be read or is written in a way that cannot be edited.
 */
export function mergeTomlConfig(text: string, entry: ServerEntry): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  if (text !== "" && !text.endsWith("\n")) {
    // Lines can be put behind the last one once it ends.
    const merged = mergeTomlConfig(text + eol, entry);
    return merged === text + eol ? text : merged;
  }
  const { server, environment } = findSections(text);
  if (!server) {
    if (environment) throw unusual(text, environment.table.start);
    const gap = text === "" || /(^|\n)[ \t]*\r?\n$/.test(text) ? "" : eol;
    return text + gap + tomlTables(entry, eol);
  }
  const url = pairOf(server, ["url"]);
  if (url) {
    const where = lineAndColumn(text, url.start);
    throw new HostConfigError(`at ${where}, the entry "${SERVER_NAME}" connects to a URL. Rename or remove it first.`);
  }
  const edits: Edit[] = [
    setPair(text, server, { key: ["command"], value: entry.command, eol }),
    setPair(text, server, { key: ["args"], value: entry.args, eol }),
    setDatabase(text, { server, environment, entry, eol }),
  ].filter((edit) => edit !== undefined);
  // From the end, so that offsets stay true; of two at one place the later one goes first.
  return edits
    .toReversed()
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: replacement }) => {
      return result.slice(0, start) + replacement + result.slice(end);
    }, text);
}

function findSections(text: string): { server: Section | undefined; environment: Section | undefined } {
  let statements: TomlStatement[];
  try {
    statements = scanToml(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new HostConfigError(
      `it is not valid TOML at ${lineAndColumn(text, error.offset)} (${error.message}). Correct that first.`,
    );
  }
  const sections: { table: Table | undefined; pairs: Pair[] }[] = [{ table: undefined, pairs: [] }];
  for (const statement of statements) {
    if (statement.kind === "table") sections.push({ table: statement, pairs: [] });
    else sections.at(-1)!.pairs.push(statement);
  }
  const named = (key: TomlKey): Section | undefined => {
    const found = sections.filter(({ table }) => table && sameKey(table.key, key));
    const [first, second] = found;
    if (second)
      throw new HostConfigError(
        `at ${lineAndColumn(text, second.table!.start)} it has [${key.join(".")}] again. Remove one of them first.`,
      );
    if (first?.table?.array) throw unusual(text, first.table.start);
    return first?.table ? { table: first.table, pairs: first.pairs } : undefined;
  };
  for (const { table, pairs } of sections) {
    const above = table?.key ?? [];
    if (above.length >= SERVER.length) continue;
    // mcp_servers = {…}, or ocp = {…} and ocp.command = … elsewhere than in a table of its own.
    const elsewhere = pairs.find(({ key }) => {
      const full = [...above, ...key];
      return sameKey(full, SERVER.slice(0, 1)) || sameKey(full.slice(0, 2), SERVER);
    });
    if (elsewhere) throw unusual(text, elsewhere.start);
  }
  return { server: named(SERVER), environment: named(ENVIRONMENT) };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function setPair(
  text: string,
  section: Section,
  { key, value, eol }: { key: TomlKey; value: string | readonly string[]; eol: string },
): Edit | undefined {
  const written = stringifyToml(value);
  const pair = pairOf(section, key);
  if (pair) {
    const { valueStart: start, valueEnd: end } = pair;
    return sameValue(text.slice(start, end), written) ? undefined : { start, end, text: written };
  }
  const after = section.pairs.at(-1)?.end ?? section.table.end;
  return { start: after, end: after, text: `${key.join(".")} = ${written}${eol}` };
}

interface Database {
  readonly server: Section;
  readonly environment: Section | undefined;
  readonly entry: ServerEntry;
  readonly eol: string;
}

/** The database in whichever of the three ways the environment is written: a table, an inline table, or dotted keys. */
function setDatabase(text: string, { server, environment, entry, eol }: Database): Edit | undefined {
  const { dbPath: value, replaceDb } = entry;
  const inline = pairOf(server, ["env"]);
  if (inline) {
    const body = text.slice(inline.valueStart, inline.valueEnd);
    const existing =
      /(?<=[{,\s])(?:OCP_DB_PATH|"OCP_DB_PATH"|'OCP_DB_PATH')\s*=\s*(?<value>"(?:[^"\\]|\\.)*"|'[^']*')/.exec(body);
    if (!body.startsWith("{")) throw unusual(text, inline.start);
    if (existing) {
      const end = inline.valueStart + existing.index + existing[0].length;
      const start = end - existing.groups!["value"]!.length;
      return replaceDb && !sameValue(existing.groups!["value"]!, stringifyToml(value))
        ? { start, end, text: stringifyToml(value) }
        : undefined;
    }
    const start = inline.valueStart + 1;
    const empty = body.slice(1, -1).trim() === "";
    return { start, end: start, text: ` OCP_DB_PATH = ${stringifyToml(value)}${empty ? " " : ","}` };
  }
  const dotted = server.pairs.some(({ key }) => key.length === 2 && key[0] === "env");
  const [section, key] = environment ? [environment, ["OCP_DB_PATH"]] : [server, ["env", "OCP_DB_PATH"]];
  if (environment && dotted) throw unusual(text, environment.table.start);
  if (pairOf(section, key) && !replaceDb) return undefined;
  return setPair(text, section, { key, value, eol });
}

function pairOf({ pairs }: Section, key: TomlKey): Pair | undefined {
  return pairs.find((pair) => sameKey(pair.key, key));
}

function sameKey(a: TomlKey, b: TomlKey): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

/** Whether two TOML values are the same but for quotes and spaces; false when in doubt. */
function sameValue(a: string, b: string): boolean {
  const plain = (value: string): string =>
    value
      .replace(/'([^'"\\\r\n]*)'/g, '"$1"')
      .replace(/\s*([[\],])\s*/g, "$1")
      .replace(/,]/g, "]");
  return plain(a) === plain(b);
}

function unusual(text: string, offset: number): HostConfigError {
  const where = lineAndColumn(text, offset);
  return new HostConfigError(
    `at ${where} it configures "${SERVER_NAME}" in a form that cannot be edited safely. Write it as [${SERVER.join(".")}], or edit it by hand.`,
  );
}
