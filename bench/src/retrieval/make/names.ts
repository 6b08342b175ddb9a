import { endOfDefinition } from "./extent.ts";
import type { Made } from "./record.ts";
import { namesIn, type Source, type Sources } from "./source.ts";

const MIN_LENGTH = 5;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const COMMENT = /^\s*(?:\/\/|\/?\*|#(?!\w)|--|"""|''')/;

/** Makes a query of each name that one file alone defines and another one uses: people look for what they have seen. */
export function namesOf({ files, definedIn }: Sources): Made[] {
  const users = countFiles(files);
  return files.flatMap(({ path, lines, chunks }) => {
    const names = Map.groupBy(
      chunks.flatMap((chunk) => namesIn(chunk).map((name) => ({ name, chunk }))),
      ({ name }) => name,
    );
    return [...names].flatMap(([name, [found]]): Made[] => {
      if (name.length < MIN_LENGTH || definedIn.get(name)!.size > 1 || (users.get(name) ?? 0) < 2) return [];
      const range = found!.chunk.source.range;
      if (!range) return [];
      const word = new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replaceAll("$", "\\$")}(?![\\p{L}\\p{N}_$])`, "u");
      for (let at = range.start_line - 1; at < Math.min(range.end_line, lines.length); at++) {
        if (COMMENT.test(lines[at]!) || !word.test(lines[at]!)) continue;
        const end_line = endOfDefinition(lines, at) + 1;
        return [{ kind: "k4", query: name, relevant: [{ path, start_line: at + 1, end_line }] }];
      }
      return [];
    });
  });
}

/** In how many files each name stands. */
function countFiles(files: readonly Source[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { lines } of files)
    for (const name of new Set(lines.join("\n").match(NAME))) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
