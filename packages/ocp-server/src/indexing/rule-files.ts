import { lstatSync, readFileSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";
import createMatcher, { type Ignore } from "ignore";

/** Hears of something that had to be passed over: a path relative to the root, and why. */
export type FaultListener = (path: string, reason: string) => void;

/** More than this is not a list that somebody wrote, and every file would pay for it. */
const MAX_RULE_FILE_BYTES = 256_000;

/**
 * Each `**` between two other segments multiplies what a match may cost by the depth of the path, so that a few more
 * would stop an indexer for hours. Real lists have one.
 */
const MAX_INNER_GLOBSTARS = 2;
/** Longer than any path can be. */
const MAX_PATTERN = 4_096;

const ignoreCase = process.platform === "darwin" || process.platform === "win32";

/** After so many answers a matcher's memory of them is dropped: it holds every path that it was asked about. */
const MAX_REMEMBERED = 20_000;

/** The rules of one ignore file and where it stands. */
export interface RuleLayer {
  /** Whether the rules ignore or re-include this path themselves; undefined when none of them says. */
  verdict(path: string, isDirectory: boolean): "ignored" | "kept" | undefined;
  /** Whether a rule re-includes this path by something of its name rather than by wildcards alone. */
  includesByName(path: string, isDirectory: boolean): boolean;
  /** The same rules for below a folder that they ignore but that stronger rules keep. */
  overruledAt(folder: string): RuleLayer;
}

/** Where the file stands: what to cut from root-relative paths, or to put before them, so that they are relative to it. */
export interface RuleBase {
  readonly cut: number;
  readonly prefix: string;
}

/** Reads the text of an ignore file; undefined when there is none (a link or anything else but a file counts as none). */
export function readRuleFile(path: string, shown: string, onFault: FaultListener): string | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile()) return undefined;
    if (stats.size > MAX_RULE_FILE_BYTES) {
      onFault(shown, `ignore file of ${stats.size} bytes was not applied; at most ${MAX_RULE_FILE_BYTES} are read`);
      return undefined;
    }
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") onFault(shown, `ignore file could not be read (${code})`);
    return undefined;
  }
}

/** Builds the layer of an ignore file's text; undefined when it holds no rule. */
export function createRuleLayer(
  text: string,
  base: RuleBase,
  onCostly: (pattern: string) => void,
): RuleLayer | undefined {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line !== "" && !line.startsWith("#"));
  const [costly, rules] = [lines.filter(isCostly), lines.filter((line) => !isCostly(line))];
  for (const pattern of costly) onCostly(pattern);
  if (rules.length === 0) return undefined;
  const named = rules.filter((line) => line.startsWith("!") && !isWildcardOnly(line)).map((line) => line.slice(1));
  const matchers = { rules: newMatcher().add(rules.join("\n")), named: newMatcher().add(named.join("\n")) };
  return layerOf(matchers, base, mayMatch(rules));
}

/** Which names of entries some rule may say something about; most names are told apart by this alone. */
function mayMatch(rules: readonly string[]): RegExp {
  return new RegExp(`^(?:${rules.map(lastSegment).join("|")})$`, "is");
}

/** What the last segment of a pattern matches, and maybe more: from its first wildcard to its last, anything. */
function lastSegment(rule: string): string {
  // Spaces and backslashes have rules of their own.
  if (/[\\\s]/.test(rule)) return ".*";
  const name = rule
    .replace(/^!|\/+$/g, "")
    .split("/")
    .at(-1)!;
  return name
    .replace(/[*?[\]].*[*?[\]]|[*?[\]]/, "*")
    .replace(/[$()+.^{|}]/g, "\\$&")
    .replace("*", ".*");
}

function newMatcher(): Ignore {
  return createMatcher({ ignoreCase });
}

interface Matchers {
  readonly rules: Ignore;
  readonly named: Ignore;
}

/** Asked only about what is in folders that the rules do not ignore, so that only a path's own name can match. */
function layerOf({ rules, named }: Matchers, base: RuleBase, names: RegExp | undefined): RuleLayer {
  let matcher = rules;
  let asked = 0;
  const toLocal = (path: string, isDirectory: boolean): string =>
    base.prefix + (base.cut === 0 ? path : path.slice(base.cut)) + (isDirectory ? "/" : "");
  return {
    verdict(path, isDirectory) {
      if (names && !names.test(path.slice(path.lastIndexOf("/") + 1))) return undefined;
      if (++asked % MAX_REMEMBERED === 0) matcher = newMatcher().add(rules);
      const { ignored, unignored } = matcher.test(toLocal(path, isDirectory));
      if (ignored) return "ignored";
      return unignored ? "kept" : undefined;
    },
    includesByName: (path, isDirectory) => named.test(toLocal(path, isDirectory)).ignored,
    overruledAt(folder) {
      const pattern = `!/${escapePattern(toLocal(folder, false))}/`;
      return layerOf({ rules: newMatcher().add(rules).add({ pattern }), named }, base, undefined);
    },
  };
}

function escapePattern(path: string): string {
  return path.replace(/[\\*?[\]!# ]/g, "\\$&");
}

function isCostly(pattern: string): boolean {
  if (pattern.length > MAX_PATTERN) return true;
  return (pattern.match(/(?<=.\/)\*\*+(?=\/.)/g)?.length ?? 0) > MAX_INNER_GLOBSTARS;
}

/** `!*` and `!*\/` re-include whatever earlier lines took away; they do not ask for what no line named. */
function isWildcardOnly(pattern: string): boolean {
  return !/[^!*/?]/.test(pattern);
}

/** The repository around a root: the folder of its work tree, its exclude file, and the folders in between. */
export interface Repository {
  readonly top: string;
  readonly excludeFile: string;
}

/** Finds the git repository that a folder is in, as git itself would. Reads nothing but names and git's own pointers. */
export function findRepository(root: string): Repository | undefined {
  for (let folder = root; ;) {
    const entry = statsOf(join(folder, ".git"));
    if (entry?.isDirectory()) return { top: folder, excludeFile: join(folder, ".git", "info", "exclude") };
    if (entry?.isFile()) return { top: folder, excludeFile: excludeFileOfPointer(folder) };
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A work tree made by `git worktree`, or a submodule: `.git` is a file that says where the repository is. */
function excludeFileOfPointer(top: string): string {
  const none = () => {};
  const pointer = readRuleFile(join(top, ".git"), ".git", none)
    ?.match(/^gitdir: (.+)/)?.[1]
    ?.trim();
  if (pointer === undefined) return join(top, ".git", "info", "exclude");
  const gitDir = resolve(top, pointer);
  const common = readRuleFile(join(gitDir, "commondir"), "commondir", none)?.trim();
  return join(common === undefined ? gitDir : resolve(gitDir, common), "info", "exclude");
}
