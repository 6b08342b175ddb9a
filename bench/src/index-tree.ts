// Indexing a large real tree through the server: throughput, memory, what others wait for meanwhile, the second run, an
// edit until another process finds it, a branch switch, removal; two peers index the same files. The tree is a folder of
// your choice, by default the sources of everything this repository depends on.
import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { copyDependencies } from "./index/dependencies.ts";
import { memoryOf, processorTimeOf, programOf, startProcess } from "./mcp-process.ts";
import { median, printTable, quantile, round, timed } from "./report.ts";
import { fts5 } from "./retrieval/fts5.ts";
import { miniSearch } from "./retrieval/mini-search.ts";

const EDITS = 30;
const SWITCHED = 1_000;
const QUERIES = ["parse options", "http server close", "createConnection", "error handling in streams"];

type Server = Awaited<ReturnType<typeof start>>;

const folder = await mkdtemp(join(tmpdir(), "ocp-bench-"));
const tree = join(folder, "tree");
const source = process.argv[2];
if (source !== undefined)
  await cp(resolve(source), tree, { recursive: true, filter: (path) => !path.endsWith("/.git") });
else await copyDependencies(fileURLToPath(new URL("../../node_modules/.pnpm", import.meta.url)), tree);

async function start(database = "ocp.db") {
  const server = startProcess([programOf("ocp-server")], { OCP_DB_PATH: join(folder, database) });
  await server.initialize();
  return server;
}

const search = (server: Server, query: string) =>
  server.call("context.search", { workspace_id, query, k: 5 }) as Promise<{ chunks: { content: string }[] }>;
const found = async (server: Server, word: string) =>
  (await search(server, word)).chunks.some(({ content }) => content.includes(word));

/** The paths of everything that is indexed, and the size of it. */
async function indexed(server: Server): Promise<{ paths: string[]; bytes: number }> {
  const paths = new Set<string>();
  for (let cursor: string | undefined, more = true; more;) {
    const page = (await server.call("workspace.list_chunks", { workspace_id, limit: 500, cursor })) as {
      chunks: { metadata: { path: string } }[];
      next_cursor: string | null;
    };
    for (const { metadata } of page.chunks) paths.add(metadata.path);
    cursor = page.next_cursor ?? undefined;
    more = cursor !== undefined;
  }
  let bytes = 0;
  for (const path of paths) bytes += (await stat(join(tree, path))).size;
  return { paths: [...paths], bytes };
}

/** So many of some values, at even distances. */
function spread<T>(values: readonly T[], count: number): T[] {
  const step = Math.max(1, values.length / count);
  return Array.from({ length: Math.min(count, values.length) }, (_, at) => values[Math.floor(at * step)]!);
}

let server = await start();
const { workspace_id } = (await server.call("workspace.register", { root_uri: tree })) as { workspace_id: string };

// The first run, with others asking meanwhile.
let firstResults = Number.NaN;
let running = true;
const meanwhile = { ping: [] as number[], state: [] as number[], search: [] as number[] };
const began = performance.now();
const others = (async () => {
  for (let turn = 0; running; turn++) {
    meanwhile.ping.push(await timed(() => server.request("ping")));
    const entry = { workspace_id, scope: "global", key: `k${turn % 10}`, value: turn };
    meanwhile.state.push(await timed(() => server.call("state.set", entry)));
    let hits = 0;
    const took = await timed(async () => (hits = (await search(server, QUERIES[turn % 4]!)).chunks.length));
    meanwhile.search.push(took);
    if (Number.isNaN(firstResults) && hits > 0) firstResults = performance.now() - began;
    await sleep(20);
  }
})();
const cpuBefore = processorTimeOf(server.pid);
const first = (await server.call("workspace.index", { workspace_id })) as { indexed: number; files: number };
const firstMs = performance.now() - began;
const firstCpu = processorTimeOf(server.pid) - cpuBefore;
running = false;
await others;
const { peak } = memoryOf(server.pid);
const exit = await server.end();

// The same while nobody else asks anything.
const alone = await start("alone.db");
await alone.call("workspace.register", { root_uri: tree });
const aloneMs = await timed(() => alone.call("workspace.index", { workspace_id }));
const alonePeak = memoryOf(alone.pid).peak;
await alone.end();

server = await start();
const idle: number[] = [];
for (let turn = 0; turn < 200; turn++) idle.push(await timed(() => search(server, QUERIES[turn % 4]!)));
const serving = memoryOf(server.pid).now;
const { paths, bytes } = await indexed(server);
const database = (await stat(join(folder, "ocp.db"))).size;
const seconds: number[] = [];
for (let run = 0; run < 5; run++) seconds.push(await timed(() => server.call("workspace.index", { workspace_id })));

const other = await start();
await found(other, "warm up");
const edits: number[] = [];
const editCpuBefore = processorTimeOf(server.pid);
for (let edit = 0; edit < EDITS; edit++) {
  const word = `zebra${Math.random().toString(36).slice(2, 10)}`;
  const from = performance.now();
  await writeFile(join(tree, `edited-${edit % 5}.md`), `# Edit ${edit}\n\nThe new word is ${word}.\n`);
  while (!(await found(other, word))) {
    if (performance.now() - from > 30_000) throw new Error(`edit ${edit} was not found within 30 s`);
    await sleep(5);
  }
  edits.push(performance.now() - from);
}
const editCpu = (processorTimeOf(server.pid) - editCpuBefore) / EDITS;

// What a branch switch does: many files, all over the tree, get other bytes at once.
const switched = spread(
  paths.filter((path) => !path.startsWith("edited-")),
  SWITCHED,
);
let switchedBytes = 0;
for (const path of switched) {
  const before = await readFile(join(tree, path), "latin1");
  switchedBytes += before.length;
  await writeFile(join(tree, path), `${before}\n\n// switchedbranch\n`, "latin1");
}
const lastSwitched = performance.now();
let switchMs = 0;
for (let left = 1; left > 0;) {
  ({ indexed: left } = (await server.call("workspace.index", { workspace_id })) as { indexed: number });
  // The run that finds nothing left to do only tells that the one before was the last.
  if (left > 0 || switchMs === 0) switchMs = performance.now() - lastSwitched;
}

let held = 0;
const removing = server.call("workspace.unregister", { workspace_id });
for (let turn = 0; turn < 100; turn++) {
  held = Math.max(held, await timed(() => server.request("ping")));
  await sleep(20);
}
await removing;
await Promise.all([server.end(), other.end()]);

const peers: { measure: string; bar: string; value: string }[] = [];
for (const [name, method] of Object.entries({ "SQLite FTS5": fts5, minisearch: miniSearch })) {
  const cpu = process.cpuUsage();
  const ms = await timed(async () => (await method.build({ root: tree, paths }, folder)).close());
  const { user, system } = process.cpuUsage(cpu);
  const value = `${round(bytes / 1e3 / ms, 1)} MB/s, ${round((user + system) / 1e3 / (bytes / 1e6))} ms of processor/MB`;
  peers.push({ measure: `${name}, 40-line pieces: the same files`, bar: "", value });
}
await rm(folder, { recursive: true });

const both = (values: readonly number[]) => `${round(median(values), 1)} / ${round(quantile(values, 0.99), 1)} ms`;
printTable(`Indexing ${source === undefined ? "the sources of this repository's dependencies" : "a folder"}`, [
  { measure: "files, chunks, text", bar: "", value: `${first.files}, ${first.indexed}, ${round(bytes / 1e6)} MB` },
  {
    measure: "first run, others asking all the time",
    bar: "",
    value: `${round(firstMs / 1e3, 1)} s, ${round(bytes / 1e3 / firstMs, 1)} MB/s`,
  },
  {
    measure: "first run, alone",
    bar: "≥ 10 MB/s, ≤ 400 MB",
    value: `${round(aloneMs / 1e3, 1)} s, ${round(bytes / 1e3 / aloneMs, 1)} MB/s, ${round(alonePeak)} MB`,
  },
  { measure: "processor time of the first", bar: "", value: `${round(firstCpu / (bytes / 1e6))} ms/MB` },
  { measure: "first search that finds something", bar: "≤ 1 s", value: `${round(firstResults)} ms` },
  { measure: "peak memory of the server, others asking", bar: "≤ 400 MB", value: `${round(peak)} MB` },
  { measure: "ping meanwhile, p50 / p99", bar: "p99 ≤ 20 ms", value: both(meanwhile.ping) },
  { measure: "state.set meanwhile, p50 / p99", bar: "p99 ≤ 20 ms", value: both(meanwhile.state) },
  { measure: "search meanwhile, p50 / p99", bar: "p99 ≤ 2 × idle", value: both(meanwhile.search) },
  { measure: "search afterwards, p50 / p99", bar: "", value: both(idle) },
  { measure: "memory while serving", bar: "≤ 250 MB", value: `${round(serving)} MB` },
  { measure: "database / text", bar: "≤ 2", value: round(database / bytes, 2) },
  {
    measure: "second run, nothing changed (median of 5)",
    bar: "≤ 300 ms for 10,000 files",
    value: `${round(median(seconds))} ms, ${round((median(seconds) * 1e4) / first.files)} ms for 10,000`,
  },
  {
    measure: `one edit → found by another process, p50 / p95 of ${EDITS}`,
    bar: "≤ 250 ms",
    value: `${round(median(edits))} / ${round(quantile(edits, 0.95))} ms`,
  },
  { measure: "processor time of an edit, with what watches", bar: "≤ 30 ms", value: `${round(editCpu, 1)} ms` },
  {
    measure: `branch switch of ${switched.length} files, ${round(switchedBytes / 1e6, 1)} MB`,
    bar: "≤ 3 s",
    value: `${round(switchMs)} ms`,
  },
  { measure: "longest ping while the workspace is removed", bar: "≤ 20 ms", value: `${round(held, 1)} ms` },
  { measure: "exit after end of input", bar: "≤ 1 s", value: `${round(exit)} ms` },
  ...peers,
]);
