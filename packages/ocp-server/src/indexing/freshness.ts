import { lstat, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fromFileUri, isFileRoot } from "ocp-core";
import { isDocument } from "../access/roots.ts";
import type { FileRecord, IndexStore } from "../storage/store.ts";
import { hashOf } from "./prepare.ts";

/**
 * Those of the given root-relative paths whose file is no longer what was indexed. Nothing counts as changed while the
 * root cannot be reached, as on a machine that holds only the database.
 */
export async function findChangedFiles(
  index: IndexStore,
  workspace: { readonly workspace_id: string; readonly root_uri: string },
  paths: readonly string[],
): Promise<string[]> {
  const files = paths.filter((path) => !isDocument(path));
  if (files.length === 0 || !isFileRoot(workspace.root_uri)) return [];
  const root = fromFileUri(workspace.root_uri);
  if (!(await stat(root).catch(() => undefined))?.isDirectory()) return [];
  const records = await index.files(workspace.workspace_id, files);
  const changed = await Promise.all(
    files.map(async (path) => {
      const record = records.get(path);
      return record && (await isChanged(join(root, path), record)) ? path : undefined;
    }),
  );
  return changed.filter((path) => path !== undefined);
}

async function isChanged(path: string, record: FileRecord): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats?.isFile()) return true;
  if (stats.size !== record.size) return true;
  if (stats.mtimeMs === record.mtimeMs && stats.ctimeMs === record.ctimeMs) return false;
  const bytes = await readFile(path).catch(() => undefined);
  // Unreadable is not known to be changed.
  return bytes !== undefined && hashOf(bytes) !== record.hash;
}
