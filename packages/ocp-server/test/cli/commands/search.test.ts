import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ToolOutput } from "ocp-core";
import { afterAll, describe, expect, it } from "vitest";
import { createChunk, createFakeEngine, createWorkspace, runCli } from "../support/context.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "ocp search-")));
mkdirSync(join(root, "src", "deep"), { recursive: true });
writeFileSync(join(root, "file.txt"), "x");
afterAll(() => rmSync(root, { recursive: true }));

const chunks = [
  createChunk(join(root, "src/auth.ts"), "export function verifyToken() {\n  return jwt;\n}", {
    line: 12,
    kind: "function",
    symbol: "verifyToken",
  }),
  createChunk(join(root, "README.md"), "# Evil \u001b]0;owned\u0007\u001b[2J title\nabout tokens"),
];
const answer = { chunks, scores: [0.91, 0.2345] };

function createEngine(workspace = createWorkspace(root), found: ToolOutput<"context.search"> = answer) {
  return createFakeEngine({
    "workspace.list": () => ({ workspaces: [workspace], next_cursor: null }),
    "context.search": () => found,
  });
}

describe("search", () => {
  it("prints ranked places with scores and excerpts, harmless for the terminal", async () => {
    const { engine, calls, closed } = createEngine();
    const { code, out, err } = await runCli(["search", "verify", "token", "-k", "7"], { engine, cwd: root });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(` 1. src/auth.ts:12  function verifyToken  0.910
    12  export function verifyToken() {
    13    return jwt;
    14  }

 2. README.md:1  0.234
    1  # Evil  title
    2  about tokens

`);
    expect(calls.at(-1)!.input).toEqual({ workspace_id: "ws_0123456789abcdef", query: "verify token", k: 7 });
    expect(closed()).toBe(1);
  });

  it("says what each score is made of, when asked", async () => {
    const parts = [
      { words: 0.5, file: 0.75, definition: 0.3, path: 1 },
      { words: 0.25, file: 0.5, definition: 0, path: 0.35, meaning: 0.4 },
    ];
    const { engine, calls } = createEngine(createWorkspace(root), { ...answer, parts });
    const { out } = await runCli(["search", "--explain", "token"], { engine, cwd: root });
    expect(out).toContain("\n    words 0.50 · file 0.75 · definition 0.30 · path 1.00\n    12  export");
    expect(out).toContain("\n    words 0.25 · file 0.50 · definition 0.00 · path 0.35 · meaning 0.40\n");
    expect(calls.at(-1)!.input).toMatchObject({ explain: true });
  });

  it("marks the words of the query where there is colour", async () => {
    const { out } = await runCli(["search", "jwt"], { engine: createEngine().engine, cwd: root, colour: true });
    expect(out).toContain("return \u001b[1m\u001b[33mjwt\u001b[39m\u001b[22m;");
  });

  it("prints exactly the tool's answer as JSON", async () => {
    const { out } = await runCli(["search", "--json", "token"], { engine: createEngine().engine, cwd: root });
    expect(JSON.parse(out)).toEqual(answer);
    expect(out).not.toContain("\u001b");
  });

  it("finds the workspace from a folder below it, and by folder, id or root", async () => {
    for (const argv of [
      [],
      ["--in", "."],
      ["--in", ".."],
      ["--in", join(root, "src")],
      ["--in", "ws_0123456789abcdef"],
    ]) {
      expect(
        (await runCli(["search", "x", ...argv], { engine: createEngine().engine, cwd: join(root, "src", "deep") }))
          .code,
      ).toBe(0);
    }
    const documents = createWorkspace("doc://handbook");
    expect(
      (await runCli(["search", "x", "--in", "doc://handbook"], { engine: createEngine(documents).engine })).code,
    ).toBe(0);
  });

  it("narrows the search to the folder that was named, whatever characters its name has", async () => {
    mkdirSync(join(root, "app", "[id]"), { recursive: true });
    const { engine, calls } = createEngine();
    const filters = async (...argv: string[]) => {
      await runCli(["search", "x", ...argv], { engine, cwd: join(root, "src") });
      return (calls.at(-1)!.input as { filters?: unknown }).filters;
    };
    expect(await filters()).toBeUndefined();
    expect(await filters("--in", "..")).toBeUndefined();
    expect(await filters("--in", "ws_0123456789abcdef")).toBeUndefined();
    expect(await filters("--in", "deep")).toEqual({ path: "src/deep" });
    expect(await filters("--in", "../app/[id]")).toEqual({ path: String.raw`app/\[id\]/**` });
  });

  it("shows places relative to the current folder, or whole when that is shorter", async () => {
    const below = await runCli(["search", "x"], { engine: createEngine().engine, cwd: join(root, "src", "deep") });
    expect(below.out).toContain(" 1. ../auth.ts:12  ");
    const far = await runCli(["search", "x", "--in", root], { engine: createEngine().engine, cwd: "/usr/share/doc" });
    expect(far.out).toContain(` 1. ${join(root, "src/auth.ts")}:12  `);
  });

  it.each([
    ["/", undefined, /^Error: \/ is not indexed yet\. Type: ocp-server index \.\n$/],
    ["/", "ws_ffffffffffffffff", /No workspace is called 'ws_ffffffffffffffff'. List them: ocp-server workspaces/],
    ["/", "no/such/folder", /There is no folder \/no\/such\/folder/],
    [root, "file.txt", /file\.txt is a file, not a folder\. Name the folder that holds it/],
    ["/", "ticket://nowhere", /No workspace is called/],
  ])("says in %s with --in %s what to type instead", async (cwd, wanted, message) => {
    const argv = wanted === undefined ? ["search", "x"] : ["search", "x", "--in", wanted];
    const { code, out, err } = await runCli(argv, { engine: createEngine().engine, cwd });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(message);
  });

  it.each([
    [{ chunks: 0, status: "empty", indexed_at: null } as const, /is not indexed yet. Type: ocp-server index \./],
    [{ chunks: 0 }, /was indexed, but held no file to search/],
    [{ chunks: 0, status: "indexing" } as const, /is being indexed at the moment/],
  ])("explains a workspace with %j", async (changes, message) => {
    const { code, err } = await runCli(["search", "x"], {
      engine: createEngine(createWorkspace(root, changes)).engine,
      cwd: root,
    });
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  it("says when the answers may be behind the files", async () => {
    const stale = await runCli(["search", "x"], {
      engine: createEngine(createWorkspace(root, { stale: 4 })).engine,
      cwd: root,
    });
    expect(stale.err).toBe("4 chunks changed since the last index. Bring it up to date: ocp-server index .\n");
    const partial = await runCli(["search", "x"], {
      engine: createEngine(createWorkspace(root, { status: "partial" })).engine,
      cwd: root,
    });
    expect(partial.err).toMatch(/^The last index run did not finish/);
  });

  it("says so when nothing was found", async () => {
    const { code, out, err } = await runCli(["search", "x"], {
      engine: createEngine(undefined, { chunks: [], scores: [] }).engine,
      cwd: root,
    });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toMatch(/Nothing found/);
  });

  it("asks for one query after the other on a terminal, until an empty line or the end", async () => {
    for (const end of [[""], []]) {
      const { engine, calls } = createEngine();
      const { code, err } = await runCli(["search"], { engine, cwd: root, typed: ["first one", "second", ...end] });
      expect(code).toBe(0);
      expect(err).toContain("search> ");
      const queries = calls
        .filter(({ name }) => name === "context.search")
        .map(({ input }) => (input as { query: string }).query);
      expect(queries).toEqual(["first one", "second"]);
    }
  });

  it("follows the pages of a long list of workspaces", async () => {
    const { engine } = createFakeEngine({
      "workspace.list": ({ cursor }) =>
        cursor === undefined
          ? { workspaces: [createWorkspace("/elsewhere", { workspace_id: "ws_1111111111111111" })], next_cursor: "2" }
          : { workspaces: [createWorkspace(root)], next_cursor: null },
      "context.search": () => answer,
    });
    expect((await runCli(["search", "x"], { engine, cwd: root })).code).toBe(0);
  });
});
