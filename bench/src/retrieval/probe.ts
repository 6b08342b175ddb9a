import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { fetchPackage } from "./fetched.ts";
import { HITS, type Method } from "./method.ts";
import { run } from "./program.ts";
import { wordsOf } from "./words.ts";

const PACKAGE = { name: "@probelabs/probe", version: "0.6.0-rc325", size: "52 MB" };
const PLATFORMS: Readonly<Record<string, string>> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
};

let program = "";

/** A code search without an index: a program that reads every file for each question, parses what matches and ranks it. */
export const probe: Method = {
  async prepare(mayFetch) {
    const target = PLATFORMS[`${process.platform}-${process.arch}`];
    if (target === undefined) throw new Error(`${PACKAGE.name} has no program for this system that is unpacked here`);
    // Its dependencies serve its agent; the search is one program that the package carries for each system.
    const binaries = join(await fetchPackage(PACKAGE, mayFetch), "bin", "binaries");
    const archive = (await readdir(binaries)).find((file) => file.endsWith(`${target}.tar.gz`))!;
    const folder = archive.slice(0, -".tar.gz".length);
    await run("tar", ["xzf", join(binaries, archive), "-C", binaries]);
    program = join(binaries, folder, "probe");
  },
  build({ root }) {
    return Promise.resolve({
      async search(query) {
        // Whole questions may hold what its query language takes for operators.
        const words = wordsOf(query).join(" ");
        const args = ["search", words, root, "--format", "json", "--max-results", String(HITS)];
        const printed = await run(program, args);
        const start = printed.indexOf("{");
        if (start === -1) return [];
        const { results } = JSON.parse(printed.slice(start)) as { results: { file: string; score: number }[] };
        // It prints them in the order of their paths.
        return results
          .toSorted((a, b) => b.score - a.score)
          .slice(0, HITS)
          .map(({ file }) => relative(root, file));
      },
      close: () => undefined,
    });
  },
};
