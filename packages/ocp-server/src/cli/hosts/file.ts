import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HostConfigError } from "./entry.ts";

const MAX_BYTES = 64 * 1024 * 1024;

/** The text of a configuration file; undefined when there is none. Throws a `HostConfigError` when it is not UTF-8 text. */
export async function readConfigFile(path: string): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new HostConfigError("it is a folder.");
    if (found.size > MAX_BYTES) throw new HostConfigError("it is too large to be a configuration.");
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new HostConfigError("it is not UTF-8 text.");
  }
}

/**
 * Replaces a configuration file in one step, with a copy of the old one beside it, and answers that copy's path. A
 * symbolic link stays one. Throws a `HostConfigError` when the file is not what `before` says any more.
 */
export async function replaceConfigFile(
  path: string,
  change: { before: string | undefined; after: string },
): Promise<string | undefined> {
  const target = change.before === undefined ? path : await realpath(path);
  await mkdir(dirname(target), { recursive: true });
  const mode = change.before === undefined ? 0o600 : (await stat(target)).mode & 0o777;
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx", mode);
    try {
      await file.writeFile(change.after);
      await file.sync();
    } finally {
      await file.close();
    }
    if ((await readConfigFile(target)) !== change.before) {
      throw new HostConfigError("another program changed it meanwhile. Nothing was written; try again.");
    }
    const backup = change.before === undefined ? undefined : await keepCopy(target);
    await rename(temporary, target);
    return backup;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function keepCopy(path: string): Promise<string> {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, "")
    .replace(/\D/g, "");
  for (let count = 1; ; count++) {
    const copy = `${path}.${time}${count === 1 ? "" : `-${count}`}.bak`;
    try {
      await copyFile(path, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
