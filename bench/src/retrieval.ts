// How well search finds what a question is about, and how often a pack of 4,000 tokens shows it: OCP, and other ways to
// search that need no model, over the same files in the same run.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createOcpServer } from "ocp-server";
import { median, printTable, round } from "./report.ts";
import { copyTree, findCheckout } from "./retrieval/checkout.ts";
import { fts5 } from "./retrieval/fts5.ts";
import { fused, letterHash } from "./retrieval/letter-hash.ts";
import { lineCount } from "./retrieval/line-count.ts";
import { HITS, type Index } from "./retrieval/method.ts";
import { miniSearch } from "./retrieval/mini-search.ts";
import { buildOcp } from "./retrieval/ocp.ts";
import { readQueries, type Kind, type Query } from "./retrieval/queries.ts";
import { gainByFile, showsAnswer } from "./retrieval/score.ts";

const BUDGET = 4000;
const KINDS: readonly Kind[] = ["k1", "k1s", "k2", "k3", "k4"];
/** The kinds in the headline. The others are easier: their queries hold words of the answer itself. */
const HEADLINE: readonly Kind[] = ["k1s", "k2", "k3"];
const OCP = "ocp-server";
const PEERS = [fts5, letterHash, fused, miniSearch, lineCount];

const USAGE = `Usage: pnpm bench:retrieval <queries.jsonl> <checkouts-folder>   (absolute paths)

  queries.jsonl      one query a line: { "id", "repo": "owner/name", "commit", "kind", "query",
                     "relevant": [{ "path", "start_line"?, "end_line"? }], "strip"?: [{ "path", "start_line", "end_line" }] }
                     Make them from any public repository:
                       k1  a sentence of a definition's documentation; relevant = the definition, strip = the documentation
                       k2  the subject of a commit that changed one to three source files; relevant = those files
                       k3  a question written by hand; relevant = the lines that answer it
                       k4  a bare name; relevant = the one place that defines it
  checkouts-folder   for each repo a git checkout at its commit, in a folder named owner+name`;

interface Tally {
  readonly gains: Map<Kind, number[]>;
  readonly times: number[];
  indexMs: number;
}

const tallies = new Map([OCP, ...PEERS.map(({ name }) => name)].map((name) => [name, createTally()]));
const packs = new Map<Kind, number[]>();
let unindexed = 0;

function createTally(): Tally {
  return { gains: new Map(), times: [], indexMs: 0 };
}

function note<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

async function timed<T>(work: () => T | Promise<T>): Promise<[result: T, ms: number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}

const [queriesFile, checkouts] = process.argv.slice(2);
if (queriesFile === undefined || checkouts === undefined) {
  console.error(USAGE);
  process.exit(1);
}
const queries = await readQueries(resolve(queriesFile));
const repositories = [...Map.groupBy(queries, ({ repo }) => repo)];
// All of them before the first is indexed: a wrong one should not show after minutes.
const folders = await Promise.all(repositories.map(([, [first]]) => findCheckout(resolve(checkouts), first!)));

const scratch = await mkdtemp(join(tmpdir(), "ocp-bench-"));
try {
  await using server = createOcpServer({ dbPath: join(scratch, "ocp.db"), watch: false });
  for (const [place, [repo, asked]] of repositories.entries()) {
    const stripped = asked.filter(({ strip }) => strip.length > 0);
    for (const [variant, its] of [
      ["full", asked],
      ["strip", stripped],
    ] as const) {
      if (its.length === 0) continue;
      console.error(`${repo}, ${variant}: ${its.length} queries`);
      const folder = join(scratch, `${place}-${variant}`);
      const root = join(folder, "tree");
      await copyTree(folders[place]!, root, variant === "strip" ? stripped.flatMap(({ strip }) => strip) : []);
      await measure(server, { folder, root, asked: its, full: variant === "full" });
      await rm(folder, { recursive: true });
    }
  }
} finally {
  await rm(scratch, { recursive: true });
}

interface Run {
  readonly folder: string;
  readonly root: string;
  readonly asked: readonly Query[];
  readonly full: boolean;
}

/** Builds every index over one tree and asks each query of all of them in turn, so that a busy moment hits all alike. */
async function measure(server: Parameters<typeof buildOcp>[0], { folder, root, asked, full }: Run): Promise<void> {
  const [ocp, ocpMs] = await timed(() => buildOcp(server, root));
  const paths = await ocp.paths();
  if (full) unindexed += asked.filter(({ relevant }) => !relevant.some(({ path }) => paths.includes(path))).length;
  const built: { name: string; index: Index; ms: number }[] = [{ name: OCP, index: ocp, ms: ocpMs }];
  for (const [place, { name, build }] of PEERS.entries()) {
    const own = join(folder, String(place));
    await mkdir(own);
    const [index, ms] = await timed(() => build({ root, paths }, own));
    built.push({ name, index, ms });
  }
  if (full) for (const { name, ms } of built) tallies.get(name)!.indexMs += ms;
  for (const { index } of built) await index.search(asked[0]!.query);
  for (const { kind: written, query, relevant } of asked) {
    const kind = full ? written : "k1s";
    for (const { name, index } of built) {
      const [hits, ms] = await timed(() => index.search(query));
      const { gains, times } = tallies.get(name)!;
      note(gains, kind, gainByFile(hits, relevant));
      if (full) times.push(ms);
    }
    if (HEADLINE.includes(kind)) note(packs, kind, showsAnswer(await ocp.pack(query, BUDGET), relevant) ? 1 : 0);
  }
  for (const { index } of built) index.close();
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const cell = (values: readonly number[] | undefined): string => (values ? round(mean(values), 3) : "–");

/** The mean of the kinds' means; each kind counts alike, however many queries it has. */
function headline(lists: ReadonlyMap<Kind, readonly number[]>): string {
  const means = HEADLINE.flatMap((kind) => (lists.has(kind) ? [mean(lists.get(kind)!)] : []));
  return means.length === HEADLINE.length ? round(mean(means), 3) : "–";
}

printTable(
  `Retrieval: ${queries.length} queries over ${repositories.length} repositories`,
  [...tallies].map(([name, { gains, times, indexMs }]) => ({
    method: name,
    ...Object.fromEntries(KINDS.map((kind) => [kind, cell(gains.get(kind))])),
    M3: headline(gains),
    [`pack@${BUDGET}`]: name === OCP ? headline(packs) : "–",
    "index, s": round(indexMs / 1000, 1),
    "query p50, ms": round(median(times), 1),
  })),
);
const counts = tallies.get(OCP)!.gains;
console.log(`
k1–k4: mean nDCG@10 by file. Queries: ${KINDS.map((kind) => `${kind} ${counts.get(kind)?.length ?? 0}`).join(", ")}.
M3: mean of ${HEADLINE.join(", ")}. pack@${BUDGET}: share of the same queries for which the packed context shows a line of an answer.
Every method searches the files that ocp-server indexes and returns ${HITS} hits, from which the first ten different files count.
Queries whose answer is in none of these files, which count as 0 for all: ${unindexed}.
index: all repositories once. query: over all but k1s.`);
