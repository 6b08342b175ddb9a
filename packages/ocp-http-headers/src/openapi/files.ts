import { ToolError } from "./errors.ts";

/** Node.js, Deno and Bun have it; browsers and workers do not. */
function builtin<Name extends "node:fs/promises" | "node:path" | "node:url">(
  name: Name,
): ReturnType<typeof process.getBuiltinModule<Name>> {
  const found = typeof process === "undefined" ? undefined : process.getBuiltinModule?.(name);
  if (!found)
    throw new ToolError(
      "DOCUMENT_INVALID",
      "There are no files here. Give the document's URL, or the parsed document.",
    );
  return found;
}

/** The `file:` URL of a path, relative to the current folder. */
export function fileUrl(path: string): string {
  return builtin("node:url").pathToFileURL(builtin("node:path").resolve(path)).href;
}

/** The folder of a file, as a `file:` URL. */
export function folderOf(url: string): string {
  return new URL(".", url).href;
}

/** Reads a file as text. Throws `DOCUMENT_INVALID` when it is not there, no file, too large, or outside `root`. */
export async function readFileText(
  url: string,
  { maxBytes, root }: { maxBytes: number; root?: string },
): Promise<string> {
  const fs = builtin("node:fs/promises");
  const { fileURLToPath } = builtin("node:url");
  const path = builtin("node:path");
  let real: string;
  try {
    real = await fs.realpath(fileURLToPath(url));
  } catch (error) {
    const { code } = error as { code?: unknown };
    throw new ToolError(
      "DOCUMENT_INVALID",
      `${url} cannot be read: ${code === "ENOENT" ? "no such file" : String(code)}.`,
    );
  }
  if (root !== undefined) {
    const from = path.relative(await fs.realpath(fileURLToPath(root)), real);
    if (from === "" || from === ".." || from.startsWith(`..${path.sep}`) || path.isAbsolute(from))
      throw new ToolError("DOCUMENT_INVALID", `${url} is outside the document's root. Give \`root\` to widen it.`);
  }
  const stats = await fs.stat(real);
  if (!stats.isFile()) throw new ToolError("DOCUMENT_INVALID", `${url} is no file.`);
  if (stats.size > maxBytes)
    throw new ToolError("DOCUMENT_INVALID", `${url} has ${stats.size} bytes; \`maxBytes\` allows ${maxBytes}.`);
  return fs.readFile(real, "utf8");
}
