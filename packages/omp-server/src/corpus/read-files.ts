import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Dirent,
  type Stats,
} from "node:fs";
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
  /** The names in each folder by its path, which ends with a slash, as do the names of folders. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the named files and folders below a root, all at once. What is no regular file, is too large or is not UTF-8
 * is left out with a problem; symbolic links are never followed.
 */
export function readFiles(root: string, tops: readonly string[], problems: Problem[]): RawFiles {
  const files = new Map<string, RawFile>();
  const folders = new Map<string, string[]>();

  /** Reads what has a name, and answers the name under which it is there, if it is. */
  function visit(kind: Kind, folder: string, name: string, depth: number): string[] {
    const path = `${folder}${name}`;
    const refuse = (reason: string): string[] => {
      problems.push({ severity: "error", path, reason });
      return [];
    };
    if (kind.isSymbolicLink()) return refuse("is a symbolic link, which is never followed; copy the file here");
    if (kind.isDirectory()) {
      if (depth > MAX_DEPTH) return refuse(`lies more than ${MAX_DEPTH} folders deep`);
      return visitAll(`${path}/`, depth) ? [`${name}/`] : [];
    }
    if (!kind.isFile()) return refuse("is no regular file");
    if (files.size >= MAX_FILES)
      throw new CorpusError(
        `More than ${MAX_FILES} files below ${folder}: this is no corpus of standards. Name another folder.`,
      );
    const read = readOne(root, path);
    if (typeof read === "string") return refuse(read);
    files.set(path, read);
    return [name];
  }

  function visitAll(folder: string, depth: number): boolean {
    let found: Dirent[];
    try {
      found = readdirSync(`${root}${folder}`, { withFileTypes: true });
    } catch (error) {
      problems.push({ severity: "error", path: folder, reason: cannotBeRead(error) });
      return false;
    }
    const shown = found.filter(({ name }) => !name.startsWith(".")).sort((a, b) => (a.name < b.name ? -1 : 1));
    folders.set(folder, shown.flatMap((entry) => visit(entry, folder, entry.name, depth + 1)).sort());
    return true;
  }

  for (const top of tops) {
    const kind = lstatSync(`${root}/${top}`, { throwIfNoEntry: false });
    if (kind) visit(kind, "/", top, 0);
  }
  return { files, folders };
}

type Kind = Pick<Stats, "isSymbolicLink" | "isDirectory" | "isFile">;

function cannotBeRead(error: unknown): string {
  return `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`;
}

/** Reads one file below a root, or says why it cannot be served. */
function readOne(root: string, path: string): RawFile | string {
  let handle: number | undefined;
  try {
    // What was a file a moment ago may be a link by now. Windows has no such flag.
    handle = openSync(`${root}${path}`, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const { size, mtime } = fstatSync(handle);
    if (size > MAX_FILE_BYTES) return `is larger than ${MAX_FILE_BYTES} bytes`;
    const buffer = Buffer.allocUnsafeSlow(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(handle, buffer, filled, size - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    const bytes = buffer.subarray(0, filled);
    if (!isUtf8(bytes)) return "is not UTF-8; save it as UTF-8";
    return { path, bytes, text: bytes.toString(), sha256: hash("sha256", bytes), modified: mtime };
  } catch (error) {
    return cannotBeRead(error);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
