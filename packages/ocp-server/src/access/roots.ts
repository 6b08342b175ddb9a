import { realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { OcpError, canonicalRootUri, fromFileUri, isAbsolutePath, isFileRoot, toFileUri } from "ocp-core";

/** The path with symbolic links resolved, as far as it exists. */
async function realPath(path: string): Promise<string> {
  const rest: string[] = [];
  for (let existing = path; ; existing = dirname(existing)) {
    try {
      return join(await realpath(existing), ...rest);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ELOOP") throw new OcpError("INVALID_PARAMS", `'${path}' leads through a loop of symbolic links.`);
      if (code === "ENAMETOOLONG")
        throw new OcpError("INVALID_PARAMS", "The path is longer than the file system allows.");
      if (existing === dirname(existing)) return path;
      rest.unshift(basename(existing));
    }
  }
}

/** The canonical root URI of what a client wrote, symbolic links resolved (OCP-0001 §3.1). */
export async function resolveRoot(root: string): Promise<string> {
  const canonical = canonicalRootUri(root);
  if (!isFileRoot(canonical)) return canonical;
  const written = fromFileUri(canonical);
  if (!isAbsolute(written))
    throw new OcpError(
      "INVALID_PARAMS",
      `root_uri '${root.slice(0, 200)}' names a folder of another system than this one.`,
    );
  const path = await realPath(written);
  return toFileUri(path);
}

/** Refuses a root that is a file, in the words it was written in. Throws `INVALID_PARAMS`. */
export async function checkIsFolder(rootUri: string, written: string): Promise<void> {
  if (!isFileRoot(rootUri)) return;
  const found = await stat(fromFileUri(rootUri)).catch(() => undefined);
  if (found && !found.isDirectory()) {
    throw new OcpError(
      "INVALID_PARAMS",
      `'${written.slice(0, 200)}' is not a folder. Register the folder that holds it.`,
    );
  }
}

function isAtOrBelow(uri: string, root: string): boolean {
  return uri === root || uri.startsWith(root.endsWith("/") ? root : `${root}/`);
}

/** Refuses a root outside the allowed ones. Throws `PERMISSION_DENIED`. */
export async function checkAllowedRoot(root: string, allowed: readonly string[] | undefined): Promise<void> {
  if (allowed === undefined) return;
  for (const uri of allowed) {
    const resolved = isFileRoot(uri) ? toFileUri(await realPath(fromFileUri(uri))) : uri;
    if (isAtOrBelow(root, resolved)) return;
  }
  throw new OcpError(
    "PERMISSION_DENIED",
    "This root is outside OCP_ALLOWED_ROOTS. Choose a folder inside, or have the server's owner add it.",
  );
}

/**
 * Root-relative paths of what a client wrote: relative or absolute paths, or `file:` URIs. The root itself is the empty
 * path. Throws `INVALID_PARAMS` for anything outside the root, also by way of a symbolic link.
 */
export async function resolvePaths(rootUri: string, paths: readonly string[]): Promise<string[]> {
  if (!isFileRoot(rootUri)) return paths.map((path) => documentPath(rootUri, path));
  const root = fromFileUri(rootUri);
  const resolved = await Promise.all(
    paths.map(async (path) => {
      if (path.includes("\0")) throw new OcpError("INVALID_PARAMS", "paths: a path cannot hold a NUL byte.");
      if (isDocument(path)) return path;
      const absolute = isFileRoot(path) ? fromFileUri(path) : isAbsolutePath(path) ? path : resolve(root, path);
      // A link may itself be meant, so its folder is resolved and not the link.
      const isRoot = absolute === root || (await realPath(absolute)) === root;
      const real = isRoot ? root : join(await realPath(dirname(absolute)), basename(absolute));
      const inside = relative(root, resolve(real)).split(sep).join("/");
      if (inside === ".." || inside.startsWith("../") || isAbsolutePath(inside)) {
        throw new OcpError("INVALID_PARAMS", `paths: '${path}' is outside the workspace's root ${rootUri}.`);
      }
      return inside;
    }),
  );
  return [...new Set(resolved)];
}

/** Whether a path of the index names a document that was put rather than a file: files have no `//` in their path. */
export function isDocument(path: string): boolean {
  return path.includes("://") && !isFileRoot(path);
}

/** The path under which a document is kept: relative to the root where it lies below it, else its whole URI. */
export function documentPath(rootUri: string, uri: string): string {
  if (uri === rootUri || uri === "." || uri === "/") return "";
  const below = rootUri.endsWith("/") ? rootUri : `${rootUri}/`;
  return uri.startsWith(below) ? uri.slice(below.length) : uri;
}
