import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttpTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { describe, expect, test } from "vitest";
import { SAMPLE, temporaryFolder } from "../support.ts";
import { PROGRAM, start } from "./support.ts";

const REVISIONS = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];
const SEVEN = "list_contracts get_contract_doc get_schema get_example search_docs resolve_term get_contract_map".split(
  " ",
);

interface Text {
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

/** What each official client must be able to do, whatever lies between it and the server. */
async function expectAHostToBeServed(client: Client | OldClient): Promise<void> {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).slice(0, 7)).toEqual(SEVEN);
  const call = async (name: string, input: Record<string, unknown>): Promise<Text> =>
    (await client.callTool({ name, arguments: input })) as unknown as Text;
  const document = await call("get_contract_doc", { contract: "ABC", document: "README" });
  expect(JSON.parse(document.content[0]!.text)).toEqual(document.structuredContent);
  expect(document.structuredContent).toMatchObject({ content: SAMPLE["standards/abc/0.9.0/README.md"] });
  // Errors are answers: no client throws on them.
  const missing = await call("get_schema", { contract: "XY" });
  expect(missing).toMatchObject({ isError: true });
  expect(JSON.parse(missing.content[0]!.text)).toMatchObject({
    error: { code: "not_found" },
    metadata: { omp_version: "0.1.0" },
  });
  const wrong = await call("list_contracts", { page: 1 });
  expect(JSON.parse(wrong.content[0]!.text)).toMatchObject({ error: { code: "invalid_params" } });

  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toContain("omp://standards/ABC/0.9.0/SPECIFICATION");
  const { contents } = await client.readResource({ uri: "omp://standards/ABC/0.9.0/SPECIFICATION#11-vowels" });
  expect(contents[0]).toMatchObject({ text: expect.stringMatching(/^### 1\.1 Vowels/) as string });
  await expect(client.readResource({ uri: "omp://standards/ABC/0.9.0/NONE" })).rejects.toMatchObject({ code: -32602 });
  const { resourceTemplates } = await client.listResourceTemplates();
  const completed = await client.complete({
    ref: { type: "ref/resource", uri: resourceTemplates[0]!.uriTemplate },
    argument: { name: "version", value: "0." },
    context: { arguments: { contract: "ABC" } },
  });
  expect(completed.completion.values).toEqual(["0.10.0", "0.9.0", "0.2.0"]);
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toEqual(["implement_contract", "validate_artifact", "compare_versions"]);
  const prompt = await client.getPrompt({ name: "implement_contract", arguments: { contract: "ABC" } });
  expect(prompt.messages.at(-1)).toMatchObject({ content: { type: "resource" } });
}

describe("over stdio", () => {
  test.for(REVISIONS)("speaks MCP %s and says that it speaks OMP", async (protocolVersion) => {
    await using folder = await temporaryFolder(SAMPLE);
    await using server = start(["--corpus", folder.path]);
    server.send({
      id: 1,
      method: "initialize",
      params: { protocolVersion, capabilities: {}, clientInfo: { name: "t", version: "1" } },
    });
    const { result } = await server.receive(({ id }) => id === 1);
    const omp = { version: "0.1.0", profile: "okham-mcp-profile", profile_version: "0.1.0", spec_version: "0.1.0" };
    expect(result).toMatchObject({
      protocolVersion,
      serverInfo: { name: "okham-standards-server" },
      extensions: { omp },
      capabilities: { tools: {}, resources: {}, prompts: {}, extensions: { "io.github.rajesh1213/omp": omp } },
    });
    expect(Buffer.byteLength(String(result!["instructions"]))).toBeLessThan(2048);
    expect(result!["instructions"]).toContain("ABC (Alpha Beta Contract)");
    server.child.stdin!.end();
    expect((await server.exited)[0]).toBe(0);
    expect(server.stderr()).toBe("");
  });

  test("answers what was piped in before the input ended, and survives what is no message", async () => {
    await using folder = await temporaryFolder(SAMPLE);
    await using server = start(["--corpus", folder.path]);
    server.send("this is no JSON");
    server.send({
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    });
    server.send({ method: "notifications/initialized" });
    for (let id = 2; id < 30; id++) server.send({ id, method: "tools/call", params: { name: "list_contracts" } });
    server.child.stdin!.end();
    for (let id = 2; id < 30; id++)
      expect(await server.receive((message) => message.id === id)).toHaveProperty("result");
    expect((await server.exited)[0]).toBe(0);
  });

  test.for(["legacy", "auto"] as const)("serves the official client of the current line (%s)", async (mode) => {
    await using folder = await temporaryFolder(SAMPLE);
    const client = new Client({ name: "t", version: "1" }, { versionNegotiation: { mode } });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [PROGRAM, "--corpus", folder.path],
        stderr: "inherit",
      }),
    );
    await expectAHostToBeServed(client);
    await client.close();
  });

  test("serves the official client of the older line", async () => {
    await using folder = await temporaryFolder(SAMPLE);
    const client = new OldClient({ name: "t", version: "1" });
    await client.connect(
      new OldTransport({ command: process.execPath, args: [PROGRAM, "--corpus", folder.path], stderr: "inherit" }),
    );
    await expectAHostToBeServed(client);
    await client.close();
  });

  test("serves this project's own standards when told nothing", async () => {
    await using server = start([]);
    server.send({
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    });
    expect((await server.receive(({ id }) => id === 1)).result!["instructions"]).toContain("OCP (");
  });

  test("refuses a corpus that is none, with what to do", async () => {
    await using server = start(["--corpus", "/nowhere/at/all"]);
    expect((await server.exited)[0]).toBe(1);
    expect(server.stderr()).toBe(
      "Error: There is no folder /nowhere/at/all. Name the folder of a corpus with --corpus.\n",
    );
  });
});

describe("over HTTP", () => {
  const connect = async (args: readonly string[] = []) => {
    const folder = await temporaryFolder(SAMPLE);
    const server = start(["--http", "--port", "0", "--corpus", folder.path, ...args]);
    const url = new URL((await server.note(/http:\/\//)).replace(/^.*info: /, ""));
    return {
      url,
      server,
      folder,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  };

  test.for(["legacy", "auto"] as const)("serves the official client of the current line (%s)", async (mode) => {
    await using at = await connect();
    const client = new Client({ name: "t", version: "1" }, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(at.url));
    await expectAHostToBeServed(client);
    await client.close();
  });

  test("serves the official client of the older line, also with a slash at the end", async () => {
    await using at = await connect();
    const client = new OldClient({ name: "t", version: "1" });
    await client.connect(new OldHttpTransport(new URL(`${at.url.href}/`)));
    await expectAHostToBeServed(client);
    await client.close();
  });

  test("serves a changed corpus whole without a restart, and keeps the old one while the new one cannot be served", async () => {
    await using at = await connect(["--watch"]);
    const { server, folder, url } = at;
    const contracts = async (): Promise<string[]> => {
      const response = await fetch(new URL("/answers/list_contracts.json", url));
      const body = (await response.json()) as { contracts: { acronym: string }[] };
      return body.contracts.map(({ acronym }) => acronym);
    };
    expect(await contracts()).toEqual(["ABC", "XY"]);
    const statement = (category: string) =>
      JSON.stringify({ acronym: "NEW", name: "New", category, versions: [{ version: "1.0.0", status: "DRAFT" }] });
    await folder.write({
      "standards/new/1.0.0/SPECIFICATION.md": "# New\n",
      "standards/new/contract.json": statement("core"),
    });
    await server.note(/the corpus changed; now serving 3 contracts/);
    expect(await contracts()).toEqual(["ABC", "NEW", "XY"]);
    await folder.write({ "overlay.json": "{ not json" });
    await server.note(/cannot be served; the one before stays: .*overlay\.json cannot be used/);
    expect(await contracts()).toEqual(["ABC", "NEW", "XY"]);
    server.child.kill("SIGTERM");
    expect((await server.exited)[0]).toBe(0);
  });

  test("says that a port is taken", async () => {
    await using at = await connect();
    await using second = start(["--http", "--port", at.url.port]);
    expect((await second.exited)[0]).toBe(1);
    expect(second.stderr()).toContain(`Port ${at.url.port} is in use. Choose another with --port`);
  });
});
