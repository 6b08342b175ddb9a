import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import { openTestEngine } from "../support.ts";
import { openWorkspace } from "./open-workspace.ts";

describe("staleness", () => {
  it("never returns what changed on disk, and says STALE for a chunk that did", async () => {
    await using ws = await openWorkspace({ "a.md": "# Pangolin facts" });
    await ws.index();
    const { chunks } = await ws.engine.call("context.search", { workspace_id: ws.workspace_id, query: "pangolin" });
    await ws.write("a.md", "# Something else entirely");
    expect(await ws.search("pangolin")).toEqual([]);
    const { chunk_id } = chunks[0]!;
    await expect(ws.engine.call("context.get_chunk", { chunk_id })).rejects.toMatchObject({ code: "STALE" });
    expect((await ws.engine.call("context.get_chunk", { chunk_id, allow_stale: true })).chunk.metadata["stale"]).toBe(
      true,
    );
    await ws.index();
    await expect(ws.engine.call("context.get_chunk", { chunk_id })).rejects.toMatchObject({ code: "CHUNK_NOT_FOUND" });
  });

  it("never returns what changed on disk, also when everything changed at once, as after a checkout", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`f${i}.md`, `# Pangolin ${i}\n\npangolin facts`]),
    );
    await using ws = await openWorkspace(files);
    await ws.index();
    for (const name of Object.keys(files)) await ws.write(name, "# Something else entirely");
    expect(await ws.search("pangolin facts")).toEqual([]);
    const packed = await ws.engine.call("context.pack", {
      workspace_id: ws.workspace_id,
      intent: "pangolin facts",
      budget_tokens: 2000,
    });
    expect(packed).toMatchObject({ context: "", chunks_used: [] });
  });

  it("keeps what is said of a chunk current when its id stays the same", async () => {
    const method = (i: number) => `  m${i}() {\n${"    work();\n".repeat(14)}  }\n`;
    const source = (name: string) => `class ${name} {\n${[1, 2, 3].map(method).join("")}}\n`;
    await using ws = await openWorkspace({
      "a.md": "# One\n\ntext\n\n# Two\n\nmore text\n".repeat(1),
      "b.ts": source("Alpha"),
    });
    await ws.index();
    await ws.write("a.md", "# One and more\n\ntext\n\n# Two\n\nmore text\n");
    await ws.write("b.ts", source("Omega"));
    await ws.index();
    const { chunks } = await ws.engine.call("workspace.list_chunks", { workspace_id: ws.workspace_id });
    for (const chunk of chunks) {
      const bytes = readFileSync(join(ws.root, String(chunk.metadata["path"])));
      const { start_byte, end_byte } = chunk.source.range!;
      expect(bytes.subarray(start_byte, end_byte).toString()).toBe(chunk.content);
    }
    expect(chunks.filter((chunk) => chunk.symbol?.startsWith("Alpha"))).toEqual([]);
    const filters = { symbol: "Omega.m3" };
    expect(
      (await ws.engine.call("context.search", { workspace_id: ws.workspace_id, query: "work", filters })).chunks,
    ).toHaveLength(1);
  });

  it("finds each of several small definitions by its symbol", async () => {
    await using ws = await openWorkspace({ "x.ts": "export function alphaOne() {}\n\nexport function betaTwo() {}\n" });
    await ws.index();
    for (const symbol of ["alphaOne", "betaTwo"]) {
      const found = await ws.engine.call("workspace.list_chunks", {
        workspace_id: ws.workspace_id,
        filters: { symbol },
      });
      expect(found.chunks).toHaveLength(1);
    }
  });

  it("marks by explicit invalidation, and counts each chunk once", async () => {
    await using ws = await openWorkspace({ "src/a/x.md": "x", "src/ab/y.md": "y" });
    await ws.index();
    const invalidate = (paths: string[]) =>
      ws.engine.call("workspace.invalidate", { workspace_id: ws.workspace_id, paths });
    expect(await invalidate(["src/a", "src/a/x.md"])).toEqual({ invalidated: 1 });
    expect(await invalidate([join(ws.root, "src/a")])).toEqual({ invalidated: 0 });
    expect(await invalidate(["."])).toEqual({ invalidated: 1 });
    expect(await ws.index()).toMatchObject({ indexed: 2, skipped: 0 });
  });
});

describe("watching", () => {
  it("re-indexes what changes, from any process that shares the database", async () => {
    await using ws = await openWorkspace({ "a.md": "# Alpha" }, { watch: true });
    await ws.index();
    await using other = openTestEngine(join(ws.folder.path, "ocp.db"), { watch: true });
    await ws.write("sub/new.md", "# Wombat burrows");
    const find = async () =>
      (await other.call("context.search", { workspace_id: ws.workspace_id, query: "wombat" })).chunks.length;
    await expect.poll(find).toBe(1);
    await rm(join(ws.root, "sub"), { recursive: true });
    await expect.poll(find).toBe(0);
  });
});

describe("context.search", () => {
  const files = {
    "src/cookies.ts": "export function parseCookie(header: string) {\n  return header.split(';');\n}\n",
    "src/router.ts": "export function matchRoute(path: string) {\n  return routes.find(path);\n}\n",
  };

  it("says what each score is made of when it is asked, and only then", async () => {
    await using ws = await openWorkspace(files);
    await ws.index();
    const { workspace_id } = ws;
    const plain = await ws.engine.call("context.search", { workspace_id, query: "parseCookie" });
    expect(plain).not.toHaveProperty("parts");
    const { chunks, scores, parts } = await ws.engine.call("context.search", {
      workspace_id,
      query: "parseCookie",
      explain: true,
    });
    expect(scores).toHaveLength(chunks.length);
    expect(parts).toHaveLength(chunks.length);
    expect(parts![0]).toMatchObject({ definition: 0.55, path: expect.any(Number), words: expect.any(Number) });
    expect(parts![0]).not.toHaveProperty("wording");
  });

  it("finds again what another analysis indexed, also when nobody watches", async () => {
    await using ws = await openWorkspace(files, { watch: false });
    await ws.index();
    const before = await ws.search("how are cookies parsed");
    expect(before[0]).toBe("src/cookies.ts");
    await using store = await openSqliteStore({ path: join(ws.folder.path, "ocp.db") });
    await store.text.restart(ws.workspace_id);
    expect(await ws.search("how are cookies parsed")).toEqual(before);
  });
});
