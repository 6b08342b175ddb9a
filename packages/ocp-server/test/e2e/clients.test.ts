import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import {
  ResourceUpdatedNotificationSchema,
  LoggingMessageNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { EVENT_META_KEY, EXTENSION_ID, TOOL_NAMES, type EventEnvelope } from "ocp-core";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support.ts";
import { PROGRAM, serverEnvironment, spawnServer, startServer } from "./support.ts";

const REVISIONS = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

// What a server answers is looked at field by field, so its type is of no use here.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = Record<string, any>;

const textOf = (result: unknown): Answer =>
  JSON.parse((result as { content: { text: string }[] }).content[0]!.text) as Answer;

describe("raw JSON-RPC", () => {
  it.each(REVISIONS)("speaks MCP %s and says that it speaks OCP in three places", async (protocolVersion) => {
    await using folder = await temporaryFolder({ "root/a.md": "# Hello world" });
    const server = spawnServer(join(folder.path, "ocp.db"));
    server.send({
      id: 1,
      method: "initialize",
      params: { protocolVersion, capabilities: {}, clientInfo: { name: "t", version: "1" } },
    });
    const { result } = (await server.receive((m) => m["id"] === 1)) as { result: Answer };
    expect(result).toMatchObject({
      protocolVersion,
      serverInfo: { name: "ocp-server", protocol_version: "ocp/0.1", profiles: ["ocp/0.1"], conformance: "full" },
      capabilities: { extensions: { [EXTENSION_ID]: { version: "0.1", conformance: "full" } } },
    });
    expect(Buffer.byteLength(result["instructions"])).toBeLessThan(2048);
    server.send({ method: "notifications/initialized" });
    server.send({ id: 2, method: "tools/list" });
    const { result: list } = (await server.receive((m) => m["id"] === 2)) as {
      result: { tools: { name: string; nextCursor?: string }[] };
    };
    expect(list.tools.map((tool) => tool.name)).toEqual(TOOL_NAMES);
    server.send({
      id: 3,
      method: "tools/call",
      params: { name: "workspace_register", arguments: { root_uri: join(folder.path, "root") } },
    });
    const { result: registered } = (await server.receive((m) => m["id"] === 3)) as { result: Record<string, unknown> };
    expect(textOf(registered)).toEqual(registered["structuredContent"]);
    server.child.stdin!.end();
    expect((await server.exited)[0]).toBe(0);
    expect(server.stderr()).toBe("");
  });

  it("answers what was piped in before the input ended", async () => {
    await using folder = await temporaryFolder({});
    const server = spawnServer(join(folder.path, "ocp.db"));
    server.send({
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    });
    server.send({ method: "notifications/initialized" });
    server.send({ id: 2, method: "tools/call", params: { name: "workspace.list", arguments: {} } });
    server.child.stdin!.end();
    await server.exited;
    expect(textOf(server.lines.find((line) => line["id"] === 2)!["result"])).toEqual({
      workspaces: [],
      next_cursor: null,
    });
  });

  it("survives lines that are no JSON-RPC and goes on", async () => {
    await using folder = await temporaryFolder({});
    const server = spawnServer(join(folder.path, "ocp.db"));
    server.child.stdin!.write("not json\n[]\n{}\n\n\u0000\n");
    server.send({
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    });
    expect(await server.receive((m) => m["id"] === 1)).toHaveProperty("result");
    server.child.stdin!.end();
    await server.exited;
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "closes the database and exits within a second of %s, with a watcher running",
    async (signal) => {
      await using folder = await temporaryFolder({ "root/a.md": "# Hello" });
      const begin = performance.now();
      const server = spawnServer(join(folder.path, "ocp.db"), { OCP_WATCH: "1" });
      server.send({
        id: 1,
        method: "initialize",
        params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
      });
      server.send({
        id: 2,
        method: "tools/call",
        params: { name: "workspace.register", arguments: { root_uri: join(folder.path, "root") } },
      });
      const registered = await server.receive((m) => m["id"] === 2);
      server.send({
        id: 3,
        method: "tools/call",
        params: { name: "workspace.index", arguments: { workspace_id: textOf(registered["result"])["workspace_id"] } },
      });
      await server.receive((m) => m["id"] === 3);
      const start = performance.now();
      server.child.kill(signal);
      expect((await server.exited)[0]).toBe(0);
      // On a machine that is so busy that starting takes long, ending may take half as long.
      expect(performance.now() - start).toBeLessThan(Math.max(1_500, (start - begin) / 2));
    },
  );
});

describe("the official v1 client", () => {
  it("calls tools, gets errors as results, reads resources, and is pushed events that it asked for", async () => {
    await using folder = await temporaryFolder({ "root/a.md": "# Hello world\n\nSome text." });
    const client = new OldClient({ name: "old", version: "1.0.0" });
    const pushed: EventEnvelope[] = [];
    const updated: { uri: string; _meta?: Record<string, unknown> }[] = [];
    client.setNotificationHandler(
      LoggingMessageNotificationSchema,
      ({ params }) => void pushed.push(params.data as EventEnvelope),
    );
    client.setNotificationHandler(
      ResourceUpdatedNotificationSchema,
      ({ params }) => void updated.push(params as never),
    );
    await client.connect(
      new OldTransport({
        command: process.execPath,
        args: [PROGRAM],
        env: serverEnvironment(join(folder.path, "ocp.db")),
      }),
    );
    const call = async (name: string, args: object) =>
      client.callTool({ name, arguments: args as Record<string, unknown> });

    // Listing first makes the client check every later result against its output schema.
    expect((await client.listTools()).tools).toHaveLength(TOOL_NAMES.length);
    const { workspace_id } = textOf(await call("workspace.register", { root_uri: join(folder.path, "root") }));
    await call("workspace.index", { workspace_id });
    expect(textOf(await call("context.search", { workspace_id, query: "hello" }))["chunks"]).toHaveLength(1);

    const error = await call("context.search", { workspace_id: "ws_none", query: "x" });
    expect(error.isError).toBe(true);
    expect(textOf(error)["error"]).toMatchObject({ code: "WORKSPACE_NOT_FOUND", known: [workspace_id] });
    await expect(call("workspace.regster", {})).rejects.toThrow("workspace.register");

    const { resources } = await client.listResources();
    expect(resources.map((resource) => resource.uri)).toEqual([
      "ocp://workspaces",
      `ocp://workspaces/${workspace_id}`,
      `ocp://workspaces/${workspace_id}/events`,
    ]);
    const read = await client.readResource({ uri: "ocp://workspaces" });
    expect(JSON.parse((read.contents[0] as { text: string }).text)).toMatchObject({ workspaces: [{ workspace_id }] });
    await expect(client.readResource({ uri: "ocp://nothing/here" })).rejects.toMatchObject({ code: -32602 });
    const completed = await client.complete({
      ref: { type: "ref/resource", uri: "ocp://workspaces/{id}" },
      argument: { name: "id", value: "ws_" },
    });
    expect(completed.completion.values).toEqual([workspace_id]);

    await call("state.set", { key: "before", value: 1, scope: "global", workspace_id });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([pushed, updated]).toEqual([[], []]);
    const { subscription_id } = textOf(await call("events.subscribe", { workspace_id, types: ["state.changed"] }));
    await client.subscribeResource({ uri: `ocp://workspaces/${workspace_id}/events` });
    await call("state.set", { key: "after", value: 1, scope: "global", workspace_id });
    await expect.poll(() => [pushed.length, updated.length]).toEqual([1, 1]);
    expect(pushed[0]).toMatchObject({ type: "state.changed", subscription_id, payload: { key: "after" } });
    expect(updated[0]!._meta![EVENT_META_KEY]).toMatchObject({ type: "state.changed", payload: { key: "after" } });
    await client.close();
  });
});

describe("the official v2 client", () => {
  it.each(["legacy", "auto"] as const)("works with negotiation %s", async (mode) => {
    await using folder = await temporaryFolder({ "root/a.md": "# Hello world" });
    await using server = await startServer(join(folder.path, "ocp.db"), { mode });
    await server.client.listTools();
    const { workspace_id } = await server.call("workspace.register", { root_uri: join(folder.path, "root") });
    expect(await server.call("workspace.index", { workspace_id })).toMatchObject({ indexed: 1 });
    expect(
      (await server.call("context.pack", { workspace_id, intent: "hello", budget_tokens: 100 })).context,
    ).toContain("[a.md:1-1]");
    await expect(server.call("context.search", { workspace_id, query: "x", kk: 3 } as never)).rejects.toMatchObject({
      code: "INVALID_PARAMS",
      message: expect.stringContaining("kk"),
    });
    await expect(
      server.call("state.set", { key: "k", value: 1, scope: "global", workspace_id, if_version: 3 }),
    ).rejects.toMatchObject({ code: "CONFLICT", current_version: 0 });
  });

  it("is told of events on 2026-07-28 by listening to the events resource", async () => {
    await using folder = await temporaryFolder({ root: "" });
    const client = new Client({ name: "modern", version: "1.0.0" }, { versionNegotiation: { mode: "auto" } });
    const updated: { params: { uri: string; _meta?: Record<string, unknown> } }[] = [];
    client.setNotificationHandler(
      "notifications/resources/updated",
      (notification) => void updated.push(notification as never),
    );
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [PROGRAM],
        env: serverEnvironment(join(folder.path, "ocp.db")),
      }),
    );
    expect(client.getNegotiatedProtocolVersion()).toBe("2026-07-28");
    const call = async (name: string, args: object) =>
      textOf(await client.callTool({ name, arguments: args as Record<string, unknown> }));
    const { workspace_id } = await call("workspace.register", { root_uri: "doc://x" });
    const uri = `ocp://workspaces/${workspace_id}/events`;
    await client.listen({ resourceSubscriptions: [uri] });
    await call("state.set", { key: "k", value: 1, scope: "global", workspace_id });
    await expect.poll(() => updated.length).toBe(1);
    expect(updated[0]!.params).toMatchObject({ uri, _meta: { [EVENT_META_KEY]: { type: "state.changed" } } });
    await client.close();
  });
});
