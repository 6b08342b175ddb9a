import { join } from "node:path";
import { TOOL_NAMES, type ToolInput, type ToolName } from "ocp-core";
import { describe, expect, it } from "vitest";
import { createKeyring } from "../../src/access/keys.ts";
import { parseConfig } from "../../src/config.ts";
import { openTestEngine, temporaryFolder } from "../support.ts";

const codeOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => "no error",
    (error: { code: string }) => error.code,
  );

async function openShared() {
  const folder = await temporaryFolder({ "theirs/a.md": "# Their secret recipe", "mine/a.md": "# My notes" });
  const engine = openTestEngine(join(folder.path, "ocp.db"));
  const theirs = (await engine.call("workspace.register", { root_uri: join(folder.path, "theirs") })).workspace_id;
  const mine = (await engine.call("workspace.register", { root_uri: join(folder.path, "mine") })).workspace_id;
  for (const workspace_id of [theirs, mine]) await engine.call("workspace.index", { workspace_id });
  const env = { OCP_API_KEYS: "owner-key", OCP_API_KEY_WORKSPACES: `restricted-key:${mine};second-key:${mine}` };
  const keyring = createKeyring(parseConfig({ env, cwd: folder.path, home: folder.path }));
  return {
    folder,
    engine,
    theirs,
    mine,
    owner: keyring.authenticate("owner-key"),
    restricted: keyring.authenticate("restricted-key"),
    second: keyring.authenticate("second-key"),
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe("a restricted key", () => {
  it("reaches no other workspace through any door", async () => {
    await using t = await openShared();
    const { engine, theirs, owner, restricted } = t;
    const { chunks } = await engine.call("workspace.list_chunks", { workspace_id: theirs }, owner);
    const { session_id } = await engine.call("session.open", { workspace_id: theirs }, owner);
    const { checkpoint_id } = await engine.call("session.checkpoint", { session_id, label: "l" }, owner);
    const { subscription_id } = await engine.call("events.subscribe", { workspace_id: theirs }, owner);
    const { trace_id } = await engine.call("prompt.prepare", { prompt: "p", workspace_id: theirs }, owner);
    const { chunk_id } = chunks[0]!;
    const doors: { [N in ToolName]?: ToolInput<N> } = {
      "workspace.register": { root_uri: join(t.folder.path, "theirs") },
      "workspace.index": { workspace_id: theirs },
      "workspace.invalidate": { workspace_id: theirs, paths: ["."] },
      "workspace.list_chunks": { workspace_id: theirs },
      "workspace.put": { workspace_id: theirs, documents: [{ uri: "note://x", content: "x" }] },
      "workspace.unregister": { workspace_id: theirs },
      "context.search": { workspace_id: theirs, query: "secret recipe" },
      "context.get_chunk": { chunk_id },
      "context.pack": { workspace_id: theirs, intent: "secret recipe", budget_tokens: 500 },
      "state.set": { key: "k", value: 1, scope: "global", workspace_id: theirs },
      "state.get": { key: "k", workspace_id: theirs },
      "state.list": { workspace_id: theirs },
      "state.delete": { key: "k", scope: "global", workspace_id: theirs },
      "session.open": { workspace_id: theirs },
      "session.close": { session_id },
      "session.handoff": { session_id, from_agent: "a", to_agent: "b", message: 1 },
      "session.checkpoint": { session_id, label: "mine now" },
      "session.restore": { checkpoint_id },
      "session.list": { workspace_id: theirs },
      "events.subscribe": { workspace_id: theirs },
      "events.poll": { subscription_id },
      "events.unsubscribe": { subscription_id },
      "prompt.prepare": { prompt: "secret recipe", workspace_id: theirs },
      "prompt.record_result": { trace_id, result: 1 },
    };
    // workspace.list is the one tool without a door to a single workspace; it is looked at below.
    expect(Object.keys(doors).toSorted()).toEqual(TOOL_NAMES.filter((name) => name !== "workspace.list").toSorted());
    for (const [name, input] of Object.entries(doors)) {
      expect([name, await codeOf(engine.call(name as ToolName, input as never, restricted))]).toEqual([
        name,
        "PERMISSION_DENIED",
      ]);
    }
    expect(await codeOf(engine.call("events.poll", { workspace_id: theirs }, restricted))).toBe("PERMISSION_DENIED");
    expect(await codeOf(engine.call("prompt.prepare", { prompt: "p", session_id }, restricted))).toBe(
      "PERMISSION_DENIED",
    );
    expect((await engine.call("workspace.list", {}, restricted)).workspaces.map((w) => w.workspace_id)).toEqual([
      t.mine,
    ]);
    expect((await engine.call("workspace.list", {}, owner)).workspaces).toHaveLength(2);
  });

  it("does not learn from errors whether a workspace exists, nor which others there are", async () => {
    await using t = await openShared();
    const errorOf = async (workspace_id: string) =>
      t.engine
        .call("context.search", { workspace_id, query: "x" }, t.restricted)
        .catch((error: unknown) => String(error));
    expect(await errorOf(t.theirs)).toBe(await errorOf("ws_0000000000000000"));
    expect(await errorOf(t.theirs)).not.toContain(t.theirs);
  });

  it("works in its own workspace, and keeps its agents' state to itself", async () => {
    await using t = await openShared();
    const { engine, mine, restricted, second, owner } = t;
    expect(
      (await engine.call("context.search", { workspace_id: mine, query: "notes" }, restricted)).chunks,
    ).toHaveLength(1);
    await engine.call(
      "state.set",
      { key: "k", value: "restricted", scope: "agent", agent_id: "a", workspace_id: mine },
      restricted,
    );
    expect((await engine.call("state.get", { key: "k", agent_id: "a" }, restricted)).entry!.value).toBe("restricted");
    expect((await engine.call("state.get", { key: "k", agent_id: "a" }, second)).entry).toBeNull();
    expect((await engine.call("state.get", { key: "k", agent_id: "a" }, owner)).entry).toBeNull();
    const { events } = await engine.call("events.poll", { workspace_id: mine }, second);
    expect(events.filter((event) => event.type === "state.changed")).toEqual([]);
    await engine.call("state.set", { key: "shared", value: 1, scope: "global", workspace_id: mine }, restricted);
    expect((await engine.call("state.get", { key: "shared", workspace_id: mine }, second)).entry!.value).toBe(1);
  });
});

describe("prompts of a restricted key", () => {
  it("that belong to no workspace are known to it alone", async () => {
    await using t = await openShared();
    const { trace_id } = await t.engine.call("prompt.prepare", { prompt: "p" }, t.restricted);
    const record = (caller: typeof t.owner) =>
      codeOf(t.engine.call("prompt.record_result", { trace_id, result: 1 }, caller));
    expect(await record(t.second)).toBe("TRACE_NOT_FOUND");
    expect(await record(t.owner)).toBe("TRACE_NOT_FOUND");
    expect(await record(t.restricted)).toBe("no error");
  });
});

describe("input", () => {
  it("names the parameter, what was expected, and the nearest valid name", async () => {
    await using t = await openShared();
    const messageOf = async (name: ToolName, input: object) =>
      t.engine.call(name, input as never).catch((error: Error) => error.message);
    expect(await messageOf("context.search", { workspace_id: t.mine, qury: "x" })).toMatch(
      /'query' is missing.*'qury'.*Did you mean 'query'/s,
    );
    expect(await messageOf("context.search", { workspace_id: t.mine, query: "x", k: "5" })).toContain(
      "'k' is wrong: expected",
    );
    expect(await messageOf("context.pack", { workspace_id: t.mine, intent: "x", budget_tokens: 0 })).toContain(
      "at least 1",
    );
    expect(
      await messageOf("workspace.put", { workspace_id: t.mine, documents: [{ uri: "x://y", content: 3 }] }),
    ).toContain("documents[0].content");
    expect(await messageOf("events.subscribe", { workspace_id: t.mine, types: ["nope"] })).toContain("chunk.indexed");
    expect(await messageOf("state.get", [] as never)).toContain("object");
    const search = { workspace_id: t.mine, query: "x" };
    expect(await messageOf("context.search", { ...search, filters: { lang: "x" } })).toMatch(
      /'lang' in filters.*language/,
    );
    expect(await messageOf("context.search", { ...search, filters: { language: 5 } })).toContain(
      "a string or an array of strings",
    );
    expect(
      await messageOf("workspace.put", { workspace_id: t.mine, documents: [{ uri: "x://y", contents: "z" }] }),
    ).toContain("Did you mean 'content'");
  });

  it("says that a workspace is unknown before anything else", async () => {
    await using t = await openShared();
    expect(await codeOf(t.engine.call("context.search", { workspace_id: "ws_none" } as never))).toBe(
      "WORKSPACE_NOT_FOUND",
    );
    expect(await codeOf(t.engine.call("context.search", { query: "x" } as never))).toBe("INVALID_PARAMS");
    expect(await codeOf(t.engine.call("context.get_chunk", { chunk_id: "'; DROP TABLE chunk" }))).toBe(
      "CHUNK_NOT_FOUND",
    );
  });
});
