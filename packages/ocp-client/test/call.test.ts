import { OcpError } from "ocp-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { createCall } from "../src/call.ts";
import { OcpClient, OcpConnectionError } from "../src/index.ts";
import { openLink } from "../src/link.ts";
import { createScriptedServer, type Script, type ScriptOptions } from "./support/scripted-server.ts";

async function connect(script: Script, options: ScriptOptions = {}, connectOptions = {}): Promise<OcpClient> {
  const client = await OcpClient.inProcess(createScriptedServer(script, options), connectOptions);
  onTestFinished(() => client.close());
  return client;
}

/** Fails a number of times before it answers, and counts. */
function flaky(failures: number, error: OcpError, answer: unknown) {
  const tool = () => {
    tool.calls++;
    if (tool.calls <= failures) throw error;
    return answer;
  };
  tool.calls = 0;
  return tool;
}

const unavailable = new OcpError("STORAGE_UNAVAILABLE", "The disk is full. Free some space.");

describe("a call", () => {
  it("repeats an idempotent tool when the error is retryable", async () => {
    const get = flaky(2, unavailable, { entry: null });
    const client = await connect({ "state.get": get });
    await expect(client.state.get({ key: "k" })).resolves.toEqual({ entry: null });
    expect(get.calls).toBe(3);
  });

  it("gives up after its attempts, with the server's own error", async () => {
    const get = flaky(9, unavailable, { entry: null });
    const client = await connect({ "state.get": get });
    const error = await client.state.get({ key: "k" }, { attempts: 2 }).catch((e: unknown) => e);
    expect(OcpError.is(error, "STORAGE_UNAVAILABLE")).toBe(true);
    expect(get.calls).toBe(2);
  });

  it("never repeats a write unless the error itself says that it may", async () => {
    // Retryable by its code alone, as a server says that leaves the field out.
    const silent = flaky(0, unavailable, { error: { code: "STORAGE_UNAVAILABLE", message: "Gone." } });
    const saying = flaky(1, unavailable, { version: 1 });
    const one = await connect({ "state.set": silent });
    const two = await connect({ "state.set": saying });
    await expect(one.state.set({ key: "k", value: 1, scope: "global" })).rejects.toThrow("Gone.");
    await expect(two.state.set({ key: "k", value: 1, scope: "global" })).resolves.toEqual({ version: 1 });
    expect([silent.calls, saying.calls]).toEqual([1, 2]);
  });

  it("repeats even a write when the connection was gone before it was sent", async () => {
    const sent: unknown[] = [];
    const connection = {
      handshake: { serverInfo: {}, capabilities: {}, instructions: undefined },
      isOpen: () => true,
      request: async (_: string, { arguments: args }: Record<string, unknown>) => {
        if (sent.push(args) === 1) throw new Error("Not connected");
        return { structuredContent: { version: 1 } };
      },
      lastWords: () => Promise.resolve(""),
      close: () => Promise.resolve(),
    };
    const connector = { label: "a server", open: () => Promise.resolve(connection) };
    const input = { key: "k", value: 1, scope: "global" };
    connection.handshake.serverInfo = { protocol_version: "ocp/0.1" };
    const reopening = createCall(await openLink({ ...connector, reopens: true }, undefined), {});
    await expect(reopening("state.set", input)).resolves.toEqual({ version: 1 });
    expect(sent).toEqual([input, input]);
    sent.length = 0;
    const final = createCall(await openLink({ ...connector, reopens: false }, undefined), {});
    await expect(final("state.set", input)).rejects.toMatchObject({ code: "CONNECTION_LOST", sent: false });
  });

  it("does not repeat what would fail again", async () => {
    const get = flaky(1, new OcpError("WORKSPACE_NOT_FOUND", "Register it first."), { entry: null });
    const client = await connect({ "state.get": get });
    await expect(client.state.get({ key: "k" })).rejects.toThrow("Register it first.");
    expect(get.calls).toBe(1);
  });

  it("takes the number of attempts from the client when the call brings none", async () => {
    const get = flaky(1, unavailable, { entry: null });
    const client = await connect({ "state.get": get }, {}, { attempts: 1 });
    await expect(client.state.get({ key: "k" })).rejects.toThrow("disk is full");
    expect(get.calls).toBe(1);
  });

  it("ends at its timeout and cancels the work at the server", async () => {
    const cancelled = Promise.withResolvers<void>();
    const client = await connect({
      "context.search": (_, { signal }) => {
        signal.addEventListener("abort", () => cancelled.resolve());
        return new Promise(() => {});
      },
    });
    const error = await client.context
      .search({ workspace_id: "w", query: "q" }, { timeoutMs: 50 })
      .catch((e: unknown) => e);
    expect(OcpConnectionError.is(error, "TIMEOUT")).toBe(true);
    expect(String(error)).toContain("context.search was not answered within 50 ms");
    await cancelled.promise;
  });

  it("counts its pauses into the timeout", async () => {
    const get = flaky(100, unavailable, {});
    const client = await connect({ "state.get": get });
    const started = performance.now();
    await expect(client.state.get({ key: "k" }, { timeoutMs: 200, attempts: 100 })).rejects.toThrow("disk is full");
    // A hundred attempts with their pauses take minutes.
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it("gives a long poll the time that it asked for on top", async () => {
    const client = await connect(
      {
        "events.poll": async () =>
          new Promise((resolve) => setTimeout(() => resolve({ events: [], cursor: "1" }), 150)),
      },
      {},
      { timeoutMs: 100 },
    );
    await expect(client.events.poll({ workspace_id: "w", wait_ms: 1_000 })).resolves.toEqual({
      events: [],
      cursor: "1",
    });
  });

  it("lets indexing take its time, unless the call itself is bounded", async () => {
    const done = { indexed: 0, skipped: 0, removed: 0, files: 0, errors: [], duration_ms: 1 };
    const index = async () => new Promise((resolve) => setTimeout(resolve, 150, done));
    const client = await connect({ "workspace.index": index }, {}, { timeoutMs: 50 });
    await expect(client.workspace.index({ workspace_id: "w" })).resolves.toEqual(done);
    await expect(client.workspace.index({ workspace_id: "w" }, { timeoutMs: 50 })).rejects.toMatchObject({
      code: "TIMEOUT",
    });
  });

  it("rejects with the signal's reason, before and during the call and between tries", async () => {
    const client = await connect({ "state.get": () => new Promise(() => {}), "state.list": flaky(9, unavailable, {}) });
    const reason = new Error("the user left");
    await expect(client.state.get({ key: "k" }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const during = new AbortController();
    setTimeout(() => during.abort(reason), 20);
    await expect(client.state.get({ key: "k" }, { signal: during.signal })).rejects.toBe(reason);
    const between = new AbortController();
    setTimeout(() => between.abort(reason), 20);
    await expect(client.state.list({}, { signal: between.signal, attempts: 9 })).rejects.toBe(reason);
  });

  it("refuses input that is no JSON before it is sent, and says what is wrong", async () => {
    const client = await connect({ "state.set": () => ({ version: 1 }) });
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    for (const value of [cyclic, 1n]) {
      const error = await client.state.set({ key: "k", value, scope: "global" }).catch((e: unknown) => e);
      expect(OcpError.is(error, "INVALID_PARAMS")).toBe(true);
      expect(String(error)).toContain("state.set takes JSON");
    }
  });

  it("refuses options that mean nothing", async () => {
    const client = await connect({ "state.get": () => ({ entry: null }) });
    await expect(client.state.get({ key: "k" }, { timeoutMs: Number.NaN })).rejects.toThrow("timeoutMs is NaN");
    await expect(client.state.get({ key: "k" }, { attempts: 0 })).rejects.toThrow("attempts is 0");
  });

  it("sends what the input was when the call was made", async () => {
    const seen: unknown[] = [];
    const client = await connect({ "state.set": ({ value }) => (seen.push(value), { version: 1 }) });
    const value = { step: 1 };
    const call = client.state.set({ key: "k", value, scope: "global" });
    value.step = 2;
    await call;
    expect(seen).toEqual([{ step: 1 }]);
  });

  it("says which tool a server lacks", async () => {
    const client = await connect({ "state.get": () => ({ entry: null }) });
    const error = await client.session.open({ workspace_id: "w" }).catch((e: unknown) => e);
    expect(OcpError.is(error, "METHOD_NOT_FOUND")).toBe(true);
    expect(String(error)).toContain("This server has no session.open");
  });

  it("tells an internal JSON-RPC error from a lost connection", async () => {
    const client = await connect({
      "state.get": () => {
        throw new Error("null is not a cat");
      },
    });
    const error = await client.state.get({ key: "k" }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: "OcpError", code: "INTERNAL" });
  });

  it("runs many at once and keeps their answers apart", async () => {
    const client = await connect({
      "state.get": async ({ key }) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        const entry = {
          key,
          value: key,
          scope: "global",
          workspace_id: "w",
          session_id: null,
          agent_id: null,
          version: 1,
        };
        return { entry: { ...entry, updated_at: "2026-01-01T00:00:00.000Z", expires_at: null } };
      },
    });
    const keys = Array.from({ length: 200 }, (_, index) => `key ${index}`);
    const answers = await Promise.all(keys.map((key) => client.state.get({ key })));
    expect(answers.map(({ entry }) => entry?.value)).toEqual(keys);
  });
});

describe("a closed client", () => {
  it("refuses calls and says so, and may be closed again", async () => {
    const client = await connect({ "state.get": () => ({ entry: null }) });
    await client.close();
    await client.close();
    const error = await client.state.get({ key: "k" }).catch((e: unknown) => e);
    expect(OcpConnectionError.is(error, "CLIENT_CLOSED")).toBe(true);
  });

  it("ends the calls that were under way", async () => {
    const client = await connect({ "state.get": () => new Promise(() => {}) });
    const call = client.state.get({ key: "k" }).catch((e: unknown) => e);
    await client.close();
    expect(OcpConnectionError.is(await call, "CLIENT_CLOSED")).toBe(true);
  });

  it("is closed by leaving the block of `await using`", async () => {
    let kept: OcpClient;
    {
      await using client = await OcpClient.inProcess(createScriptedServer({ "state.get": () => ({ entry: null }) }));
      kept = client;
    }
    await expect(kept.state.get({ key: "k" })).rejects.toThrow("This client was closed");
  });
});
