import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HITS, type Method } from "./method.ts";
import { wordsOf } from "./words.ts";

/** Shorter words are in every file, and nobody greps for them. */
const SHORTEST = 3;

/** What an agent gets that greps for the words of its question and opens the files which hold most of them. */
export const lineCount: Method = {
  name: "files by words held, then by matching lines, as grep finds them",
  async build({ root, paths }) {
    const files = await Promise.all(
      paths.map(async (path) => ({
        path,
        lines: (await readFile(join(root, path), "utf8")).toLowerCase().split("\n"),
      })),
    );
    return {
      search(query) {
        const words = wordsOf(query).filter(({ length }) => length >= SHORTEST);
        return files
          .map(({ path, lines }) => ({ path, ...count(lines, words) }))
          .filter(({ held }) => held > 0)
          .sort((a, b) => b.held - a.held || b.matching - a.matching || (a.path < b.path ? -1 : 1))
          .slice(0, HITS)
          .map(({ path }) => path);
      },
      close: () => undefined,
    };
  },
};

function count(lines: readonly string[], words: readonly string[]): { held: number; matching: number } {
  return {
    held: words.filter((word) => lines.some((line) => line.includes(word))).length,
    matching: lines.filter((line) => words.some((word) => line.includes(word))).length,
  };
}
