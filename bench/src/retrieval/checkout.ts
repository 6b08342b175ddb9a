import { execFile } from "node:child_process";
import { cp, readFile, realpath, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Place, Query } from "./queries.ts";

const run = promisify(execFile);

/** The folder of a repository's checkout. Throws an `Error` unless it is at the one commit that the queries are about. */
export async function findCheckout(folder: string, queries: readonly Query[]): Promise<string> {
  const { repo, commit } = queries[0]!;
  const other = queries.find((query) => query.commit !== commit);
  if (other)
    throw new Error(`Queries of ${repo} are about ${commit} and, ${other.id}, about ${other.commit}. Keep one.`);
  const checkout = join(folder, repo.replace("/", "+"));
  const { stdout } = await run("git", ["-C", checkout, "rev-parse", "HEAD"]).catch((error: unknown) => {
    const clone = `git clone https://github.com/${repo} ${checkout} && git -C ${checkout} checkout ${commit}`;
    throw new Error(`No checkout of ${repo} in ${checkout}. Make it: ${clone}`, { cause: error });
  });
  if (stdout.trim() !== commit)
    throw new Error(`${checkout} is at ${stdout.trim()}. Run: git -C ${checkout} checkout ${commit}`);
  return checkout;
}

/** Copies a checkout without its history, then blanks the given lines, so that line numbers stay as they are. */
export async function copyTree(checkout: string, to: string, blanked: readonly Required<Place>[]): Promise<void> {
  // A link would be copied as one, and the lines of what it points to be blanked.
  await cp(await realpath(checkout), to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => basename(path) !== ".git",
  });
  for (const [path, places] of Map.groupBy(blanked, (place) => place.path)) {
    const file = join(to, path);
    const lines = (await readFile(file, "utf8")).split("\n");
    for (const { start_line, end_line } of places) lines.fill("", start_line - 1, end_line);
    await writeFile(file, lines.join("\n"));
  }
}
