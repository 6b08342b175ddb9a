import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport as OldInMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer as OldServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { OcpError } from "ocp-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { OcpClient, OcpConnectionError } from "../src/index.ts";
import { asText, createScriptedServer, type Script } from "./support/scripted-server.ts";

const answering = { "state.get": () => ({ entry: null }) };

describe("what a client knows of its server", () => {
  it("comes from the extension in the handshake", async () => {
    await using client = await OcpClient.inProcess(createScriptedServer(answering));
    expect(client.server).toEqual({
      name: "scripted",
      version: "1.2.3",
      protocolVersion: "ocp/0.1",
      conformance: "full",
      events: [
        "chunk.indexed",
        "chunk.invalidated",
        "state.changed",
        "session.handoff",
        "session.closed",
        "index.progress",
      ],
      instructions: "For tests.",
    });
  });

  it("comes from the extra fields of serverInfo where there is no extension", async () => {
    const serverInfo = { protocol_version: "ocp/0.1", conformance: "core+coordination" };
    await using client = await OcpClient.inProcess(createScriptedServer(answering, { extension: null, serverInfo }));
    expect(client.server).toMatchObject({ protocolVersion: "ocp/0.1", conformance: "core+coordination", events: [] });
  });

  it("is null where the server does not say, or says what is unknown here", async () => {
    await using silent = await OcpClient.inProcess(createScriptedServer(answering, { extension: null }));
    expect(silent.server).toMatchObject({ protocolVersion: null, conformance: null, events: [] });
    const extension = { version: "9.9", conformance: "galactic", events: ["state.changed", "moon.phase"] };
    await using newer = await OcpClient.inProcess(createScriptedServer(answering, { extension }));
    expect(newer.server).toMatchObject({ protocolVersion: "ocp/9.9", conformance: null, events: ["state.changed"] });
  });
});

describe("connecting", () => {
  it("refuses an MCP server that is none of OCP and names what it found", async () => {
    const server = createScriptedServer({ read_file: () => ({}), write_file: () => ({}) } as never, {
      extension: null,
    });
    const error = await OcpClient.inProcess(server).catch((e: unknown) => e);
    expect(OcpConnectionError.is(error, "NOT_OCP")).toBe(true);
    expect(String(error)).toContain("speaks MCP but not OCP: it has other tools (read_file, write_file)");
  });

  it("takes an OCP server that advertises nothing by its tools, in either spelling", async () => {
    const server = createScriptedServer({ context_search: () => ({}) } as never, { extension: null });
    await using client = await OcpClient.inProcess(server);
    expect(client.server.name).toBe("scripted");
  });

  it("explains an in-process server that cannot be connected", async () => {
    const server = { connect: () => Promise.reject(new Error("already taken")) };
    const error = await OcpClient.inProcess(server).catch((e: unknown) => e);
    expect(OcpConnectionError.is(error, "START_FAILED")).toBe(true);
    expect(String(error)).toContain("already taken");
  });

  it("reports an in-process server that was closed, without trying again", async () => {
    const server = createScriptedServer(answering);
    const client = await OcpClient.inProcess(server);
    onTestFinished(() => client.close());
    await server.close();
    const error = await client.state.get({ key: "k" }).catch((e: unknown) => e);
    expect(OcpConnectionError.is(error, "CONNECTION_LOST")).toBe(true);
    expect(error).toMatchObject({ sent: false });
  });
});

describe("a server on the older SDK", () => {
  const oldServer = () => {
    const server = new OldServer({ name: "old", version: "0.9.0" });
    server.registerTool("state.get", { description: "" }, () => asText({ entry: null }) as never);
    server.registerTool("state.delete", { description: "" }, () => ({
      ...(asText({ error: { code: "CONFLICT", message: "No.", current_version: 2 } }) as { content: never }),
      isError: true,
    }));
    return server;
  };

  it("is understood though it answers in text alone", async () => {
    await using client = await OcpClient.inProcess(oldServer());
    await expect(client.state.get({ key: "k" })).resolves.toEqual({ entry: null });
    const error = await client.state.delete({ key: "k", scope: "global" }).catch((e: unknown) => e);
    expect(OcpError.is(error, "CONFLICT")).toBe(true);
    const unknown = await client.session.list({ workspace_id: "w" }).catch((e: unknown) => e);
    expect(OcpError.is(unknown, "METHOD_NOT_FOUND")).toBe(true);
  });
});

describe("a client over a connected MCP client", () => {
  const script: Script = {
    ...answering,
    "workspace.list": async (_, { report }) => {
      await report(1, 2);
      return { workspaces: [], next_cursor: null };
    },
    "state.list": () => new Promise(() => {}),
    "state.set": () => {
      throw new OcpError("CONFLICT", "Version 2 is there.", { details: { current_version: 2 } });
    },
  };

  async function newer() {
    const [near, far] = InMemoryTransport.createLinkedPair();
    const mcp = new Client({ name: "host", version: "1" });
    await createScriptedServer(script).connect(far);
    await mcp.connect(near);
    return mcp;
  }
  async function older() {
    const [near, far] = OldInMemoryTransport.createLinkedPair();
    const mcp = new OldClient({ name: "host", version: "1" });
    await createScriptedServer(script).connect(far);
    await mcp.connect(near);
    return mcp;
  }

  it.each([
    ["of the current SDK", newer],
    ["of the older SDK", older],
  ])("%s gives answers, progress, typed errors, timeouts and cancellation", async (_, open) => {
    const mcp = await open();
    // An MCP client that has listed the tools checks answers itself, which must not get in the way.
    await mcp.listTools();
    const client = await OcpClient.over(mcp);
    expect(client.server).toMatchObject({ name: "scripted", protocolVersion: "ocp/0.1", conformance: "full" });
    await expect(client.state.get({ key: "k" })).resolves.toEqual({ entry: null });
    const progress: unknown[] = [];
    await client.workspace.list({}, { onProgress: (step) => progress.push(step) });
    expect(progress).toEqual([{ progress: 1, total: 2 }]);
    const conflict = await client.state.set({ key: "k", value: 1, scope: "global" }).catch((e: unknown) => e);
    expect(conflict).toMatchObject({ code: "CONFLICT", details: { current_version: 2 } });
    const late = await client.state.list({}, { timeoutMs: 30 }).catch((e: unknown) => e);
    expect(OcpConnectionError.is(late, "TIMEOUT")).toBe(true);
    const missing = await client.session.list({ workspace_id: "w" }).catch((e: unknown) => e);
    expect(OcpError.is(missing, "METHOD_NOT_FOUND")).toBe(true);
    const reason = new Error("the user left");
    await expect(client.state.list({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

    await client.close();
    await expect(mcp.ping()).resolves.toBeDefined();
    await mcp.close();
  });

  it.each([
    ["of the current SDK", newer],
    ["of the older SDK", older],
  ])("%s reports that its owner closed it", async (_, open) => {
    const mcp = await open();
    const client = await OcpClient.over(mcp);
    const pending = client.state.list({}).catch((e: unknown) => e);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await mcp.close();
    expect(await pending).toMatchObject({ code: "CONNECTION_LOST", sent: true });
    const next = await client.state.get({ key: "k" }).catch((e: unknown) => e);
    expect(next).toMatchObject({ code: "CONNECTION_LOST", sent: false });
  });
});
