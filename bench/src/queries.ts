// Makes queries for bench:retrieval from a checkout: its documentation, its history and its names are questions whose
// answers are known.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { createOcpServer } from "ocp-server";
import { readCommits, subjectsOf } from "./retrieval/make/commits.ts";
import { headingsOf } from "./retrieval/make/headings.ts";
import { namesOf } from "./retrieval/make/names.ts";
import { toLines, type Made } from "./retrieval/make/record.ts";
import { sample } from "./retrieval/make/sample.ts";
import { sentencesOf } from "./retrieval/make/sentences.ts";
import { readSources } from "./retrieval/make/source.ts";

const USAGE = `Usage: pnpm --silent bench:queries <checkout> [--max 40] [--pages]   (an absolute path)

  checkout   a git checkout with its history, in a folder named owner+name or with a remote origin
  --max      queries of kind k1 and k2 at most, each; of k4 three eighths as many
  --pages    make them of its pages, headings in the place of sentences and no k4; otherwise of its programs

Prints queries for bench:retrieval, one a line. k3, questions by hand, are to be added.`;
const NAMES_PER_SENTENCE = 3 / 8;

const run = promisify(execFile);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { max: { type: "string", default: "40" }, pages: { type: "boolean", default: false } },
});
const max = Number(values.max);
if (positionals.length !== 1 || !Number.isInteger(max) || max < 1) {
  console.error(USAGE);
  process.exit(1);
}
const checkout = resolve(positionals[0]!);
const commit = await git("rev-parse", "HEAD");
const repo = await nameRepository();

const scratch = await mkdtemp(join(tmpdir(), "ocp-bench-"));
try {
  await using server = createOcpServer({ dbPath: join(scratch, "ocp.db"), watch: false });
  const sources = await readSources(server, checkout, values.pages ? "pages" : "programs");
  const { files, language } = sources;
  const made = [
    ...take(values.pages ? headingsOf(files) : sentencesOf(files), max),
    ...take(subjectsOf(await readCommits(checkout), sources), max),
    ...take(values.pages ? [] : namesOf(sources), Math.round(max * NAMES_PER_SENTENCE)),
  ];
  for (const line of toLines(made, { repo, commit, lang: values.pages ? "docs" : language })) console.log(line);
} finally {
  await rm(scratch, { recursive: true });
}

function take(made: readonly Made[], most: number): Made[] {
  const groupOf = ({ relevant }: Made): string => relevant[0]!.path;
  return sample(made, most, {
    idOf: ({ query, relevant }) => `${groupOf({ query, relevant } as Made)} ${query}`,
    groupOf,
  });
}

async function nameRepository(): Promise<string> {
  const folder = /^([\w-]+)\+([\w.-]+)$/.exec(basename(checkout));
  if (folder) return `${folder[1]}/${folder[2]}`;
  const remote = /([\w-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(await git("remote", "get-url", "origin").catch(() => ""));
  if (!remote) throw new Error(`${checkout} has neither a folder named owner+name nor a remote that tells`);
  return remote[1]!;
}

async function git(...words: string[]): Promise<string> {
  return (await run("git", ["-C", checkout, ...words])).stdout.trim();
}
