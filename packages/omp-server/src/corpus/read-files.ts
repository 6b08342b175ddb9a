import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { CorpusError, type Problem } from "./model.ts";

/** Larger files are not served, in bytes. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** A corpus with more files is most likely the wrong folder. */
const MAX_FILES = 20_000;
const MAX_DEPTH = 12;

/** A file's content with what the file system says of it. */
export interface RawFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly sha256: string;
  readonly modified: Date;
}

export interface RawFiles {
  readonly files: ReadonlyMap<string, RawFile>;
  /** Folders by path, with a trailing slash. */
  readonly folders: ReadonlySet<string>;
}

/**
 * Reads the named files and folders below a root, all at once. What is no regular file, is too large or is not UTF-8
 * is left out with a problem; symbolic links are never followed.
 */
export function readFiles(root: string, tops: readonly string[], problems: Problem[]): RawFiles {
  const files = new Map<string, RawFile>();
  const folders = new Set<string>();
  const refuse = (path: string, reason: string): void => void problems.push({ severity: "error", path, reason });

  function visit(path: string, depth: number): void {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (!stats) return;
    if (stats.isSymbolicLink()) return refuse(path, "is a symbolic link, which is never followed; copy the file here");
    if (stats.isDirectory()) {
      if (depth > MAX_DEPTH) return refuse(path, `lies more than ${MAX_DEPTH} folders deep`);
      folders.add(`${path}/`);
      for (const name of readdirSync(join(root, path)).sort()) {
        if (!name.startsWith(".")) visit(`${path}/${name}`, depth + 1);
      }
      return;
    }
    if (!stats.isFile()) return refuse(path, "is no regular file");
    if (files.size >= MAX_FILES)
      throw new CorpusError(
        `More than ${MAX_FILES} files below ${path}: this is no corpus of standards. Name another folder.`,
      );
    const read = readOne(root, path);
    if (typeof read === "string") refuse(path, read);
    else files.set(path, read);
  }

  for (const top of tops) visit(`/${top}`, 0);
  return { files, folders };
}

/** Reads one file below a root, or says why it cannot be served. */
function readOne(root: string, path: string): RawFile | string {
  let handle: number | undefined;
  try {
    // What was a file a moment ago may be a link by now. Windows has no such flag.
    handle = openSync(join(root, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const { size, mtime } = fstatSync(handle);
    if (size > MAX_FILE_BYTES) return `is larger than ${MAX_FILE_BYTES} bytes`;
    const buffer = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(handle, buffer, filled, size - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    const bytes = buffer.subarray(0, filled);
    const text = decode(bytes);
    if (text === undefined) return "is not UTF-8; save it as UTF-8";
    return { path, bytes, text, sha256: createHash("sha256").update(bytes).digest("hex"), modified: mtime };
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
