import { toFileUri } from "ocp-core";
import { expect, test } from "vitest";
import { createHashEmbedder } from "../../src/embedding/hash.ts";
import { indexRoot } from "../../src/indexing/pipeline.ts";
import type { RunProgress, RunResult } from "../../src/indexing/run.ts";
import { openConnection } from "../../src/storage/sqlite/connection.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import { temporaryFolder } from "../support.ts";
import { temporaryTree } from "./tree.ts";

const WS = "ws_1";
const names = Array.from({ length: 1_300 }, (_, at) => `folder-${at % 7}/file-${at}.md`);
const files = Object.fromEntries(names.map((name) => [name, `# ${name}\n\nWhat stands in ${name}.\n`]));

async function index(root: string, earlyMs: number) {
  await using folder = await temporaryFolder();
  await using store = await openSqliteStore({ path: `${folder.path}/ocp.db` });
  await store.workspaces.register({ workspace_id: WS, root_uri: toFileUri(root), defaultName: "root" });
  const workspace = (await store.workspaces.get(WS))!;
  const ports = { store, embedder: createHashEmbedder(), never: [], maxFileBytes: 1_000_000, threads: 0, earlyMs };
  const told: RunProgress[] = [];
  const run = () => indexRoot(ports, { workspace, asked: true, onProgress: (progress) => told.push(progress) });
  const { duration_ms: _first, ...first } = await run();
  const { items } = await store.index.list({ workspaceId: WS }, { limit: 5_000 });
  return {
    first,
    told,
    second: await run(),
    ids: items.map(({ chunk_id }) => chunk_id),
  };
}

test("a run that begins to write while it walks comes to the same as one that does not", async () => {
  using tree = temporaryTree(files);
  const early = await index(tree.root, 0);
  const late = await index(tree.root, Number.POSITIVE_INFINITY);
  expect(early.first).toEqual(late.first);
  expect(early.first).toMatchObject({ files: names.length, indexed: names.length, errors: [] });
  expect(early.ids).toEqual(late.ids);
  expect(early.second).toMatchObject({ indexed: 0, removed: 0, skipped: names.length });
  for (const { told } of [early, late]) {
    expect(told.every(({ filesTotal }) => filesTotal === names.length)).toBe(true);
    expect(told.map(({ filesDone }) => filesDone)).toEqual(
      told.map(({ filesDone }) => filesDone).toSorted((a, b) => a - b),
    );
  }
});

test("after an upgrade that cuts differently, files are cut again, and what comes out the same keeps its id", async () => {
  using tree = temporaryTree({ "one.md": "# One\n\nFirst words.\n", "two.md": "# Two\n\nSecond words.\n" });
  await using folder = await temporaryFolder();
  const path = `${folder.path}/ocp.db`;
  const chunks: string[][] = [];
  const runs: Partial<RunResult>[] = [];
  for (const upgraded of [false, true, false]) {
    if (upgraded) {
      // As rules before the present ones would have left it.
      const { raw } = openConnection(path);
      raw.exec("UPDATE file SET chunking = 0; UPDATE chunk SET kind = 'old', symbol = NULL WHERE content LIKE '%One%'");
      raw.close();
    }
    await using store = await openSqliteStore({ path });
    await store.workspaces.register({ workspace_id: WS, root_uri: toFileUri(tree.root), defaultName: "root" });
    const ports = { store, embedder: createHashEmbedder(), never: [], maxFileBytes: 1_000_000, threads: 0 };
    runs.push(await indexRoot(ports, { workspace: (await store.workspaces.get(WS))! }));
    const { items } = await store.index.list({ workspaceId: WS }, { limit: 10 });
    chunks.push(items.map(({ chunk_id, kind, symbol, version }) => `${chunk_id} ${kind} ${symbol} ${version}`));
  }
  expect(runs).toMatchObject([
    { indexed: 2, skipped: 0 },
    { indexed: 1, skipped: 1, removed: 0 },
    { indexed: 0, skipped: 2 },
  ]);
  expect(chunks[0]).toHaveLength(2);
  expect(chunks[1]).toEqual(chunks[0]);
});
