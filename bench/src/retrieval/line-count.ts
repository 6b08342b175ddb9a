import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HITS, type Method } from "./method.ts";
import { wordsOf } from "./words.ts";

/** What an agent gets that greps for the words of its question and opens the files with the most matching lines. */
export const lineCount: Method = {
  name: "files by matching lines, as grep counts",
  async build({ root, paths }) {
    const files = await Promise.all(
      paths.map(async (path) => ({
        path,
        lines: (await readFile(join(root, path), "utf8")).toLowerCase().split("\n"),
      })),
    );
    return {
      search(query) {
        const words = wordsOf(query);
        return files
          .map(({ path, lines }) => ({
            path,
            count: lines.filter((line) => words.some((word) => line.includes(word))).length,
          }))
          .filter(({ count }) => count > 0)
          .sort((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1))
          .slice(0, HITS)
          .map(({ path }) => path);
      },
      close: () => undefined,
    };
  },
};
