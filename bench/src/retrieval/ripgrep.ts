import { relative } from "node:path";
import { rgPath } from "@vscode/ripgrep";
import { HITS, type Method } from "./method.ts";
import { run } from "./program.ts";
import { wordsOf } from "./words.ts";

/** Shorter words are in every file, and nobody greps for them. */
const SHORTEST = 3;
const NOTHING_FOUND = 1;

/** What an agent gets that greps for the words of its question and opens the files which hold most of them. */
export const ripgrep: Method = {
  build({ root, paths }) {
    const searched = new Set(paths);
    return Promise.resolve({
      async search(query) {
        const words = wordsOf(query).filter(({ length }) => length >= SHORTEST);
        if (words.length === 0) return [];
        const args = ["--only-matching", "--no-line-number", "--null", "--ignore-case", "--fixed-strings"];
        const found = await run(rgPath, [...args, ...words.flatMap((word) => ["-e", word]), root], [0, NOTHING_FOUND]);
        const files = Map.groupBy(
          found
            .split("\n")
            // Of binary files it says in words that they match.
            .filter((line) => line.includes("\0"))
            .map((line) => line.split("\0") as [path: string, word: string]),
          ([path]) => path,
        );
        return [...files]
          .map(([path, matches]) => ({
            path: relative(root, path).replaceAll("\\", "/"),
            held: new Set(matches.map(([, word]) => word.toLowerCase())).size,
            times: matches.length,
          }))
          .filter(({ path }) => searched.has(path))
          .sort((a, b) => b.held - a.held || b.times - a.times || (a.path < b.path ? -1 : 1))
          .slice(0, HITS)
          .map(({ path }) => path);
      },
      close: () => undefined,
    });
  },
};
