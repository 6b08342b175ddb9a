import { lstatSync, statSync, type Stats } from "node:fs";
import { lstat, stat } from "node:fs/promises";
import { join } from "node:path";
import { fromFileUri, isFileRoot } from "ocp-core";
import { isDocument } from "../access/roots.ts";
import type { FileRecord, IndexStore } from "../storage/store.ts";
import { isOnLocalDisk } from "./local-disk.ts";
import { hashOf } from "./prepare.ts";
import { readRegularFile } from "./read-file.ts";

/** So many files are looked at together. */
const TOGETHER = 500;
/**
 * So few are looked at without leaving this thread, in a tenth of the time, on a disk of this machine or where the root
 * answered as fast as one does: a remote one may hold a thread for long.
 */
const FEW = 64;
const LOCAL_MS = 5;

/**
 * Those of the given root-relative paths, or of all files, whose file is no longer what was indexed. Nothing counts as changed while the
 * root cannot be reached, as on a machine that holds only the database.
 */
export async function findChangedFiles(
  index: IndexStore,
  workspace: { readonly workspace_id: string; readonly root_uri: string },
  paths: readonly string[] | "everything",
): Promise<FileRecord[]> {
  if (!isFileRoot(workspace.root_uri) || paths.length === 0) return [];
  const root = fromFileUri(workspace.root_uri);
  const onLocalDisk = await isOnLocalDisk(root);
  const asked = performance.now();
  const folder = onLocalDisk ? lookAt(root, statSync) : await stat(root).catch(() => undefined);
  if (!folder?.isDirectory()) return [];
  const isNear = onLocalDisk || performance.now() - asked < LOCAL_MS;
  const known =
    paths === "everything"
      ? (await index.files(workspace.workspace_id)).values()
      : await index.filesAt(workspace.workspace_id, paths);
  const records = [...known].filter(({ path }) => !isDocument(path));
  const changed: FileRecord[] = [];
  for (let start = 0; start < records.length; start += TOGETHER) {
    const together = records.slice(start, start + TOGETHER);
    const look = isNear && records.length <= FEW ? lookHere : lookAside;
    const found = await Promise.all(
      together.map(async (record) => {
        const path = join(root, record.path);
        const stats = look(path);
        return isChanged(path, record, stats instanceof Promise ? await stats : stats);
      }),
    );
    changed.push(...together.filter((_, i) => found[i]));
  }
  return changed;
}

function lookAt(path: string, read: typeof lstatSync): Stats | undefined {
  try {
    return read(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const lookHere = (path: string): Stats | undefined => lookAt(path, lstatSync);

const lookAside = (path: string): Promise<Stats | undefined> => lstat(path).catch(() => undefined);

async function isChanged(path: string, record: FileRecord, stats: Stats | undefined): Promise<boolean> {
  if (!stats?.isFile()) return true;
  if (stats.size !== record.size) return true;
  if (stats.mtimeMs === record.mtimeMs && stats.ctimeMs === record.ctimeMs) return false;
  const bytes = await readRegularFile(path).catch(() => undefined);
  // Unreadable is not known to be changed.
  return bytes !== undefined && hashOf(bytes) !== record.hash;
}
