import { rename, rm, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { toFileUri } from "ocp-core";
import { describe, expect, it } from "vitest";
import { openTestEngine } from "../support.ts";
import { openWorkspace } from "./open-workspace.ts";

describe("workspace.register", () => {
  it("gives the same id however the root is written", async () => {
    await using ws = await openWorkspace({});
    await symlink(ws.root, join(ws.folder.path, "link"));
    for (const root_uri of [
      `${ws.root}/`,
      toFileUri(ws.root),
      `${ws.root}/x/..`,
      `file://localhost${ws.root}`,
      join(ws.folder.path, "link"),
    ]) {
      expect(await ws.engine.call("workspace.register", { root_uri })).toMatchObject({
        workspace_id: ws.workspace_id,
        created: false,
        root_uri: toFileUri(ws.root),
      });
    }
  });

  it("accepts a root that does not exist yet, which then indexes to what appears in it", async () => {
    await using ws = await openWorkspace({});
    const later = join(ws.folder.path, "later");
    const { workspace_id } = await ws.engine.call("workspace.register", { root_uri: later });
    expect(await ws.engine.call("workspace.index", { workspace_id })).toMatchObject({ indexed: 0, files: 0 });
    await ws.folder.write("later/a.md", "# Hello");
    expect(await ws.engine.call("workspace.index", { workspace_id })).toMatchObject({ indexed: 1, files: 1 });
  });

  it("refuses a file, a relative path and a root outside the allowed ones", async () => {
    await using ws = await openWorkspace({ "a.md": "a" });
    await expect(ws.engine.call("workspace.register", { root_uri: join(ws.root, "a.md") })).rejects.toMatchObject({
      code: "INVALID_PARAMS",
    });
    await expect(ws.engine.call("workspace.register", { root_uri: "src" })).rejects.toMatchObject({
      code: "INVALID_PARAMS",
    });
    await using bounded = openTestEngine(join(ws.folder.path, "bounded.db"), { allowedRoots: [toFileUri(ws.root)] });
    await expect(bounded.call("workspace.register", { root_uri: ws.folder.path })).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
    });
    expect(await bounded.call("workspace.register", { root_uri: join(ws.root, "inside") })).toMatchObject({
      created: true,
    });
  });
});

describe("workspace.index", () => {
  it("skips what is unchanged, replaces what changed, and drops what is gone", async () => {
    await using ws = await openWorkspace({ "a.md": "# Alpha\n\nfirst", "b.md": "# Beta\n\nsecond" });
    expect(await ws.index()).toMatchObject({ indexed: 2, skipped: 0, removed: 0, files: 2, errors: [] });
    expect(await ws.index()).toMatchObject({ indexed: 0, skipped: 2, removed: 0, files: 2 });
    await ws.write("a.md", "# Alpha\n\nchanged text");
    await rm(join(ws.root, "b.md"));
    expect(await ws.index()).toMatchObject({ indexed: 1, skipped: 0, removed: 1, files: 1 });
    expect(await ws.search("changed text")).toEqual(["a.md"]);
    expect(await ws.search("second")).toEqual([]);
  });

  it("sees a change that keeps size and modification time", async () => {
    await using ws = await openWorkspace({ "a.txt": "aaaa bbbb" });
    const past = new Date(Date.now() - 60_000);
    await utimes(join(ws.root, "a.txt"), past, past);
    await ws.index();
    await ws.write("a.txt", "cccc dddd");
    await utimes(join(ws.root, "a.txt"), past, past);
    expect(await ws.index()).toMatchObject({ indexed: 1 });
  });

  it("indexes only what is asked for, by relative path, absolute path or URI, and nothing outside the root", async () => {
    await using ws = await openWorkspace({ "src/a/x.md": "x", "src/ab/y.md": "y", "z.md": "z" });
    await ws.index(["src/a"]);
    expect(await ws.paths()).toEqual(["src/a/x.md"]);
    await symlink(ws.root, join(ws.folder.path, "alias"));
    expect(
      await ws.engine.call("workspace.invalidate", {
        workspace_id: ws.workspace_id,
        paths: [join(ws.folder.path, "alias")],
      }),
    ).toEqual({ invalidated: 1 });
    await ws.index([join(ws.root, "z.md"), toFileUri(join(ws.root, "src/ab")), "src/a"]);
    expect(await ws.paths()).toEqual(["src/a/x.md", "src/ab/y.md", "z.md"]);
    for (const path of ["../ocp.db", "/etc/passwd", "src/../../x", "file:///etc"]) {
      await expect(ws.index([path])).rejects.toMatchObject({ code: "INVALID_PARAMS" });
    }
  });

  it("does not follow a link out of the root, whether walked to or named", async () => {
    await using ws = await openWorkspace({ "a.md": "a" });
    await ws.folder.write("outside/secret.md", "secret words");
    await symlink(join(ws.folder.path, "outside"), join(ws.root, "link"));
    await ws.index();
    await expect(ws.index(["link/secret.md"])).rejects.toMatchObject({ code: "INVALID_PARAMS" });
    expect(await ws.paths()).toEqual(["a.md"]);
  });

  it("honours ignore files, and leaves out binaries, secrets and what is too large", async () => {
    await using ws = await openWorkspace(
      {
        ".gitignore": "build/\n*.log\n!keep.log\n",
        "build/out.md": "x",
        "a.log": "x",
        "keep.log": "kept",
        "sub/.gitignore": "inner.md",
        "sub/inner.md": "x",
        "sub/outer.md": "outer",
        ".env": "SECRET=1",
        id_rsa: "key",
        "picture.md": new Uint8Array([0, 1, 2, 3]),
        "huge.md": "word ".repeat(300_000),
        "node_modules/x/index.js": "x",
      },
      { maxFileBytes: 100_000 },
    );
    await ws.index();
    expect(await ws.paths()).toEqual([".gitignore", "keep.log", "sub/.gitignore", "sub/outer.md"]);
  });

  it("keeps the chunks of other functions as they are when one changes", async () => {
    const body = (n: number) => Array.from({ length: 14 }, (_, i) => `  const value${i} = ${n + i};`).join("\n");
    const source = (n: number) =>
      `export function alpha() {\n${body(1)}\n}\n\nexport function beta() {\n${body(n)}\n}\n`;
    await using ws = await openWorkspace({ "a.ts": source(100) });
    await ws.index();
    const before = (await ws.engine.call("workspace.list_chunks", { workspace_id: ws.workspace_id })).chunks;
    await ws.write("a.ts", source(200));
    await ws.index();
    const after = (await ws.engine.call("workspace.list_chunks", { workspace_id: ws.workspace_id })).chunks;
    const symbol = (chunks: typeof after, name: string) => chunks.find((chunk) => chunk.symbol === name)!;
    expect(symbol(after, "alpha")).toEqual(symbol(before, "alpha"));
    expect(symbol(after, "beta").version).toBe(2);
  });

  it("follows a renamed file", async () => {
    await using ws = await openWorkspace({ "old.md": "# Some words" });
    await ws.index();
    await rename(join(ws.root, "old.md"), join(ws.root, "new.md"));
    expect(await ws.index()).toMatchObject({ indexed: 1, removed: 1 });
    expect(await ws.paths()).toEqual(["new.md"]);
  });

  it("keeps the versions of a file that moved, and forgets nothing when two had the same text", async () => {
    await using ws = await openWorkspace({ "a/one.md": "# One\n\nWords.", "a/two.md": "# One\n\nWords.", "b.md": "x" });
    await ws.index();
    for (const name of ["a/one.md", "a/two.md"]) await ws.write(name, "# One\n\nOther words.");
    await ws.index();
    await rename(join(ws.root, "a"), join(ws.root, "moved"));
    await ws.write("copy.md", "# One\n\nOther words.");
    expect(await ws.index()).toMatchObject({ indexed: 3, removed: 2 });
    expect(await ws.paths()).toEqual(["b.md", "copy.md", "moved/one.md", "moved/two.md"]);
    const { workspace_id } = ws;
    const { chunks } = await ws.engine.call("workspace.list_chunks", { workspace_id });
    expect(chunks.filter(({ version }) => version === 2)).toHaveLength(2);
    // Alike as they are, one of them is shown.
    expect(await ws.search("moved")).toEqual([expect.stringMatching(/^moved\//)]);
    const { events } = await ws.engine.call("events.poll", { workspace_id });
    const last = events.findLast((event) => event.type === "chunk.invalidated")!;
    expect(last.payload).toMatchObject({ reason: "deleted" });
  });

  it("returns at once when asked not to wait, and gets there", async () => {
    await using ws = await openWorkspace({ "a.md": "a" });
    const started = await ws.engine.call("workspace.index", { workspace_id: ws.workspace_id, wait: false });
    expect(started).toMatchObject({ async: true, indexed: 0 });
    await expect.poll(ws.paths).toEqual(["a.md"]);
  });

  it("can be cancelled, keeps what was written, and goes on from there", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [`f${i}.md`, `# File ${i}\n\n${"some words to index ".repeat(60)}`]),
    );
    await using ws = await openWorkspace(files);
    const controller = new AbortController();
    const run = ws.engine.call("workspace.index", { workspace_id: ws.workspace_id }, undefined, {
      signal: controller.signal,
      onProgress: ({ filesDone }) => filesDone > 500 && controller.abort(),
    });
    await expect(run).rejects.toThrow("cancelled");
    const { workspaces } = await ws.engine.call("workspace.list", {});
    expect(workspaces[0]!.status).toBe("partial");
    const rest = await ws.index();
    expect(rest.files).toBe(3000);
    expect(rest.skipped).toBeGreaterThan(0);
    expect(rest.indexed + rest.skipped).toBe(3000);
  });

  it("can be cancelled while another run of the workspace goes on, which is left alone", async () => {
    const text = "some words to index ".repeat(60);
    await using ws = await openWorkspace(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}.md`, text])));
    const controller = new AbortController();
    let ended = false;
    const first = ws.index().finally(() => (ended = true));
    const second = ws.engine.call("workspace.index", { workspace_id: ws.workspace_id }, undefined, {
      signal: controller.signal,
    });
    controller.abort();
    await expect(second).rejects.toThrow("cancelled");
    expect(ended).toBe(false);
    // Who comes after the one that left still waits for the first.
    expect(await ws.index()).toMatchObject({ indexed: 0, skipped: 500 });
    expect(await first).toMatchObject({ indexed: 500, skipped: 0 });
  });
});

describe("workspace.put", () => {
  it("adds, replaces and removes documents of a collection without files", async () => {
    await using ws = await openWorkspace({});
    const { workspace_id } = await ws.engine.call("workspace.register", { root_uri: "tickets://acme" });
    const put = (documents: { uri: string; content: string | null; title?: string }[]) =>
      ws.engine.call("workspace.put", { workspace_id, documents });
    expect(await put([{ uri: "T-1", content: "# Login fails\n\nThe token expires.", title: "Login" }])).toEqual({
      indexed: 1,
      skipped: 0,
      removed: 0,
    });
    expect(
      await put([{ uri: "tickets://acme/T-1", content: "# Login fails\n\nThe token expires.", title: "Login" }]),
    ).toEqual({ indexed: 0, skipped: 1, removed: 0 });
    const found = await ws.engine.call("context.search", { workspace_id, query: "token expires" });
    expect(found.chunks[0]).toMatchObject({
      source: { uri: "tickets://acme/T-1" },
      language: "markdown",
      metadata: { title: "Login", path: "T-1" },
    });
    expect(await ws.engine.call("workspace.index", { workspace_id })).toMatchObject({ indexed: 0, skipped: 1 });
    expect(
      await put([
        { uri: "T-1", content: null },
        { uri: "never-there", content: null },
      ]),
    ).toEqual({ indexed: 0, skipped: 0, removed: 1 });
  });

  it("keeps documents of another scheme in a folder's workspace when the folder is indexed again", async () => {
    await using ws = await openWorkspace({ "a.md": "a" });
    await ws.engine.call("workspace.put", {
      workspace_id: ws.workspace_id,
      documents: [{ uri: "note://today", content: "remember the milk" }],
    });
    await ws.index();
    expect(await ws.search("remember milk")).toEqual(["note://today"]);
    await expect(
      ws.engine.call("workspace.put", { workspace_id: ws.workspace_id, documents: [{ uri: "a.md", content: "x" }] }),
    ).rejects.toMatchObject({ code: "INVALID_PARAMS" });
  });
});
