import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { describe, expect, it } from "vitest";
import { OcpClient, OcpConnectionError, OcpError, type Handoff } from "../../src/index.ts";
import { connectReal, project, SERVER, tracked } from "../support/real-server.ts";
import { scratch } from "../support/spawn.ts";

const FILES = {
  "src/auth.ts":
    "/** Verifies the signature of a bearer token. */\nexport function verifyToken(token: string): boolean {\n  return token.length > 3;\n}\n",
  "src/sum.py": 'def total(lines):\n    """Adds up a basket."""\n    return sum(lines)\n',
  "docs/deploy.md": "# Deployment\n\n## Rollback\n\nPromote the image before.\n",
};

async function failure(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => Promise.reject(new Error("it worked")),
    (error: Error) => error,
  );
}

describe("the main job", () => {
  it("runs from registering a folder to a packed context", async () => {
    const folder = scratch();
    const client = await connectReal(folder);
    expect(client.server).toMatchObject({ name: "ocp-server", protocolVersion: "ocp/0.1", conformance: "full" });

    const { workspace_id } = await client.workspace.register({ root_uri: project(folder, FILES), name: "p" });
    const progress: number[] = [];
    const first = await client.workspace.index(
      { workspace_id },
      { onProgress: (step) => progress.push(step.progress) },
    );
    expect(first).toMatchObject({ files: 3, errors: [] });
    expect(progress.length).toBeGreaterThan(0);
    await expect(client.workspace.index({ workspace_id })).resolves.toMatchObject({
      indexed: 0,
      skipped: first.indexed,
    });

    const { chunks, scores } = await client.context.search({ workspace_id, query: "where is a token verified?" });
    expect(chunks[0]).toMatchObject({ symbol: "verifyToken", metadata: { path: "src/auth.ts" } });
    expect(scores).toHaveLength(chunks.length);
    const { chunk } = await client.context.getChunk({ chunk_id: chunks[0]!.chunk_id });
    expect(chunk).toEqual(chunks[0]);

    const pack = await client.context.pack({ workspace_id, intent: "rollback of a deployment", budget_tokens: 200 });
    expect(pack.tokens).toBeLessThanOrEqual(200);
    expect(pack.context).toContain("[docs/deploy.md:");
    const { workspaces } = await client.workspace.list();
    expect(workspaces).toMatchObject([{ workspace_id, name: "p", files: 3, status: "ready" }]);
    await expect(client.workspace.unregister({ workspace_id })).resolves.toEqual({ removed: true });
  });

  it("shares sessions, state and handoffs between processes", async () => {
    const folder = scratch();
    const [planner, executor] = await Promise.all([connectReal(folder), connectReal(folder)]);
    const { workspace_id } = await planner.workspace.register({ root_uri: folder });
    const { session_id } = await planner.session.open({ workspace_id });
    await planner.state.set({ key: "plan", value: [1, 2], scope: "session", workspace_id, session_id });
    await planner.session.handoff({ session_id, from_agent: "planner", to_agent: "executor", message: { go: true } });

    const plan = await executor.state.get({ key: "plan", workspace_id, session_id });
    expect(plan.entry).toMatchObject({ value: [1, 2], scope: "session", version: 1 });
    const inbox = await executor.state.get({ key: "_inbox", scope: "agent", agent_id: "executor" });
    expect(inbox.entry?.value as Handoff).toMatchObject({ from_agent: "planner", message: { go: true }, session_id });

    const { checkpoint_id } = await executor.session.checkpoint({ session_id, label: "here" });
    await planner.session.close({ session_id });
    const restored = await executor.session.restore({ checkpoint_id });
    const copy = await planner.state.get({ key: "plan", workspace_id, session_id: restored.session_id });
    expect(copy.entry?.value).toEqual([1, 2]);
    const { sessions } = await planner.session.list({ workspace_id });
    expect(sessions.map(({ status }) => status).sort()).toEqual(["closed", "open"]);
  });

  it("counts right when several processes compare and set", async () => {
    const folder = scratch();
    const clients = await Promise.all([connectReal(folder), connectReal(folder), connectReal(folder)]);
    const { workspace_id } = await clients[0].workspace.register({ root_uri: folder });
    const at = { key: "n", scope: "global", workspace_id };
    const increment = async (client: OcpClient): Promise<void> => {
      const { entry } = await client.state.get(at);
      try {
        await client.state.set({ ...at, value: Number(entry?.value ?? 0) + 1, if_version: entry?.version ?? 0 });
      } catch (error) {
        if (!OcpError.is(error, "CONFLICT") || !(Number(error.details["current_version"]) > (entry?.version ?? 0)))
          throw error;
        await increment(client);
      }
    };
    await Promise.all(
      clients.map(async (client) => {
        for (let count = 0; count < 20; count++) await increment(client);
      }),
    );
    await expect(clients[1].state.get(at)).resolves.toMatchObject({ entry: { value: 60, version: 60 } });
  });
});

describe("errors of the real server", () => {
  it("arrive with their codes, and name what was meant", async () => {
    const folder = scratch();
    const client = await connectReal(folder);
    const { workspace_id } = await client.workspace.register({ root_uri: folder });
    const codes = {
      WORKSPACE_NOT_FOUND: client.context.search({ workspace_id: "ws_0", query: "q" }),
      CHUNK_NOT_FOUND: client.context.getChunk({ chunk_id: "c" }),
      SESSION_NOT_FOUND: client.session.restore({ checkpoint_id: "c" }),
      SUBSCRIPTION_NOT_FOUND: client.events.poll({ subscription_id: "sub_x" }),
      SCOPE_INVALID: client.state.set({ key: "k", value: 1, scope: "galaxy", workspace_id }),
      LIMIT_EXCEEDED: client.state.set({ key: "k", value: "x".repeat(2 ** 21), scope: "global", workspace_id }),
      INVALID_PARAMS: client.context.search({ workspace_id, query: "q", limit: 3 } as never),
    };
    const errors = await Promise.all(Object.values(codes).map(failure));
    expect(errors.map((error) => (OcpError.is(error) ? error.code : error))).toEqual(Object.keys(codes));
    expect(errors.at(-1)?.message).toContain("limit");
  });

  it("keep a wrong key out, and out of the message", async () => {
    const env = { OCP_API_KEYS: "the-right-key", OCP_API_KEY: "a-wrong-key" };
    const error = await failure(connectReal(scratch(), { env }));
    expect(OcpConnectionError.is(error, "START_FAILED")).toBe(true);
    expect(error.message).toContain("OCP_API_KEY");
    expect(error.message).not.toMatch(/the-right-key|a-wrong-key/);
  });

  it("keep a restricted key to its workspaces", async () => {
    const folder = scratch();
    const open = await connectReal(folder);
    const one = await open.workspace.register({ root_uri: join(folder, "one") });
    const two = await open.workspace.register({ root_uri: join(folder, "two") });
    const env = { OCP_API_KEY_WORKSPACES: `key:${one.workspace_id}`, OCP_API_KEY: "key" };
    const restricted = await connectReal(folder, { env });
    await expect(restricted.state.list({ workspace_id: one.workspace_id })).resolves.toMatchObject({ entries: [] });
    const error = await failure(restricted.state.list({ workspace_id: two.workspace_id }));
    expect(OcpError.is(error, "PERMISSION_DENIED")).toBe(true);
    const follow = await failure(restricted.events.on({ workspace_id: two.workspace_id }).next());
    expect(OcpError.is(follow, "PERMISSION_DENIED")).toBe(true);
  });
});

describe("events of the real server", () => {
  it("tell of another process's write soon", async () => {
    const folder = scratch();
    const [reader, writer] = await Promise.all([connectReal(folder), connectReal(folder)]);
    const { workspace_id } = await reader.workspace.register({ root_uri: folder });
    await using events = reader.events.on({ workspace_id, types: ["state.changed"] });
    await events.ready;
    const delays: number[] = [];
    for (let count = 0; count < 10; count++) {
      const next = events.next();
      await new Promise((resolve) => setTimeout(resolve, 30));
      await writer.state.set({ key: `k${count}`, value: count, scope: "global", workspace_id });
      const written = performance.now();
      const { value } = await next;
      delays.push(performance.now() - written);
      expect(value.payload).toMatchObject({ key: `k${count}`, scope: "global", version: 1, deleted: false });
    }
    // Who is not told of it learns of it at the end of a poll, after 25 seconds.
    expect(Math.max(...delays)).toBeLessThan(10_000);
  });

  it("tell when an edit can be found", async () => {
    const folder = scratch();
    const root = project(folder, FILES);
    const client = await connectReal(folder, { env: { OCP_WATCH: "1" } });
    const { workspace_id } = await client.workspace.register({ root_uri: root });
    await client.workspace.index({ workspace_id });
    await using events = client.events.on({ workspace_id, types: ["chunk.indexed"] });
    await events.ready;
    appendFileSync(join(root, "docs/deploy.md"), "\n## Hotfix\n\nTag it, then promote the tagged image.\n");
    const { value } = await events.next();
    expect(value.payload.chunk_ids.length).toBeGreaterThan(0);
    const { chunks } = await client.context.search({ workspace_id, query: "hotfix" });
    expect(chunks[0]?.content).toContain("tagged image");
  });

  it("lose nothing and double nothing while the server is killed again and again", async () => {
    const folder = scratch();
    const { command, pids } = tracked(folder);
    const reader = await OcpClient.stdio(command, { env: { OCP_DB_PATH: join(folder, "ocp.db"), OCP_WATCH: "0" } });
    const writer = await connectReal(folder);
    const { workspace_id } = await writer.workspace.register({ root_uri: folder });
    const events = reader.events.on({ workspace_id, types: ["state.changed"] });
    await events.ready;

    const keys = Array.from({ length: 300 }, (_, index) => `key ${index}`);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { payload } of events) {
        seen.push(payload.key);
        if (seen.length === keys.length) break;
      }
    })();
    let kills = 0;
    for (const [index, key] of keys.entries()) {
      await writer.state.set({ key, value: index, scope: "global", workspace_id });
      if (index % 60 !== 30 || pids().length <= kills) continue;
      process.kill(pids().at(-1)!, "SIGKILL");
      kills++;
      await expect.poll(() => pids().length).toBeGreaterThan(kills);
    }
    await reading;
    expect(seen).toEqual(keys);
    expect(kills).toBe(5);
    await reader.close();
  });
});

describe("over an MCP client of another program", () => {
  it.each([
    ["the current SDK", () => [new Client({ name: "host", version: "1" }), StdioClientTransport] as const],
    ["the older SDK", () => [new OldClient({ name: "host", version: "1" }), OldStdioClientTransport] as const],
  ])("works with %s", async (_, open) => {
    const folder = scratch();
    const [mcp, Transport] = open();
    const [command, ...args] = SERVER;
    const transport = new Transport({ command, args, env: { OCP_DB_PATH: join(folder, "ocp.db") }, stderr: "ignore" });
    await mcp.connect(transport);
    // So that the MCP client holds output schemas, which must not get in the way of errors.
    await mcp.listTools();
    const client = await OcpClient.over(mcp);
    expect(client.server).toMatchObject({ name: "ocp-server", protocolVersion: "ocp/0.1", conformance: "full" });
    const { workspace_id } = await client.workspace.register({ root_uri: folder });
    const events = client.events.on({ workspace_id });
    await events.ready;
    await client.state.set({ key: "k", value: 1, scope: "global", workspace_id });
    expect((await events.next()).value).toMatchObject({ type: "state.changed" });
    const error = await failure(client.state.set({ key: "k", value: 2, scope: "global", workspace_id, if_version: 7 }));
    expect(error).toMatchObject({ code: "CONFLICT", details: { current_version: 1 } });
    await client.close();
    await mcp.close();
  });
});
