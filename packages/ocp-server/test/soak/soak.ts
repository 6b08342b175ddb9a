// Random edits, renames, deletes, branch switches and changes of mode in a folder that one process follows while another
// searches. At the end the index must be the one that indexing the folder anew gives. Minutes as the first argument.
import { execFileSync } from "node:child_process";
import { appendFile, chmod, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import type { Chunk } from "ocp-core";
import type { Engine } from "../../src/engine.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import { openTestEngine, temporaryFolder } from "../support.ts";

const QUERIES = [
  "parse options",
  "retryRequest",
  "how are sessions closed",
  "Widget3",
  "timeout error",
  "moved folder",
];
const WORDS = "parse options request retry session close widget timeout error value index store reader".split(" ");

/** A random number generator that gives the same run for the same seed. */
function createRandom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 0x1_00_00_00;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  return { below, pick };
}

type Random = ReturnType<typeof createRandom>;

function someSource({ below, pick }: Random): string {
  const word = () => pick(WORDS);
  const functions = Array.from(
    { length: 1 + below(6) },
    () =>
      `/** ${word()} the ${word()}. */\nexport function ${word()}${word()}${below(9)}(${word()}: string) {\n  return ${word()}.${word()}("${word()}");\n}\n`,
  );
  return below(4) === 0 ? `# ${word()}\n\n${functions.join("\n")}` : functions.join("\n");
}

async function filesIn(root: string): Promise<string[]> {
  const folders = (await readdir(root)).filter((name) => !name.startsWith("."));
  const entries = await Promise.all(
    folders.map((name) => readdir(join(root, name), { recursive: true, withFileTypes: true })),
  );
  return entries.flatMap((all) =>
    all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
  );
}

/** One thing that somebody does to a folder. */
async function disturb(root: string, random: Random): Promise<string> {
  const { below, pick } = random;
  const files = await filesIn(root);
  const name = () =>
    `${pick(["src", "lib", "docs", "src/deep/er"])}/${pick(WORDS)}${below(40)}.${pick(["ts", "md", "py"])}`;
  const target = join(root, name());
  await mkdir(dirname(target), { recursive: true });
  const one = files.length === 0 ? target : pick(files);
  const action = below(24);
  // Most of the time something is added, so that there is much to disturb.
  if (files.length === 0 || action === 0 || action > 10) await writeFile(target, someSource(random));
  else if (action === 1) await writeFile(one, someSource(random));
  else if (action === 2) await appendFile(one, someSource(random));
  else if (action === 3) await rm(one);
  else if (action === 4) await rename(one, target);
  else if (action === 5) {
    // As editors save.
    await writeFile(`${one}.tmp`, someSource(random));
    await rename(`${one}.tmp`, one);
  } else if (action === 6) {
    await rename(one, `${one}~`);
    await writeFile(one, someSource(random));
    await rm(`${one}~`);
  } else if (action === 7) await chmod(one, pick([0o600, 0o644]));
  else if (action === 8 && below(6) > 0) await rename(dirname(one), `${dirname(one)}-${below(5)}`).catch(() => {});
  else if (action === 8) {
    const [from, to] = [join(root, pick(["src", "lib", "docs"])), join(root, pick(["lib", "attic", "docs"]))];
    await rm(to, { recursive: true, force: true });
    await rename(from, to).catch(() => {});
  } else if (action === 9) await writeFile(join(root, ".gitignore"), pick(["", "docs/\n", "*.py\n", "attic/\n"]));
  else switchBranch(root, pick(["one", "two", "three"]));
  return String(Math.min(action, 11));
}

function git(root: string, ...args: string[]): string {
  const who = ["-c", "user.name=soak", "-c", "user.email=soak@example.com"];
  return execFileSync("git", ["-C", root, ...who, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function switchBranch(root: string, branch: string): void {
  git(root, "add", "-Af");
  git(root, "commit", "-qm", "so far", "--allow-empty");
  try {
    git(root, "checkout", "-q", branch);
  } catch {
    git(root, "checkout", "-qb", branch);
  }
}

async function allChunks(engine: Engine, workspace_id: string): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const page = await engine.call("workspace.list_chunks", { workspace_id, limit: 100, cursor });
    chunks.push(...page.chunks);
    cursor = page.next_cursor ?? undefined;
    more = cursor !== undefined;
  }
  return chunks;
}

const lasting = (chunks: readonly Chunk[]): string[] =>
  chunks.map(({ version: _, indexed_at: __, ...rest }) => JSON.stringify(rest));

/** The scores of the ten best by chunk, for each query. */
async function answers(engine: Engine, workspace_id: string): Promise<Map<string, number>[]> {
  const found: Map<string, number>[] = [];
  for (const query of QUERIES) {
    const { chunks, scores } = await engine.call("context.search", { workspace_id, query, k: 10 });
    found.push(new Map(chunks.map(({ chunk_id }, at) => [chunk_id, scores[at]!])));
  }
  return found;
}

/** The same, once the words of a database's text index are made again from the chunks that are there. */
async function answersWithoutGone(path: string, workspace_id: string): Promise<Map<string, number>[]> {
  await using store = await openSqliteStore({ path });
  await store.text.restart(workspace_id);
  await using engine = openTestEngine(path, { watch: false });
  return await answers(engine, workspace_id);
}

/** Of chunks that are worth the same, some are candidates and some are not, by rows that tell their history. */
const TOLERANCE = 0.02;

/** How far scores differ at most; 1 where one index finds what the other should have found as well and has not. */
function difference(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const least = Math.min(...other.values());
  const full = other.size === 10;
  return Math.max(
    0,
    ...[...one].map(([id, score]) => {
      const beside = other.get(id);
      if (beside !== undefined) return Math.abs(score - beside);
      // Below the tenth best there is no telling.
      return full ? score - least : 1;
    }),
  );
}

/** Two engines are two processes to the database: the other one searches from a thread of its own. */
async function searchOn(): Promise<void> {
  const { dbPath, workspace_id } = workerData as { dbPath: string; workspace_id: string };
  const engine = openTestEngine(dbPath);
  let searches = 0;
  let stopped = false;
  parentPort!.once("message", () => (stopped = true));
  for (; !stopped; searches++) {
    await engine.call("context.search", { workspace_id, query: QUERIES[searches % QUERIES.length]!, k: 5 });
    await sleep(20);
  }
  await engine[Symbol.asyncDispose]();
  parentPort!.postMessage(searches);
}

function differences(one: readonly ReadonlyMap<string, number>[], other: readonly ReadonlyMap<string, number>[]) {
  return QUERIES.map((query, at) => ({
    query,
    by: Math.max(difference(one[at]!, other[at]!), difference(other[at]!, one[at]!)),
  }));
}

async function soak(minutes: number, seed: number): Promise<void> {
  await using folder = await temporaryFolder();
  const root = join(folder.path, "root");
  await mkdir(root);
  git(root, "init", "-q");
  const random = createRandom(seed);
  for (let count = 0; count < 100; count++) await disturb(root, random);
  const dbPath = join(folder.path, "ocp.db");
  const engine = openTestEngine(dbPath, { watch: true });
  const { workspace_id } = await engine.call("workspace.register", { root_uri: root });
  await engine.call("workspace.index", { workspace_id });
  const searcher = new Worker(new URL(import.meta.url), { workerData: { dbPath, workspace_id } });

  const tally: Record<string, number> = {};
  for (const end = Date.now() + minutes * 60_000; Date.now() < end;) {
    const action = await disturb(root, random);
    tally[action] = (tally[action] ?? 0) + 1;
    if (random.below(3) === 0) await sleep(random.below(300));
  }
  console.log(`seed ${seed}; done: ${JSON.stringify(tally)}; files: ${(await filesIn(root)).length}`);

  const freshPath = join(folder.path, "fresh.db");
  const fresh = openTestEngine(freshPath);
  await fresh.call("workspace.register", { root_uri: root });
  await fresh.call("workspace.index", { workspace_id });
  const expected = lasting(await allChunks(fresh, workspace_id));
  let found: string[] = [];
  const from = performance.now();
  while (performance.now() - from < 20_000) {
    found = lasting(await allChunks(engine, workspace_id));
    if (found.join("\n") === expected.join("\n")) break;
    await sleep(100);
  }
  const [missing, surplus] = [new Set(expected), new Set(found)];
  for (const chunk of found) missing.delete(chunk);
  for (const chunk of expected) surplus.delete(chunk);
  console.log(
    `chunks: ${found.length} followed, ${expected.length} fresh; equal after ${Math.round(performance.now() - from)} ms`,
  );
  for (const chunk of [...missing].slice(0, 5)) console.log("missing", chunk);
  for (const chunk of [...surplus].slice(0, 5)) console.log("surplus", chunk);
  const asItIs = differences(await answers(engine, workspace_id), await answers(fresh, workspace_id));
  searcher.postMessage("stop");
  const searches = await new Promise((resolve) => searcher.once("message", resolve));
  console.log(`searches meanwhile: ${String(searches)}; database: ${Math.round((await stat(dbPath)).size / 1e6)} MB`);
  await Promise.all([engine[Symbol.asyncDispose](), fresh[Symbol.asyncDispose]()]);

  // An index that follows a folder still counts words of chunks that are gone. Without them, it has to answer the same.
  const differing = differences(
    await answersWithoutGone(dbPath, workspace_id),
    await answersWithoutGone(freshPath, workspace_id),
  ).filter(({ by }) => by > TOLERANCE);
  const most = Math.max(...asItIs.map(({ by }) => by));
  console.log(`scores differ by at most ${most.toFixed(4)} as it is; without what is gone ${differing.length} differ`);
  for (const { query, by } of differing) console.log("differs:", query, by);
  if (missing.size + surplus.size + differing.length > 0) process.exitCode = 1;
}

if (isMainThread) await soak(Number(process.argv[2] ?? 1), Number(process.argv[3] ?? Date.now() % 1_000_000));
else await searchOn();
