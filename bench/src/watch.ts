// Following a tree of 100,000 files: what indexing it takes, how many watches of the system, and how soon an edit, a renamed
// folder and a branch switch are found, where the system has watches enough and where it has too few.
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { memoryOf, processorTimeOf, programOf, startProcess } from "./mcp-process.ts";
import { median, printTable, quantile, round, timed } from "./report.ts";

const { values } = parseArgs({ options: { files: { type: "string", default: "100000" } } });
const FILES = Number(values.files);
const PER_FOLDER = 50;
const EDITS = 50;
const POLLED_EDITS = 5;
const SWITCHED = Math.min(5_000, FILES / 4);
const SAMPLE = 50;
/** Too few for the tree's folders. */
const FEW_WATCHES = 100;
const PATIENCE_MS = 300_000;

type Server = Awaited<ReturnType<typeof start>>;

const folder = await mkdtemp(join(tmpdir(), "ocp-bench-"));
const tree = join(folder, "tree");
const rows: { measure: string; value: string }[] = [];
const add = (measure: string, value: string): void => void rows.push({ measure, value });

let words = 0;
/** A word that nothing else holds. */
const newWord = (): string => `zebra${(++words).toString(36)}q${Math.random().toString(36).slice(2, 8)}`;
const folderOf = (file: number): string => {
  const place = Math.floor(file / PER_FOLDER);
  return `group${Math.floor(place / 40)}/part${place}`;
};
const pathOf = (file: number): string => `${folderOf(file)}/file${file}.ts`;
const textOf = (file: number, word: string): string =>
  `/** Counts what part ${file} has of ${word}. */\nexport function count${file}(items: string[]) {\n  return items.length + ${file};\n}\n`;

async function start(wrapper: readonly string[] = []) {
  const server = startProcess([programOf("ocp-server")], { OCP_DB_PATH: join(folder, "ocp.db") }, wrapper);
  await server.initialize();
  return server;
}

/** The path that a word is found in. */
async function placeOf(server: Server, word: string): Promise<string | undefined> {
  const { chunks } = (await server.call("context.search", { workspace_id, query: word, k: 3 })) as {
    chunks: { content: string; metadata: { path: string } }[];
  };
  return chunks.find(({ content }) => content.includes(word))?.metadata.path;
}

/** Waits until a word is found in a path. Throws an `Error` when that takes minutes. */
async function untilFound(server: Server, word: string, path: string): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; (await placeOf(server, word)) !== path;) {
    if (performance.now() > end) throw new Error(`${word} was not found in ${path}`);
    await sleep(5);
  }
}

/** Edits files here and there, one after the other; how long each took to be found, in ms. */
async function edit(server: Server, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const [file, word] = [Math.floor(Math.random() * FILES), newWord()];
    const from = performance.now();
    await writeFile(join(tree, pathOf(file)), textOf(file, word));
    await untilFound(server, word, pathOf(file));
    took.push(performance.now() - from);
  }
  return took;
}

/** How many folders a process watches; not a number where the system does not say. */
async function watchesOf(pid: number): Promise<number> {
  try {
    const all = await readdir(`/proc/${pid}/fdinfo`);
    const texts = await Promise.all(all.map((fd) => readFile(`/proc/${pid}/fdinfo/${fd}`, "utf8").catch(() => "")));
    return texts
      .join("")
      .split("\n")
      .filter((line) => line.startsWith("inotify ")).length;
  } catch {
    return Number.NaN;
  }
}

const summary = (values_: readonly number[]): string =>
  `${round(median(values_))} / ${round(quantile(values_, 0.95))} / ${round(Math.max(...values_))} ms`;

for (let file = 0; file < FILES; file++) {
  if (file % PER_FOLDER === 0) await mkdir(join(tree, folderOf(file)), { recursive: true });
  await writeFile(join(tree, pathOf(file)), textOf(file, "things"));
}

let server = await start();
const { workspace_id } = (await server.call("workspace.register", { root_uri: tree })) as { workspace_id: string };
const indexing = await timed(() => server.call("workspace.index", { workspace_id }));
add("files, folders", `${FILES.toLocaleString("en")}, ${Math.ceil(FILES / PER_FOLDER).toLocaleString("en")}`);
add("first run", `${round(indexing / 1e3, 1)} s`);
// The first edit waits until all folders are watched.
const watched = await timed(() => edit(server, 1));
add("after it until a first edit is found", `${round(watched)} ms`);
add("watches held by the server", String(await watchesOf(server.pid)));
const cpuBefore = processorTimeOf(server.pid);
await sleep(5_000);
add("its processor time while nothing happens", `${round((processorTimeOf(server.pid) - cpuBefore) / 5, 1)} ms/s`);
add(`${EDITS} edits here and there, each until found: p50 / p95 / longest`, summary(await edit(server, EDITS)));

// A folder gets another name, and with it a file that can be told from all others.
const [moved, word] = [PER_FOLDER * 3, newWord()];
await writeFile(join(tree, pathOf(moved)), textOf(moved, word));
await untilFound(server, word, pathOf(moved));
await rename(join(tree, folderOf(moved)), join(tree, "renamed"));
const renamed = await timed(() => untilFound(server, word, `renamed/file${moved}.ts`));
add(`a folder of ${PER_FOLDER} files renamed, until found under its new name`, `${round(renamed)} ms`);
await rename(join(tree, "renamed"), join(tree, folderOf(moved)));
await untilFound(server, word, pathOf(moved));

// What a branch switch does: many files get other bytes at once.
const switched = Array.from({ length: SWITCHED }, (_, at) => ({
  file: at * Math.floor(FILES / SWITCHED),
  word: newWord(),
}));
for (const { file, word: other } of switched) await writeFile(join(tree, pathOf(file)), textOf(file, other));
const lastSwitched = performance.now();
const spread = switched.filter((_, at) => at % (SWITCHED / SAMPLE) === 0);
for (const { file, word: other } of [...spread, switched.at(-1)!]) await untilFound(server, other, pathOf(file));
add(
  `branch switch of ${SWITCHED.toLocaleString("en")} files, until ${SAMPLE} spread over them are found`,
  `${round((performance.now() - lastSwitched) / 1e3, 1)} s`,
);
for (const { file, word: other } of switched) await untilFound(server, other, pathOf(file));
add("until each of them was asked for and found", `${round((performance.now() - lastSwitched) / 1e3, 1)} s`);
add("peak memory of the server", `${round(memoryOf(server.pid).peak)} MB`);
await server.end();

// The same with too few watches, as in a container: the tree is looked at now and then.
const limit = `echo ${FEW_WATCHES} > /proc/sys/user/max_inotify_watches && exec "$@"`;
server = await start(["unshare", "--user", "--map-root-user", "sh", "-c", limit, "sh"]);
await placeOf(server, "things");
const polled = await timed(() => edit(server, 1));
add(`with ${FEW_WATCHES} watches allowed: started, until a first edit is found`, `${round(polled / 1e3, 1)} s`);
add(`${POLLED_EDITS} edits, each until found: p50 / p95 / longest`, summary(await edit(server, POLLED_EDITS)));
add("watches held by the server", String(await watchesOf(server.pid)));
const cpuPolling = processorTimeOf(server.pid);
await sleep(20_000);
add("its processor time while nothing happens", `${round((processorTimeOf(server.pid) - cpuPolling) / 20, 1)} ms/s`);
await server.end();

await rm(folder, { recursive: true });
printTable("Following a large tree", rows);
