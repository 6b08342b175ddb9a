import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ensureAnalysis } from "../../src/indexing/reanalyse.ts";
import { ANALYSIS } from "../../src/retrieval/analyse.ts";
import { createHashEmbedder } from "../../src/embedding/hash.ts";
import { search } from "../../src/retrieval/search.ts";
import { initial } from "../../src/storage/migrations/0001-initial.ts";
import { openConnection } from "../../src/storage/sqlite/connection.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import { openTestEngine, temporaryFolder } from "../support.ts";

const WS = "ws_0000000000000001";
const CONTENT = "export function needleFinder() {\n  return haystack.search();\n}\n";

/** A database as the first release left it: words in a full-text table. */
async function makeFirstDatabase(path: string): Promise<void> {
  const { raw, kysely } = openConnection(path);
  raw.exec("CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL)");
  await initial(kysely as never);
  raw.exec(`INSERT INTO meta VALUES ('schema_version', '1'), ('epoch', 'abcd')`);
  raw.exec(
    "CREATE VIRTUAL TABLE chunk_text_1 USING fts5(path, symbol, body, content='', contentless_delete=1, tokenize='ascii')",
  );
  raw
    .prepare(
      "INSERT INTO workspace (id, workspace_id, root_uri, name, metadata, created_at, indexed_at) VALUES (1, ?, 'doc://x', 'x', '{}', 1, 1)",
    )
    .run(WS);
  raw.exec(
    "INSERT INTO file (id, workspace, path, uri, language, size, mtime_ms, ctime_ms, hash, chunks, stale) VALUES (1, 1, 'a.ts', 'doc://x/a.ts', 'typescript', 60, 1, 1, 'h', 1, 0)",
  );
  raw
    .prepare(
      `INSERT INTO chunk (id, chunk_id, workspace, file, place, start_line, end_line, start_byte, end_byte, content_hash, language, kind, symbol, name, version, stale, metadata, indexed_at, content)
       VALUES (7, 'chunk7', 1, 1, 'function needleFinder', 1, 3, 0, 60, ?, 'typescript', 'function', 'needleFinder', 'needlefinder', 3, 0, '{}', 1, ?)`,
    )
    .run(createHash("sha256").update(CONTENT).digest(), CONTENT);
  raw.close();
}

describe("a database of the first release", () => {
  it("keeps its chunks, and their words are made again without reading a file", async () => {
    await using folder = await temporaryFolder();
    await makeFirstDatabase(`${folder.path}/ocp.db`);
    await using store = await openSqliteStore({ path: `${folder.path}/ocp.db` });
    await using embedder = createHashEmbedder();
    const find = async () =>
      (await search({ ...store, embedder }, { workspaceId: WS, query: "haystack search", k: 5 })).chunks;
    expect(await find()).toEqual([]);
    expect(await store.text.analysisOf(WS)).toBe(0);
    await ensureAnalysis(store, WS);
    expect(await store.text.analysisOf(WS)).toBe(ANALYSIS);
    expect(await find()).toMatchObject([{ chunk_id: "chunk7", version: 3, content: CONTENT }]);
    expect(await store.index.chunk("chunk7")).toMatchObject({ symbol: "needleFinder", version: 3 });
    expect(await store.index.searchSymbols({ workspaceId: WS }, ["needleFinder"], 5)).toMatchObject([{ row: 7 }]);
    expect((await store.text.segments(WS)).map(({ rows }) => [...rows])).toEqual([[7]]);
  });

  it("is made again once, however often it is asked for", async () => {
    await using folder = await temporaryFolder();
    await makeFirstDatabase(`${folder.path}/ocp.db`);
    await using store = await openSqliteStore({ path: `${folder.path}/ocp.db` });
    await ensureAnalysis(store, WS);
    const before = await store.text.segments(WS);
    await ensureAnalysis(store, WS);
    expect(await store.text.segments(WS)).toEqual(before);
  });

  it("is found in by the first search of a server", async () => {
    await using folder = await temporaryFolder();
    await makeFirstDatabase(`${folder.path}/ocp.db`);
    await using engine = openTestEngine(`${folder.path}/ocp.db`, { watch: false });
    const { chunks } = await engine.call("context.search", { workspace_id: WS, query: "haystack search" });
    expect(chunks).toMatchObject([{ chunk_id: "chunk7" }]);
  });
});
