import assert from "node:assert/strict";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { OcpClient } from "ocp-client";
import { PROTOCOL_VERSION } from "ocp-core";
import { createOcpServer } from "ocp-server";
import { copyOfShop } from "./shop.ts";

async function started(): Promise<void> {
  // #region stdio
  await using client = await OcpClient.stdio(["ocp-server"]);

  const { workspaces } = await client.workspace.list();
  // #endregion stdio
  assert.ok(Array.isArray(workspaces));

  // #region server
  const { name, version, protocolVersion, conformance, events } = client.server;
  console.log(`${name} ${version} speaks ${protocolVersion}, level ${conformance}, and reports ${events.join(", ")}`);
  // #endregion server
  assert.equal(name, "ocp-server");
  assert.equal(protocolVersion, PROTOCOL_VERSION);
  assert.equal(conformance, "full");
  assert.ok(events.includes("state.changed"));
}

async function configured(): Promise<void> {
  const log: string[] = [];
  // #region options
  await using client = await OcpClient.stdio(["ocp-server"], {
    env: { OCP_API_KEYS: "my-key", OCP_API_KEY: "my-key", OCP_LOG: "info" },
    onStderr: (line) => log.push(line),
    timeoutMs: 10_000,
  });
  // #endregion options
  await client.workspace.list();
  console.log(`the server's log so far: ${log.length} lines`);
}

async function refused(): Promise<void> {
  const starting = OcpClient.stdio(["ocp-server"], { env: { OCP_API_KEYS: "my-key", OCP_API_KEY: "another" } });
  await assert.rejects(starting, { name: "OcpConnectionError", code: "START_FAILED" });
}

async function inProcess(): Promise<void> {
  const dbPath = join(copyOfShop(), "ocp.db");
  // #region in-process
  await using server = createOcpServer({ dbPath });
  await using client = await OcpClient.inProcess(server);
  // #endregion in-process
  assert.equal(client.server.name, "ocp-server");
}

async function over(): Promise<void> {
  const transport = new StdioClientTransport({
    command: "ocp-server",
    env: { OCP_DB_PATH: join(copyOfShop(), "ocp.db") },
    stderr: "ignore",
  });
  // #region over
  const mcp = new Client({ name: "my-host", version: "1.0.0" });
  await mcp.connect(transport);

  const client = await OcpClient.over(mcp);
  // #endregion over
  assert.equal(client.server.protocolVersion, PROTOCOL_VERSION);
  await mcp.close();
}

await started();
await configured();
await refused();
await inProcess();
await over();
