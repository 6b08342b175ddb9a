import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine.ts";
import { openTestEngine, temporaryFolder } from "../support.ts";

async function openEngine() {
  const folder = await temporaryFolder();
  const engine = openTestEngine(join(folder.path, "ocp.db"));
  const { workspace_id } = await engine.call("workspace.register", { root_uri: "doc://x" });
  return {
    engine,
    workspace_id,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const codeOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => "no error",
    (error: { code: string }) => error.code,
  );

describe("state scopes", () => {
  it("resolves agent, then session, then global, skipping scopes whose ids are missing", async () => {
    await using t = await openEngine();
    const ids = { workspace_id: t.workspace_id, session_id: "s", agent_id: "a" };
    const set = (scope: string, value: string) => t.engine.call("state.set", { key: "k", value, scope, ...ids });
    const get = async (given: object) => (await t.engine.call("state.get", { key: "k", ...given })).entry?.value;
    await set("global", "global");
    expect(await get(ids)).toBe("global");
    await set("session", "session");
    expect(await get(ids)).toBe("session");
    await set("agent", "agent");
    expect(await get(ids)).toBe("agent");
    expect(await get({ workspace_id: t.workspace_id, session_id: "s" })).toBe("session");
    expect(await get({ workspace_id: t.workspace_id })).toBe("global");
    expect(await get({ agent_id: "a" })).toBe("agent");
    expect(await get({ ...ids, scope: "global" })).toBe("global");
    expect(await get({ workspace_id: t.workspace_id, session_id: "other" })).toBe("global");
  });

  it("says which id a scope needs, and which scopes there are", async () => {
    await using t = await openEngine();
    const { engine, workspace_id } = t;
    expect(await codeOf(engine.call("state.set", { key: "k", value: 1, scope: "session", workspace_id }))).toBe(
      "SCOPE_INVALID",
    );
    expect(await codeOf(engine.call("state.set", { key: "k", value: 1, scope: "agent", workspace_id }))).toBe(
      "SCOPE_INVALID",
    );
    expect(await codeOf(engine.call("state.set", { key: "k", value: 1, scope: "planet", workspace_id }))).toBe(
      "SCOPE_INVALID",
    );
    expect(await codeOf(engine.call("state.get", { key: "k" }))).toBe("SCOPE_INVALID");
    expect(await codeOf(engine.call("state.list", {}))).toBe("SCOPE_INVALID");
    expect(
      await codeOf(engine.call("state.set", { key: "k", value: 1, scope: "global", workspace_id: "ws_none" })),
    ).toBe("WORKSPACE_NOT_FOUND");
  });

  it("keeps any JSON as it was, and refuses what is too large or too deep", async () => {
    await using t = await openEngine();
    const set = (value: unknown) =>
      t.engine.call("state.set", { key: "k", value, scope: "global", workspace_id: t.workspace_id });
    for (const value of [
      null,
      false,
      0,
      "",
      [],
      {},
      { __proto__: null, a: { "": [1.5, "😀"] } },
      JSON.parse('{"__proto__":{"x":1}}'),
    ]) {
      await set(value);
      expect(
        JSON.stringify((await t.engine.call("state.get", { key: "k", workspace_id: t.workspace_id })).entry!.value),
      ).toBe(JSON.stringify(value));
    }
    expect(await codeOf(set("x".repeat(1_048_575)))).toBe("LIMIT_EXCEEDED");
    expect(await codeOf(set("x".repeat(1_048_574)))).toBe("no error");
    let deep: unknown = 1;
    for (let i = 0; i < 20_000; i++) deep = [deep];
    expect(await codeOf(set(deep))).toBe("INVALID_PARAMS");
  });

  it("reports changes of agent state in the workspace that the call names, and else nowhere", async () => {
    await using t = await openEngine();
    await t.engine.call("state.set", { key: "quiet", value: 1, scope: "agent", agent_id: "a" });
    await t.engine.call("state.set", {
      key: "heard",
      value: 1,
      scope: "agent",
      agent_id: "a",
      workspace_id: t.workspace_id,
    });
    const { events } = await t.engine.call("events.poll", { workspace_id: t.workspace_id });
    expect(events.map((event) => [event.payload["key"], event.payload["agent_id"]])).toEqual([["heard", "a"]]);
  });
});

describe("sessions", () => {
  it("hands over, saves, restores and closes", async () => {
    await using t = await openEngine();
    const { engine, workspace_id } = t;
    const { session_id, created } = await engine.call("session.open", { workspace_id });
    expect(created).toBe(true);
    expect(await engine.call("session.open", { workspace_id, session_id })).toEqual({ session_id, created: false });
    await engine.call("state.set", { key: "plan", value: { step: 1 }, scope: "session", workspace_id, session_id });
    const { handoff_id } = await engine.call("session.handoff", {
      session_id,
      from_agent: "planner",
      to_agent: "executor",
      message: { task: "deploy" },
    });
    const inbox = await engine.call("state.get", { key: "_inbox", agent_id: "executor" });
    expect(inbox.entry!.value).toMatchObject({
      handoff_id,
      from_agent: "planner",
      session_id,
      message: { task: "deploy" },
    });
    const { checkpoint_id, state } = await engine.call("session.checkpoint", {
      session_id,
      label: "before",
      include_state: true,
    });
    expect(state!.map((entry) => entry.key)).toEqual(["plan"]);
    expect(await engine.call("session.close", { session_id })).toEqual({ closed: true });
    expect(await engine.call("session.close", { session_id })).toEqual({ closed: false });
    expect(await codeOf(engine.call("session.checkpoint", { session_id, label: "late" }))).toBe("SESSION_NOT_FOUND");
    const restored = await engine.call("session.restore", { checkpoint_id });
    expect(restored.session_id).not.toBe(session_id);
    expect(
      (await engine.call("state.get", { key: "plan", scope: "session", workspace_id, session_id: restored.session_id }))
        .entry!.value,
    ).toEqual({ step: 1 });
    expect(await codeOf(engine.call("session.restore", { checkpoint_id: "ckpt_none" }))).toBe("SESSION_NOT_FOUND");
  });

  it("closes by itself and says why", async () => {
    await using t = await openEngine();
    const { engine, workspace_id } = t;
    const { subscription_id } = await engine.call("events.subscribe", { workspace_id, types: ["session.closed"] });
    const { session_id } = await engine.call("session.open", { workspace_id, ttl_seconds: 0.2 });
    const { events } = await engine.call("events.poll", { subscription_id, wait_ms: 5000 });
    expect(events[0]).toMatchObject({
      type: "session.closed",
      subscription_id,
      payload: { session_id, reason: "ttl" },
    });
  });
});

describe("events", () => {
  const set = (engine: Engine, workspace_id: string, key: string) =>
    engine.call("state.set", { key, value: 1, scope: "global", workspace_id });

  it("waits for the next event, also of another process, and returns empty when time is up", async () => {
    await using t = await openEngine();
    const { subscription_id } = await t.engine.call("events.subscribe", { workspace_id: t.workspace_id });
    const start = performance.now();
    expect((await t.engine.call("events.poll", { subscription_id, wait_ms: 150 })).events).toEqual([]);
    expect(performance.now() - start).toBeGreaterThan(140);
    const waiting = t.engine.call("events.poll", { subscription_id, wait_ms: 10_000 });
    await set(t.engine, t.workspace_id, "late");
    expect((await waiting).events).toHaveLength(1);
  });

  it("gives the same events again to whoever polls without a cursor, and the rest to whoever has one", async () => {
    await using t = await openEngine();
    const { engine, workspace_id } = t;
    const { subscription_id } = await engine.call("events.subscribe", { workspace_id });
    for (const key of ["a", "b", "c"]) await set(engine, workspace_id, key);
    const keys = (page: { events: { payload: Record<string, unknown> }[] }) =>
      page.events.map((event) => event.payload["key"]);
    const first = await engine.call("events.poll", { subscription_id, limit: 2 });
    expect(keys(first)).toEqual(["a", "b"]);
    expect(keys(await engine.call("events.poll", { subscription_id, cursor: first.cursor }))).toEqual(["c"]);
    expect(keys(await engine.call("events.poll", { subscription_id }))).toEqual(["a", "b", "c"]);
    const replay = await engine.call("events.subscribe", { workspace_id, since: first.events[0]!.event_id });
    expect(replay.replayed).toBe(2);
    expect(keys(await engine.call("events.poll", { subscription_id: replay.subscription_id }))).toEqual(["b", "c"]);
    expect(await engine.call("events.unsubscribe", { subscription_id })).toEqual({ unsubscribed: true });
    expect(await engine.call("events.unsubscribe", { subscription_id })).toEqual({ unsubscribed: false });
    expect(await codeOf(engine.call("events.poll", { subscription_id }))).toBe("SUBSCRIPTION_NOT_FOUND");
    expect(await codeOf(engine.call("events.poll", {}))).toBe("INVALID_PARAMS");
    expect(await codeOf(engine.call("events.subscribe", { workspace_id, since: "yesterday" }))).toBe("INVALID_PARAMS");
  });
});
