// How well search finds what a question is about, how long that takes in how much memory, and how often a pack of 4,000
// tokens shows it: OCP, and other ways to search that need no model, over the same files in the same run.
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { printTable } from "./report.ts";
import { toChart } from "./retrieval/chart.ts";
import { openMeasurement } from "./retrieval/measure.ts";
import { HITS } from "./retrieval/method.ts";
import { OCP } from "./retrieval/methods.ts";
import { INPUT, readQueries } from "./retrieval/queries.ts";
import { HEADLINE, KINDS, toRow } from "./retrieval/tally.ts";
import { eachTree } from "./retrieval/trees.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    fetch: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    every: { type: "string", default: "1" },
    chart: { type: "string" },
  },
});
const [queriesFile, checkouts] = positionals;
if (queriesFile === undefined || checkouts === undefined) {
  console.error(`Usage: pnpm bench:retrieval <queries.jsonl> <checkouts-folder> [options]   (absolute paths)

${INPUT}

  --fetch            get peers by npm that are too large to be installed with this repository, about 300 MB, once
  --only <part>      only methods whose names hold this, beside ocp-server; as often as you like
  --every <n>        only every so many of the queries, as for a method that takes seconds for each
  --chart <file>     write the figures as a picture as well, in SVG`);
  process.exit(1);
}
const queries = (await readQueries(resolve(queriesFile))).filter((_, at) => at % Number(values.every) === 0);
await using measurement = await openMeasurement(values.only, values.fetch);
await eachTree(queries, checkouts, (tree, server) => measurement.measure(server, tree));

const { tallies, packs, missing, unindexed } = measurement.results;
printTable(
  `Retrieval, ${queries.length} queries over ${new Set(queries.map(({ repo }) => repo)).size} repositories`,
  [...tallies].map(([name, tally]) => toRow(name, tally, name === OCP ? packs : undefined)),
);
const counts = KINDS.map((kind) => `${kind} ${tallies.get(OCP)!.gains.get(kind)?.length ?? 0}`);
const failed = [...tallies].filter(([, tally]) => tally.failed > 0);
console.log(`
${failed.map(([name, tally]) => `- Searches of ${name} that ended in an error: ${tally.failed}.\n`).join("")}${[...missing].map(([name, reason]) => `- Not measured: ${name}. ${reason}.\n`).join("")}- Queries: ${counts.join(", ")}. k1s: k1 with the documentation that the queries were taken from blanked.
- k1 to k4: mean nDCG@10 by file. M3: the mean of ${HEADLINE.join(", ")}.
- pack@4000: share of queries whose packed context of at most 4,000 tokens shows a line of an answer; mean of M3's kinds.
- All search the files that ocp-server indexes and return ${HITS} hits, of which the first ten different files count.
- Queries whose answer is in none of those files, 0 for every method: ${unindexed}.
- index: the whole checkouts, reading included. query: all but k1s.
- peak memory: of a process of its own for each method, Node.js included, over the whole run; of a program that is started for each search, that program's.`);
if (values.chart !== undefined) await writeFile(resolve(values.chart), toChart(tallies));
