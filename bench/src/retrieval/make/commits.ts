import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { isProduct } from "./paths.ts";
import type { Made } from "./record.ts";
import type { Sources } from "./source.ts";
import { toQuery } from "./subject.ts";

const run = promisify(execFile);
/** More files than this were changed for more reasons than one. */
const MOST_FILES = 3;
/** What was changed before the newest so many has often been written anew since. */
const NEWEST = 300;
/** A word is rare when so large a part of all files, tests and pages too, or fewer, holds it. */
const RARE = 0.2;
const MIN_LETTERS = 4;
const MOST_BYTES = 2 ** 29;

/** A commit without parents but one. */
export interface Commit {
  readonly hash: string;
  readonly subject: string;
  readonly paths: readonly string[];
}

/** The history of a checkout from its commit on, newest first, without merges. */
export async function readCommits(checkout: string): Promise<Commit[]> {
  const log = ["log", "--no-merges", "--no-renames", "--name-only", "-z", "--format=%x01%H%x02%s%x02"];
  const { stdout } = await run("git", ["-C", checkout, ...log], { maxBuffer: MOST_BYTES });
  return stdout
    .split("\u0001")
    .slice(1)
    .map((entry) => {
      const [hash = "", subject = "", paths = ""] = entry.split("\u0002");
      return {
        hash,
        subject,
        paths: paths
          .split("\0")
          .map((path) => path.trim())
          .filter((path) => path !== ""),
      };
    });
}

/**
 * Makes a query of each subject of the newest commits that changed one to three product files, all still where they
 * were; these files answer it. The subject must share a word with them that is rare elsewhere: without one nothing could
 * find them.
 */
export function subjectsOf(commits: readonly Commit[], { files, texts }: Sources): Made[] {
  const endings = new Set(files.map(({ path }) => endingOf(path)));
  const products = new Set(files.map(({ path }) => path));
  const words = new Map([...texts].map(([path, text]) => [path, wordsIn(`${path}\n${text}`)]));
  const seen = new Set<string>();
  const made = commits.flatMap(({ hash, subject, paths }): Made[] => {
    const changed = paths.filter((path) => endings.has(endingOf(path)) && isProduct(path));
    if (changed.length === 0 || changed.length > MOST_FILES || !changed.every((path) => products.has(path))) return [];
    const query = toQuery(subject);
    if (query === undefined || seen.has(query) || !sharesRareWord(query, changed, words)) return [];
    seen.add(query);
    return [{ kind: "k2", query, relevant: changed.sort().map((path) => ({ path })), source_commit: hash }];
  });
  return made.slice(0, NEWEST);
}

function sharesRareWord(query: string, changed: readonly string[], words: ReadonlyMap<string, Set<string>>): boolean {
  const most = Math.max(2, RARE * words.size);
  return [...wordsIn(query)].some((word) => {
    if (!changed.some((path) => words.get(path)!.has(word))) return false;
    let held = 0;
    for (const others of words.values()) if (others.has(word)) held++;
    return held <= most;
  });
}

/** The words of a text, those inside names too, lower-case. */
function wordsIn(text: string): Set<string> {
  const parts = text.replace(/([\p{Ll}\d])(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, "$1$2 ").toLowerCase();
  return new Set((parts.match(/[\p{L}\d]+/gu) ?? []).filter(({ length }) => length >= MIN_LETTERS));
}

const endingOf = (path: string): string => /\.[^./]+$/.exec(path)?.[0] ?? "";
