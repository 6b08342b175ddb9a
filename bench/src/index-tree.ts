// Indexing a large real tree: throughput, peak memory, second run, and one edit until another process finds it. The tree
// is a folder of your choice, by default the sources of everything this repository depends on.
import { cp, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { memoryOf, programOf, startProcess } from "./mcp-process.ts";
import { median, printTable, quantile, round } from "./report.ts";

const EDITS = 30;
const folder = await mkdtemp(join(tmpdir(), "ocp-bench-"));
const tree = join(folder, "tree");
const source = process.argv[2];
if (source !== undefined) await cp(resolve(source), tree, { recursive: true, dereference: false });
else await copyDependencies(fileURLToPath(new URL("../../node_modules/.pnpm", import.meta.url)), tree);

/** Copies each installed package, without what is installed inside it, to a folder of its own name and version. */
async function copyDependencies(store: string, to: string): Promise<void> {
  for (const installed of await readdir(store)) {
    const modules = join(store, installed, "node_modules");
    // `@scope+name@1.0.0_peers` holds node_modules/@scope/name.
    const name = installed.replace(/(?<=.)@.*$/, "").replace("+", "/");
    if (!(await stat(join(modules, name)).catch(() => undefined))?.isDirectory()) continue;
    await cp(join(modules, name), join(to, installed), {
      recursive: true,
      filter: (path) => !path.slice(modules.length + name.length + 1).includes("/node_modules"),
    });
  }
}

async function start() {
  const server = startProcess([programOf("ocp-server")], { OCP_DB_PATH: join(folder, "ocp.db") });
  await server.initialize();
  return server;
}

async function find(server: Awaited<ReturnType<typeof start>>, query: string): Promise<boolean> {
  const { chunks } = (await server.call("context.search", { workspace_id, query, k: 1 })) as {
    chunks: { content: string }[];
  };
  return chunks[0]?.content.includes(query) ?? false;
}

let server = await start();
const { workspace_id } = (await server.call("workspace.register", { root_uri: tree })) as { workspace_id: string };
let start1 = performance.now();
const first = (await server.call("workspace.index", { workspace_id })) as { indexed: number; files: number };
const firstMs = performance.now() - start1;
const peak = memoryOf(server.pid).peak;
const exit = await server.end();

let bytes = 0;
for (const entry of await readdir(tree, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
}
const database = (await stat(join(folder, "ocp.db"))).size;

server = await start();
const seconds: number[] = [];
for (let run = 0; run < 5; run++) {
  start1 = performance.now();
  await server.call("workspace.index", { workspace_id });
  seconds.push(performance.now() - start1);
}

const other = await start();
await find(other, "warm up");
const edits: number[] = [];
for (let edit = 0; edit < EDITS; edit++) {
  const word = `zebra${Math.random().toString(36).slice(2, 10)}`;
  const from = performance.now();
  await writeFile(join(tree, `edited-${edit % 5}.md`), `# Edit ${edit}\n\nThe new word is ${word}.\n`);
  while (!(await find(other, word))) {
    if (performance.now() - from > 30_000) throw new Error(`edit ${edit} was not found within 30 s`);
    await new Promise((wake) => setTimeout(wake, 5));
  }
  edits.push(performance.now() - from);
}
const searches: number[] = [];
for (let i = 0; i < 100; i++) {
  start1 = performance.now();
  await find(other, ["parse options", "http server close", "createConnection", "error handling in streams"][i % 4]!);
  searches.push(performance.now() - start1);
}
await Promise.all([server.end(), other.end()]);
await rm(folder, { recursive: true });

printTable(`Indexing ${source ?? "the sources of this repository's dependencies"}`, [
  { measure: "tree on disk", value: `${round(bytes / 1e6)} MB` },
  { measure: "files indexed", value: first.files },
  { measure: "chunks", value: first.indexed },
  { measure: "first run", value: `${round(firstMs / 1000, 1)} s, ${round(first.files / (firstMs / 1000))} files/s` },
  { measure: "database", value: `${round(database / 1e6)} MB` },
  { measure: "peak memory of the server", value: `${round(peak)} MB` },
  { measure: "second run, nothing changed (median of 5)", value: `${round(median(seconds))} ms` },
  {
    measure: `one edit → found by another process (median, p95 of ${EDITS})`,
    value: `${round(median(edits))}, ${round(quantile(edits, 0.95))} ms`,
  },
  {
    measure: "search, over stdio (median, p95 of 100)",
    value: `${round(median(searches), 1)}, ${round(quantile(searches, 0.95), 1)} ms`,
  },
  { measure: "exit after end of input", value: `${round(exit)} ms` },
]);
