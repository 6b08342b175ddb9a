// How long a search and a pack take in workspaces of growing size, beside SQLite's full-text search as it comes, over the
// same chunks. The text is what this repository depends on, as often as it takes to make so many chunks.
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createOcpServer } from "ocp-server";
import { copyDependencies } from "./index/dependencies.ts";
import { median, printTable, quantile, round } from "./report.ts";
import { openFullText } from "./retrieval/fts5.ts";
import { indexTree, listChunks } from "./retrieval/ocp.ts";

const SIZES = [10_000, 100_000];
const MILLION = 1_000_000;
/** About what one copy of everything comes to. */
const PER_COPY = 300_000;
const HITS = 10;
const PACK_TOKENS = 8_000;
const ROUNDS = 5;
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

const sizes = process.argv.includes("--million") ? [...SIZES, MILLION] : SIZES;
const folder = await mkdtemp(join(tmpdir(), "ocp-bench-"));
const rows: Record<string, string>[] = [];
try {
  const once = join(folder, "once");
  await copyDependencies(fileURLToPath(new URL("../../node_modules/.pnpm", import.meta.url)), once);
  for (const size of sizes) rows.push(await measure(once, size));
} finally {
  await rm(folder, { recursive: true });
}
printTable(`Search and pack by size, ${QUERIES.length} queries, ${ROUNDS} rounds`, rows);

async function measure(source: string, size: number): Promise<Record<string, string>> {
  const scratch = join(folder, String(size));
  const tree = join(scratch, "tree");
  await using server = createOcpServer({ dbPath: join(scratch, "ocp.db"), watch: false });
  let workspace = "";
  let chunks = 0;
  const packages = await readdir(source);
  // As many packages as it takes, again from the first one when all are there.
  for (let copied = 0; chunks < size;) {
    const more = Math.ceil(((size - chunks) / size) * packages.length * (size / PER_COPY)) || 1;
    for (const end = copied + more; copied < end; copied++) {
      const name = packages[copied % packages.length]!;
      await cp(join(source, name), join(tree, String(Math.floor(copied / packages.length)), name), { recursive: true });
    }
    workspace = await indexTree(server, tree);
    ({ chunks } = (await server.call("workspace.list", {})).workspaces[0]!);
  }
  const search: number[] = [];
  const pack: number[] = [];
  for (let round_ = 0; round_ < ROUNDS; round_++) {
    for (const query of QUERIES) {
      const found = await timed(() => server.call("context.search", { workspace_id: workspace, query, k: HITS }));
      const packed = await timed(() =>
        server.call("context.pack", { workspace_id: workspace, intent: query, budget_tokens: PACK_TOKENS }),
      );
      // The first round makes ready what the others find.
      if (round_ === 0) continue;
      search.push(found);
      pack.push(packed - found);
    }
  }
  const memory = process.memoryUsage.rss();
  const text = openFullText(
    (await listChunks(server, workspace)).map(({ chunk_id, content, metadata }) => ({
      id: chunk_id,
      path: String(metadata["path"]),
      text: content,
    })),
    scratch,
  );
  const plain: number[] = [];
  for (const query of QUERIES) plain.push(await timed(() => text.ranked(query, HITS)));
  text.close();
  return {
    chunks: chunks.toLocaleString("en"),
    "search p50, ms": round(median(search)),
    "p99, ms": round(quantile(search, 0.99)),
    "FTS5 p50, ms": round(median(plain)),
    "FTS5 p99, ms": round(quantile(plain, 0.99)),
    "pack beyond search p50, ms": round(median(pack)),
    "memory, MB": String(Math.round(memory / 1e6)),
  };
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
