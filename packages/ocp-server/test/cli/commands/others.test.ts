import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { OcpError, type StateEntry } from "ocp-core";
import { afterAll, describe, expect, it } from "vitest";
import { createFakeEngine, createWorkspace, runCli } from "../support/context.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "ocp é others-")));
afterAll(() => rmSync(root, { recursive: true }));
const workspaces = () => ({ workspaces: [createWorkspace(root)], next_cursor: null });
const registered = { workspace_id: "ws_0123456789abcdef", created: true, root_uri: "file:///x", name: "x" };
const indexed = { indexed: 1200, skipped: 3, removed: 1, files: 40, errors: [], duration_ms: 1234 };

describe("index", () => {
  it("registers the folder, indexes it and says what it did", async () => {
    const { engine, calls } = createFakeEngine({
      "workspace.register": () => registered,
      "workspace.index": () => indexed,
    });
    const { code, out, err } = await runCli(["index", "."], { engine, cwd: root });
    expect(code).toBe(0);
    expect(out).toBe(
      `Indexed ${root} (ws_0123456789abcdef)\n  40 files: 1,200 chunks written, 3 chunks unchanged, 1 chunk removed, in 1.2 s\n`,
    );
    expect(err).toBe(`Indexing ${root}\n`);
    expect(calls[0]!.input).toEqual({ root_uri: pathToFileURL(root).href });
  });

  it("prints the result as JSON with the workspace's id", async () => {
    const { engine } = createFakeEngine({ "workspace.register": () => registered, "workspace.index": () => indexed });
    const { out } = await runCli(["index", "--json"], { engine, cwd: root });
    expect(JSON.parse(out)).toEqual({ workspace_id: registered.workspace_id, ...indexed });
  });

  it("says what it left out, briefly, and when there was nothing at all", async () => {
    const errors = Array.from({ length: 7 }, (_, index) => ({ path: `bad\n${index}`, reason: "EACCES" }));
    const faulty = createFakeEngine({
      "workspace.register": () => registered,
      "workspace.index": () => ({ ...indexed, errors }),
    });
    const { err } = await runCli(["index"], { engine: faulty.engine, cwd: root });
    expect(err).toContain("  left out bad 0: EACCES\n");
    expect(err).toContain("  and 2 more files; --json lists them");
    const empty = createFakeEngine({
      "workspace.register": () => registered,
      "workspace.index": () => ({ ...indexed, indexed: 0, skipped: 0, removed: 0, files: 0 }),
    });
    expect((await runCli(["index"], { engine: empty.engine, cwd: root })).out).toContain("There was no file to index");
  });

  it("waits for the embedder, and says what that left without a vector", async () => {
    const answers = { "workspace.register": () => registered, "workspace.index": () => indexed };
    const asked: string[] = [];
    const { engine } = createFakeEngine(answers, async (workspaceId, { onProgress } = {}) => {
      asked.push(workspaceId);
      onProgress?.({ done: 1, total: 3 });
      return 2;
    });
    const { code, err } = await runCli(["index"], { engine, cwd: root });
    expect(code).toBe(0);
    expect(err).toContain("  2 texts could not be embedded: they are found by their words alone.\n");
    const { out } = await runCli(["index", "--json"], { engine, cwd: root });
    expect(JSON.parse(out)).toMatchObject({ ...indexed, without_vector: 2 });
    expect(asked).toEqual([registered.workspace_id, registered.workspace_id]);
  });

  it("stops in order at Ctrl-C and says that it goes on from there", async () => {
    const { engine, closed } = createFakeEngine({
      "workspace.register": () => registered,
      "workspace.index": async (_, { signal }) => {
        process.emit("SIGINT");
        expect(signal!.aborted).toBe(true);
        throw new OcpError("INTERNAL", "workspace.index was cancelled.");
      },
    });
    const { code, out, err } = await runCli(["index"], { engine, cwd: root });
    expect({ code, out }).toEqual({ code: 130, out: "" });
    expect(err).toContain("Stopped. What was indexed so far is kept; the same command goes on from there.");
    expect(closed()).toBe(1);
    expect(process.listenerCount("SIGINT")).toBe(0);
  });

  it("refuses a folder that is not there before it opens anything", async () => {
    const { code, err } = await runCli(["index", "missing"], { cwd: root });
    expect(code).toBe(1);
    expect(err).toContain(`There is no folder ${join(root, "missing")}`);
  });
});

describe("pack", () => {
  const packed = {
    context: "[a.ts:1-2]\nx\u001b[2J\n",
    chunks_used: ["c1", "c2"],
    chunks_partial: ["c2"],
    state_used: [],
    tokens: 1234,
    left_out: [],
    left_out_counts: { budget: 0, duplicate: 0, relevance: 3 },
  };

  it("prints the context alone, harmless for the terminal, and the exact count beside it", async () => {
    const { engine, calls } = createFakeEngine({ "workspace.list": workspaces, "context.pack": () => packed });
    const { code, out, err } = await runCli(["pack", "explain", "x", "--budget", "2000"], { engine, cwd: root });
    expect({ code, out }).toEqual({ code: 0, out: "[a.ts:1-2]\nx\n\n" });
    expect(err).toBe("1,234 of 2,000 tokens (cl100k_base), from 2 chunks\n");
    expect(calls.at(-1)!.input).toEqual({
      workspace_id: "ws_0123456789abcdef",
      intent: "explain x",
      budget_tokens: 2000,
    });
  });

  it("prints the exact string as JSON", async () => {
    const { engine } = createFakeEngine({ "workspace.list": workspaces, "context.pack": () => packed });
    expect(JSON.parse((await runCli(["pack", "x", "--json"], { engine, cwd: root })).out)).toEqual(packed);
  });
});

describe("workspaces", () => {
  it("shows a table, or what to type when there is none", async () => {
    const shown = await runCli(["workspaces"], { engine: createFakeEngine({ "workspace.list": workspaces }).engine });
    expect(shown.out).toMatch(
      /^NAME {5}ID +FILES  CHUNKS  STALE  STATUS  INDEXED +ROOT\nexample  ws_0123456789abcdef +3 +12 +0  ready {3}\d+ days ago/,
    );
    expect(shown.out).toContain(root);
    const none = createFakeEngine({ "workspace.list": () => ({ workspaces: [], next_cursor: null }) });
    expect((await runCli(["workspaces"], { engine: none.engine, cwd: "/work" })).err).toBe(
      "No workspace yet. Type: ocp-server index .\n",
    );
  });
});

describe("state", () => {
  const entry = (key: string, value: unknown): StateEntry => ({
    key,
    value,
    scope: "global",
    workspace_id: "ws_0123456789abcdef",
    session_id: null,
    agent_id: null,
    version: 4,
    updated_at: "2026-01-02T03:04:05.000Z",
    expires_at: null,
  });

  it.each([
    ["5", 5],
    ['{"a":[1]}', { a: [1] }],
    ["plain words", "plain words"],
    ['"5"', "5"],
    ["null", null],
  ])("stores %j as JSON where it is JSON and as text elsewhere", async (text, value) => {
    const { engine, calls } = createFakeEngine({ "workspace.list": workspaces, "state.set": () => ({ version: 4 }) });
    const { out } = await runCli(["state", "set", "plan", text], { engine, cwd: root });
    expect(out).toBe("version 4\n");
    expect(calls.at(-1)!.input).toEqual({ key: "plan", value, scope: "global", workspace_id: "ws_0123456789abcdef" });
  });

  it("reads a value from standard input", async () => {
    const { engine, calls } = createFakeEngine({ "workspace.list": workspaces, "state.set": () => ({ version: 1 }) });
    await runCli(["state", "set", "plan", "-"], { engine, cwd: root, stdin: "from\na file\n" });
    expect(calls.at(-1)!.input).toMatchObject({ value: "from\na file\n" });
  });

  it("passes scope, ids and conditions on", async () => {
    const { engine, calls } = createFakeEngine({ "workspace.list": workspaces, "state.set": () => ({ version: 1 }) });
    await runCli(["state", "set", "k", "1", "--session", "s", "--ttl", "60", "--if-version", "0"], {
      engine,
      cwd: root,
    });
    expect(calls.at(-1)!.input).toMatchObject({
      scope: "session",
      session_id: "s",
      workspace_id: "ws_0123456789abcdef",
      ttl_seconds: 60,
      if_version: 0,
    });
    await runCli(["state", "set", "k", "1", "--agent", "a"], { engine, cwd: "/" });
    expect(calls.at(-1)!.input).toEqual({ key: "k", value: 1, scope: "agent", agent_id: "a" });
  });

  it("leaves it to the server where to look when no scope is named", async () => {
    const { engine, calls } = createFakeEngine({
      "workspace.list": workspaces,
      "state.get": () => ({ entry: entry("k", { a: 1 }) }),
    });
    const { out } = await runCli(["state", "get", "k", "--agent", "a", "--session", "s"], { engine, cwd: root });
    expect(calls.at(-1)!.input).toEqual({
      key: "k",
      workspace_id: "ws_0123456789abcdef",
      session_id: "s",
      agent_id: "a",
    });
    expect(JSON.parse(out)).toEqual({ a: 1 });
  });

  it("prints text as text without control characters, and says when there is no entry", async () => {
    const { engine } = createFakeEngine({
      "workspace.list": workspaces,
      "state.get": ({ key }) => ({ entry: key === "k" ? entry("k", "a\u001b[2Jb") : null }),
    });
    expect((await runCli(["state", "get", "k"], { engine, cwd: root })).out).toBe("ab\n");
    expect(await runCli(["state", "get", "absent"], { engine, cwd: root })).toEqual({
      code: 1,
      out: "",
      err: "There is no such entry.\n",
    });
    expect(JSON.parse((await runCli(["state", "get", "absent", "--json"], { engine, cwd: root })).out)).toEqual({
      entry: null,
    });
  });

  it("lists all pages, by prefix", async () => {
    const { engine, calls } = createFakeEngine({
      "workspace.list": workspaces,
      "state.list": ({ cursor }) => ({
        entries: [entry(cursor ? "b" : "a\u001b", "v")],
        next_cursor: cursor ? null : "2",
      }),
    });
    const { out } = await runCli(["state", "list", "pre"], { engine, cwd: root });
    expect(out).toBe(
      'KEY  VERSION  UPDATED                   VALUE\na          4  2026-01-02T03:04:05.000Z  "v"\nb          4  2026-01-02T03:04:05.000Z  "v"\n',
    );
    expect(calls[1]!.input).toMatchObject({ prefix: "pre" });
  });

  it("deletes", async () => {
    const { engine } = createFakeEngine({
      "workspace.list": workspaces,
      "state.delete": ({ key }) => ({ deleted: key === "k" }),
    });
    expect((await runCli(["state", "delete", "k"], { engine, cwd: root })).out).toBe("deleted\n");
    expect((await runCli(["state", "delete", "x"], { engine, cwd: root })).out).toBe("There was no such entry.\n");
  });
});
