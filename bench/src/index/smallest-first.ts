import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** The folders in a folder by how many bytes they hold, so that a few more never are far too many. */
export async function smallestFirst(folder: string): Promise<string[]> {
  const sized = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
      return { name, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
    }),
  );
  return sized.sort((a, b) => a.bytes - b.bytes || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}
