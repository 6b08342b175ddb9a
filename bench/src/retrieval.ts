// How well search finds what a question is about, and how often a pack of 4,000 tokens shows it: OCP, and other ways to
// search that need no model, over the same files in the same run.
import { resolve } from "node:path";
import { printTable } from "./report.ts";
import { createResults, measure, OCP } from "./retrieval/measure.ts";
import { HITS } from "./retrieval/method.ts";
import { INPUT, readQueries } from "./retrieval/queries.ts";
import { HEADLINE, KINDS, toRow } from "./retrieval/tally.ts";
import { eachTree } from "./retrieval/trees.ts";

const [queriesFile, checkouts] = process.argv.slice(2);
if (queriesFile === undefined || checkouts === undefined) {
  console.error(`Usage: pnpm bench:retrieval <queries.jsonl> <checkouts-folder>   (absolute paths)\n\n${INPUT}`);
  process.exit(1);
}
const queries = await readQueries(resolve(queriesFile));
const results = createResults();
await eachTree(queries, checkouts, (tree, server) => measure(server, tree, results));

const { tallies, packs, unindexed } = results;
printTable(
  `Retrieval, ${queries.length} queries over ${new Set(queries.map(({ repo }) => repo)).size} repositories`,
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
