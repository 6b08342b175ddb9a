import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import {
  createRuleLayer,
  findRepository,
  readRuleFile,
  type FaultListener,
  type RuleBase,
  type RuleLayer,
} from "./rule-files.ts";
import { isRepositoryRecord, isSecret, isSkippedByDefault } from "./skips.ts";

export interface IgnoreOptions {
  /** Absolute paths that never count as content, such as the server's own database. Covers SQLite's side files. */
  readonly never?: readonly string[] | undefined;
}

/** The rules that hold inside one folder. Immutable: what was read of the ignore files stays. */
export interface IgnoreScope {
  /** Root-relative path of the folder; empty for the root. */
  readonly path: string;
  /** Whether an entry of this folder is left out. */
  ignores(name: string, isDirectory: boolean): boolean;
  /**
   * The scope of a folder of this folder that is not ignored by name; undefined when what is in it marks it as a cache
   * or a virtual environment. `present` tells which of SCOPE_FILES it holds, to spare looking for them.
   */
  enter(name: string, present?: ReadonlySet<string>): IgnoreScope | undefined;
}

/**
 * What is content of a root and what is not. In order of strength: names that hold secrets and version control records
 * are never content; then `.ocpignore`; then `.gitignore` (those of the repository around the root too, unless they
 * ignore the root itself) and `.git/info/exclude`; then the built-in skips.
 */
export interface IgnoreRules {
  /** The rules at the root, read from the disk now. */
  openRoot(options?: { present?: ReadonlySet<string>; onFault?: FaultListener }): IgnoreScope;
  /** Whether a root-relative path, or a folder above it, is left out. Remembers the ignore files that it read. */
  ignores(path: string, isDirectory: boolean): boolean;
  /** Forgets what was read: call it when an ignore file has changed. */
  refresh(): void;
}

const GIT_RULES = ".gitignore";
const OWN_RULES = ".ocpignore";
const CACHE_MARK = "CACHEDIR.TAG";
const ENVIRONMENT_MARK = "pyvenv.cfg";

/** The files whose presence in a folder changes what is content in it. */
export const SCOPE_FILES: ReadonlySet<string> = new Set([GIT_RULES, OWN_RULES, CACHE_MARK, ENVIRONMENT_MARK]);

/** Whether a file of this name holds rules, so that its change may change what is content. */
export function isRuleFile(name: string): boolean {
  return name === GIT_RULES || name === OWN_RULES;
}

/** Folders come and go for as long as a watcher lives. */
const MAX_SCOPES = 50_000;

/** Strongest first in both lists. */
interface Layers {
  readonly own: readonly RuleLayer[];
  readonly git: readonly RuleLayer[];
}

interface Context {
  readonly root: string;
  readonly never: ReadonlySet<string>;
  readonly onFault: FaultListener;
}

/** The ignore rules of a root folder, given as an absolute path with symbolic links resolved. */
export function createIgnore(root: string, options: IgnoreOptions = {}): IgnoreRules {
  const never = new Set((options.never ?? []).flatMap((path) => ownPaths(root, path)));
  const scopes = new Map<string, IgnoreScope | undefined>();

  const openRoot: IgnoreRules["openRoot"] = ({ present, onFault = () => {} } = {}) => {
    const context = { root, never, onFault };
    return openScope(context, { path: "", layers: { own: [], git: outerLayers(context) }, present });
  };

  const scopeOf = (folder: string): IgnoreScope | undefined => {
    const known = scopes.get(folder);
    if (known || scopes.has(folder)) return known;
    let scope: IgnoreScope | undefined;
    if (folder === "") scope = openRoot();
    else {
      const parent = scopeOf(parentOf(folder));
      const name = folder.slice(folder.lastIndexOf("/") + 1);
      scope = parent && !parent.ignores(name, true) ? parent.enter(name) : undefined;
    }
    if (scopes.size >= MAX_SCOPES) scopes.clear();
    scopes.set(folder, scope);
    return scope;
  };

  return {
    openRoot,
    ignores(path, isDirectory) {
      if (path === "") return false;
      if (!isBelowRoot(path)) return true;
      if (isDirectory) return scopeOf(path) === undefined;
      return scopeOf(parentOf(path))?.ignores(path.slice(path.lastIndexOf("/") + 1), false) ?? true;
    },
    refresh: () => scopes.clear(),
  };
}

/** As long as a path may be on Linux; it also bounds how deep one can be. */
const MAX_PATH = 4_096;

/** Whether a path is relative, `/`-separated and stays below the folder that it is relative to. */
export function isBelowRoot(path: string): boolean {
  return path.length <= MAX_PATH && path.split("/").every((name) => name !== "" && name !== "." && name !== "..");
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function openScope(
  context: Context,
  at: { path: string; layers: Layers; present: ReadonlySet<string> | undefined },
): IgnoreScope {
  const { path } = at;
  const inside = path === "" ? "" : `${path}/`;
  const lowerFolder = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const layers: Layers = {
    own: withRules(context, { ...at, name: OWN_RULES, layers: at.layers.own }),
    git: withRules(context, { ...at, name: GIT_RULES, layers: at.layers.git }),
  };
  const all = [...layers.own, ...layers.git];

  const asksFor = (child: string, isDirectory: boolean): boolean =>
    all.some((layer) => layer.verdict(child, isDirectory) === "kept" && layer.includesByName(child, isDirectory));

  return {
    path,
    ignores(name, isDirectory) {
      const lower = name.toLowerCase();
      if (isRepositoryRecord(lower) || isSecret(lower, isDirectory, lowerFolder)) return true;
      const child = inside + name;
      if (context.never.has(child)) return true;
      const verdict = verdictOf(all, child, isDirectory);
      if (verdict === "ignored") return true;
      return isSkippedByDefault(lower, isDirectory) && !(verdict === "kept" && asksFor(child, isDirectory));
    },
    enter(name, present) {
      const child = inside + name;
      if (isMarkedSkip(join(context.root, child), present) && !asksFor(child, true)) return undefined;
      const overrule = (layer: RuleLayer) =>
        layer.verdict(child, true) === "ignored" ? layer.overruledAt(child) : layer;
      const kept = { own: layers.own.map(overrule), git: layers.git.map(overrule) };
      return openScope(context, { path: child, layers: kept, present });
    },
  };
}

/** The strongest rule that says something decides. */
function verdictOf(layers: readonly RuleLayer[], path: string, isDirectory: boolean): "ignored" | "kept" | undefined {
  for (const layer of layers) {
    const verdict = layer.verdict(path, isDirectory);
    if (verdict) return verdict;
  }
  return undefined;
}

function withRules(
  context: Context,
  at: { path: string; name: string; layers: readonly RuleLayer[]; present: ReadonlySet<string> | undefined },
): readonly RuleLayer[] {
  if (at.present && !at.present.has(at.name)) return at.layers;
  const shown = at.path === "" ? at.name : `${at.path}/${at.name}`;
  const base = { cut: at.path === "" ? 0 : at.path.length + 1, prefix: "" };
  const layer = readLayer(context, { file: join(context.root, shown), shown, base });
  return layer ? [layer, ...at.layers] : at.layers;
}

function readLayer(context: Context, at: { file: string; shown: string; base: RuleBase }): RuleLayer | undefined {
  const text = readRuleFile(at.file, at.shown, context.onFault);
  if (text === undefined) return undefined;
  const onCostly = (pattern: string) =>
    context.onFault(
      at.shown,
      `pattern '${pattern.slice(0, 100)}' was not applied: it is too long or has too many '**'`,
    );
  return createRuleLayer(text, at.base, onCostly);
}

/** The rules of the repository around the root that apply inside it, strongest first. */
function outerLayers(context: Context): readonly RuleLayer[] {
  const repository = findRepository(context.root);
  if (!repository) return [];
  const steps = relative(repository.top, context.root)
    .split(sep)
    .filter((step) => step !== "");
  const layers: RuleLayer[] = [];
  const add = (file: string, depth: number) => {
    const prefix = steps
      .slice(depth)
      .map((step) => `${step}/`)
      .join("");
    const layer = readLayer(context, { file, shown: relative(context.root, file), base: { cut: 0, prefix } });
    if (layer) layers.unshift(layer);
  };
  add(repository.excludeFile, 0);
  for (let depth = 0; depth < steps.length; depth++)
    add(join(repository.top, ...steps.slice(0, depth), GIT_RULES), depth);
  return steps.length > 0 && ignoresRoot(context, repository.top, steps) ? [] : layers;
}

/** A root that the repository around it ignores was asked for all the same, so those rules cannot be meant. */
function ignoresRoot(context: Context, top: string, steps: readonly string[]): boolean {
  let scope: IgnoreScope | undefined = createIgnore(top).openRoot();
  for (const step of steps) {
    if (!scope || scope.ignores(step, true)) return true;
    scope = scope.enter(step);
  }
  return scope === undefined;
}

const CACHE_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55";

function isMarkedSkip(folder: string, present: ReadonlySet<string> | undefined): boolean {
  const has = (name: string) => (present ? present.has(name) : existsSync(join(folder, name)));
  if (has(ENVIRONMENT_MARK)) return true;
  if (!has(CACHE_MARK)) return false;
  return readRuleFile(join(folder, CACHE_MARK), CACHE_MARK, () => {})?.startsWith(CACHE_SIGNATURE) ?? false;
}

/** A path as seen from the root, with the files that SQLite keeps beside a database of that name. */
function ownPaths(root: string, path: string): string[] {
  const spellings = new Set([path]);
  try {
    spellings.add(join(realpathSync(dirname(path)), basename(path)));
  } catch {
    // Its folder does not exist (yet): there is only one spelling.
  }
  return [...spellings].flatMap((spelling) => {
    const inside = relative(root, spelling).split(sep).join("/");
    return isBelowRoot(inside) ? ["", "-wal", "-shm", "-journal"].map((suffix) => inside + suffix) : [];
  });
}
