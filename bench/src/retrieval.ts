// How well search finds what a question is about, and how often a pack of 4,000 tokens shows it: OCP, and other ways to
// search that need no model, over the same files in the same run.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createOcpServer } from "ocp-server";
import { printTable } from "./report.ts";
import { copyTree, findCheckout } from "./retrieval/checkout.ts";
import { createResults, measure, OCP } from "./retrieval/measure.ts";
import { HITS } from "./retrieval/method.ts";
import { readQueries } from "./retrieval/queries.ts";
import { HEADLINE, KINDS, toRow } from "./retrieval/tally.ts";

const USAGE = `Usage: pnpm bench:retrieval <queries.jsonl> <checkouts-folder>   (absolute paths)

  queries.jsonl      one query a line:
                     { "id", "repo": "owner/name", "commit", "kind", "query",
                       "relevant": [{ "path", "start_line"?, "end_line"? }],
                       "strip"?: [{ "path", "start_line", "end_line" }] }
                     pnpm bench:queries makes k1, k2 and k4 from any checkout with its history:
                     k1  a sentence of a definition's documentation; relevant is the definition, strip its documentation
                     k2  the subject of a commit that changed one to three source files; relevant are those files
                     k3  a question written by hand; relevant are the lines that answer it: bench/data/questions.jsonl
                     k4  a bare name; relevant is the one place that defines it
  checkouts-folder   for each repo a git checkout at its commit, in a folder named owner+name`;

const [queriesFile, checkouts] = process.argv.slice(2);
if (queriesFile === undefined || checkouts === undefined) {
  console.error(USAGE);
  process.exit(1);
}
const queries = await readQueries(resolve(queriesFile));
const repositories = [...Map.groupBy(queries, ({ repo }) => repo)];
// All of them before the first is indexed: a wrong one should not show after minutes.
const folders = await Promise.all(repositories.map(([, asked]) => findCheckout(resolve(checkouts), asked)));

const results = createResults();
const scratch = await mkdtemp(join(tmpdir(), "ocp-bench-"));
try {
  await using server = createOcpServer({ dbPath: join(scratch, "ocp.db"), watch: false });
  for (const [place, [repo, asked]] of repositories.entries()) {
    console.error(`${repo}: ${asked.length} queries`);
    const stripped = asked.filter(({ strip }) => strip.length > 0);
    for (const whole of [true, false]) {
      if (!whole && stripped.length === 0) continue;
      const folder = join(scratch, `${place}-${whole ? "whole" : "stripped"}`);
      const root = join(folder, "tree");
      await copyTree(folders[place]!, root, whole ? [] : stripped.flatMap(({ strip }) => strip));
      await measure(server, { folder, root, queries: whole ? asked : stripped, whole }, results);
      await rm(folder, { recursive: true });
    }
  }
} finally {
  await rm(scratch, { recursive: true });
}

const { tallies, packs, unindexed } = results;
printTable(
  `Retrieval, ${queries.length} queries over ${repositories.length} repositories`,
  [...tallies].map(([name, tally]) => toRow(name, tally, name === OCP ? packs : undefined)),
);
const counts = KINDS.map((kind) => `${kind} ${tallies.get(OCP)!.gains.get(kind)?.length ?? 0}`);
console.log(`
- Queries: ${counts.join(", ")}. k1s: k1 with the documentation that the queries were taken from blanked.
- k1 to k4: mean nDCG@10 by file. M3: the mean of ${HEADLINE.join(", ")}.
- pack@4000: share of queries whose packed context of at most 4,000 tokens shows a line of an answer; mean of M3's kinds.
- All search the files that ocp-server indexes and return ${HITS} hits, of which the first ten different files count.
- Queries whose answer is in none of those files, 0 for every method: ${unindexed}.
- index: the whole checkouts, reading included. query: all but k1s.`);
