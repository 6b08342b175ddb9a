import { realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { fromFileUri, isFileRoot, toFileUri, type Workspace } from "ocp-core";
import type { Caller } from "../access/keys.ts";
import type { Engine } from "../engine.ts";
import { CommandError, type Context } from "./command.ts";
import { safeLine } from "./format.ts";
import { shellWord } from "./program.ts";

/** An engine with the caller that the process presents itself as. */
export interface Session {
  readonly engine: Engine;
  readonly caller: Caller;
}

/** Every workspace that the caller may see. */
export async function allWorkspaces({ engine, caller }: Session): Promise<Workspace[]> {
  const found: Workspace[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.call("workspace.list", cursor === undefined ? {} : { cursor }, caller);
    found.push(...page.workspaces);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/**
 * The workspace that `--in` names (a folder, an id, or a root such as `doc://handbook`), or the one that the current
 * folder belongs to. Throws a `CommandError` that says what to type when there is none.
 */
export async function findWorkspace(
  context: Context,
  session: Session,
  wanted: string | undefined,
): Promise<Workspace> {
  const workspaces = await allWorkspaces(session);
  const named = workspaces.find(({ workspace_id, root_uri }) => wanted === workspace_id || wanted === root_uri);
  if (named) return named;

  if (wanted?.startsWith("ws_") || /^\w[\w+.-]+:\/\//.test(wanted ?? "")) {
    throw new CommandError(`No workspace is called '${safeLine(wanted!)}'. List them: ${context.program} workspaces`);
  }
  const folder = existingFolder(context, wanted ?? ".");
  for (let path = folder; ; path = dirname(path)) {
    const uri = toFileUri(path);
    const found = workspaces.find(({ root_uri }) => root_uri === uri);
    if (found) return found;
    if (dirname(path) === path) break;
  }
  throw new CommandError(`${safeLine(folder)} is not indexed yet. Type: ${indexCommand(context, folder)}`);
}

/** What narrows a search to the folder that `--in` names, when that lies inside the workspace. */
export function folderFilter(
  context: Context,
  workspace: Workspace,
  wanted: string | undefined,
): { filters?: { path: string } } {
  const root = rootPath(workspace);
  if (root === undefined || wanted === undefined || wanted === workspace.workspace_id) return {};
  if (wanted === workspace.root_uri) return {};
  const path = relative(root, existingFolder(context, wanted)).split(sep).join("/");
  if (path === "") return {};
  const escaped = path.replace(/[\\*?[\]{}()!]/g, String.raw`\$&`);
  return { filters: { path: escaped === path ? path : `${escaped}/**` } };
}

/** Throws a `CommandError` when there is nothing in the workspace to search. */
export function requireContent(context: Context, workspace: Workspace): void {
  if (workspace.chunks > 0) return;
  const root = rootPath(workspace);
  if (root === undefined)
    throw new CommandError(`${safeLine(workspace.root_uri)} holds no documents yet. Add some with workspace.put.`);
  if (workspace.indexed_at !== null && workspace.status !== "indexing") {
    throw new CommandError(
      `${safeLine(root)} was indexed, but held no file to search. After adding some, type: ${indexCommand(context, root)}`,
    );
  }
  const begun =
    workspace.status === "indexing"
      ? "is being indexed at the moment; try again soon, or type"
      : "is not indexed yet. Type";
  throw new CommandError(`${safeLine(root)} ${begun}: ${indexCommand(context, root)}`);
}

/** The real path of a folder that exists. Throws a `CommandError` for anything else. */
export function existingFolder({ input }: Context, path: string): string {
  const absolute = resolve(input.cwd, path);
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (!stat) throw new CommandError(`There is no folder ${safeLine(absolute)}. Check the path.`);
  if (!stat.isDirectory()) {
    throw new CommandError(
      `${safeLine(absolute)} is a file, not a folder. Name the folder that holds it: ${safeLine(dirname(absolute))}`,
    );
  }
  return realpathSync.native(absolute);
}

/** The folder of a workspace, or undefined when its content does not come from one. */
export function rootPath({ root_uri }: Pick<Workspace, "root_uri">): string | undefined {
  return isFileRoot(root_uri) ? fromFileUri(root_uri) : undefined;
}

/** What to type to index a folder. */
export function indexCommand({ program, input }: Context, folder: string): string {
  const here = relative(input.cwd, folder);
  const path = here === "" ? "." : here.startsWith("..") || isAbsolute(here) ? folder : here;
  const word = shellWord(safeLine(path), input.platform);
  return `${program} index ${path.startsWith("-") ? `./${word}` : word}`;
}

/** A source as a person opens it: relative to the current folder when that is shorter. */
export function shownPath({ input }: Context, uri: string): string {
  if (!isFileRoot(uri)) return safeLine(uri);
  const path = fromFileUri(uri);
  const here = relative(input.cwd, path);
  return safeLine(here !== "" && here.length < path.length ? here : path);
}
