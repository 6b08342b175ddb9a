// How long a search and a pack take in workspaces of growing size, beside SQLite's full-text search as it comes, over the
// same chunks. The text is what this repository depends on, as often as it takes to make so many chunks.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, PerformanceObserver, type PerformanceEntry } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { createOcpServer, type OcpServer } from "ocp-server";
import { copyDependencies } from "./index/dependencies.ts";
import { smallestFirst } from "./index/smallest-first.ts";
import { memoryOf, programOf } from "./mcp-process.ts";
import { median, printTable, quantile, round, timed } from "./report.ts";
import { openFullText } from "./retrieval/fts5.ts";
import { eachChunk } from "./retrieval/ocp.ts";

const USUAL = ["10000", "100000"];
const MILLION = "1000000";
/** About what one copy of everything comes to. */
const PER_COPY = 300_000;
const HITS = 10;
const PACK_TOKENS = 8_000;
const ROUNDS = 15;
/** The first rounds make ready what the others find: what is read is in memory, and the engine has optimised what runs. */
const FIRST_COUNTED = 5;
const QUERIES = [
  "where is the request body parsed",
  "how are retries with backoff computed",
  "createServer",
  "escape html entities in templates",
  "parse command line arguments into options",
  "resolve a module path from package exports",
  "TypeScript declaration of event emitter",
  "throw when the schema does not match",
  "convert a stream to a buffer",
  "validate json schema references",
  "abort signal listener removed after timeout",
  "normalize file paths on windows",
  "source map generator",
  "cache results by key with expiry",
  "compare semantic versions",
  "glob pattern matching with negation",
  "websocket handshake",
  "ERR_INVALID_ARG_TYPE",
  "unicode property escapes in regular expressions",
  "how does the tokenizer handle comments",
] as const;

const { values } = parseArgs({
  options: {
    million: { type: "boolean", default: false },
    /** Only this many chunks, instead; as often as you like. */
    chunks: { type: "string", multiple: true },
  },
});
const sizes = values.chunks ?? (values.million ? [...USUAL, MILLION] : USUAL);
const folder = await mkdtemp(join(tmpdir(), "ocp-bench-"));
const rows: Record<string, string>[] = [];
try {
  const single = join(folder, "once");
  await copyDependencies(fileURLToPath(new URL("../../node_modules/.pnpm", import.meta.url)), single);
  for (const size of sizes) rows.push(await measure(single, Number(size)));
} finally {
  await rm(folder, { recursive: true });
}
printTable(`Search and pack by size, ${QUERIES.length} queries, ${ROUNDS - FIRST_COUNTED} rounds`, rows);

async function measure(source: string, size: number): Promise<Record<string, string>> {
  const scratch = join(folder, String(size));
  const tree = join(scratch, "tree");
  const dbPath = join(scratch, "ocp.db");
  await using server = createOcpServer({ dbPath, watch: false });
  let workspace = "";
  let chunks = 0;
  let indexing = 0;
  const packages = await smallestFirst(source);
  // As many packages as it takes, again from the first one when all are there.
  for (let copied = 0; chunks < size;) {
    const more = Math.ceil(((size - chunks) / size) * packages.length * (size / PER_COPY)) || 1;
    for (const end = copied + more; copied < end; copied++) {
      const name = packages[copied % packages.length]!;
      await cp(join(source, name), join(tree, String(Math.floor(copied / packages.length)), name), { recursive: true });
    }
    indexing = Math.max(indexing, await indexElsewhere(tree, dbPath));
    workspace = (await server.call("workspace.register", { root_uri: tree })).workspace_id;
    ({ chunks } = (await server.call("workspace.list", {})).workspaces[0]!);
    console.error(`${chunks.toLocaleString("en")} chunks`);
  }
  const search: number[] = [];
  const pack: number[] = [];
  using collections = watchCollections();
  for (let round_ = 0; round_ < ROUNDS; round_++) {
    for (const query of QUERIES) {
      const found = await timed(() => server.call("context.search", { workspace_id: workspace, query, k: HITS }));
      const packed = await timed(() =>
        server.call("context.pack", { workspace_id: workspace, intent: query, budget_tokens: PACK_TOKENS }),
      );
      if (round_ < FIRST_COUNTED) continue;
      search.push(found);
      pack.push(packed - found);
    }
  }
  const serving = process.memoryUsage.rss();
  const collecting = await collections.durations();
  const plain = await measureFullText(server, workspace, scratch);
  return {
    chunks: chunks.toLocaleString("en"),
    "search p50, ms": round(median(search)),
    "p99, ms": round(quantile(search, 0.99)),
    "FTS5 p50, ms": round(median(plain)),
    "FTS5 p99, ms": round(quantile(plain, 0.99)),
    "pack beyond search p50, ms": round(median(pack)),
    "small collection of garbage p50, ms": round(median(collecting), 1),
    "memory while searching, MB": round(serving / 2 ** 20),
    "peak while indexing, MB": round(indexing),
  };
}

/** Notes how long the engine takes for each collection of what was lately thrown away. */
function watchCollections() {
  const durations: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { detail: { kind: number } })[])
      if (entry.detail.kind === constants.NODE_PERFORMANCE_GC_MINOR) durations.push(entry.duration);
  });
  observer.observe({ entryTypes: ["gc"] });
  return {
    async durations() {
      // Entries are handed over in a turn of their own.
      await sleep(10);
      return durations;
    },
    [Symbol.dispose]: () => observer.disconnect(),
  };
}

/** Indexes a tree in a process of its own; the most memory that it held, in MB. */
async function indexElsewhere(tree: string, dbPath: string): Promise<number> {
  const child = spawn(process.execPath, [programOf("ocp-server"), "index", tree, "--db", dbPath], { stdio: "ignore" });
  let peak = 0;
  const looking = setInterval(() => (peak = Math.max(peak, memoryOf(child.pid!).peak || 0)), 100);
  const [code] = (await once(child, "exit")) as [number | null];
  clearInterval(looking);
  if (code !== 0) throw new Error(`indexing ${tree} ended with ${code}`);
  return peak;
}

/** What SQLite's own search takes over the same chunks, each query once it has been asked. */
async function measureFullText(server: OcpServer, workspace: string, scratch: string): Promise<number[]> {
  const text = await openFullText(eachChunk(server, workspace), scratch);
  const took: number[] = [];
  for (let round_ = 0; round_ < ROUNDS; round_++) {
    for (const query of QUERIES) {
      const ms = await timed(() => text.ranked(query, HITS));
      if (round_ >= FIRST_COUNTED) took.push(ms);
    }
  }
  text.close();
  return took;
}
