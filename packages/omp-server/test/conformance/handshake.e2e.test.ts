import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdioTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttpTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHttp, openStdio, PROGRAM, shakeHands, teaFolder, type HttpWire, type Json, type Wire } from "./wire.ts";

const REVISIONS = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];
const SEMVER = /^\d+\.\d+\.\d+$/;

describe.each([
  { name: "stdio", open: openStdio },
  { name: "HTTP", open: openHttp },
])("the handshake over $name", ({ open }) => {
  let wire: Wire;
  beforeAll(async () => {
    wire = await open(["--corpus", teaFolder()]);
  });
  afterAll(() => wire.close());

  test("it names the profile and its versions in both places [OMP-1.1-1, OMP-1.1-2, OMP-1.1-3, OMP-1.2-3]", async () => {
    const { result } = await shakeHands(wire.request);
    const { omp } = result!["extensions"] as { omp: Json };
    expect(omp).toMatchObject({ profile: "okham-mcp-profile", version: "0.1.0" });
    expect(omp["profile_version"]).toMatch(SEMVER);
    expect(omp["spec_version"]).toMatch(SEMVER);
    const { extensions } = result!["capabilities"] as { extensions: Record<string, Json> };
    expect(Object.values(extensions)).toContainEqual(omp);
  });

  test("every revision of MCP that has a handshake is spoken [OMP-1.2-1, OMP-7.1-2]", async () => {
    for (const revision of REVISIONS) {
      const { result } = await shakeHands(wire.request, revision);
      expect(result).toMatchObject({
        protocolVersion: revision,
        capabilities: { tools: {}, resources: {}, prompts: {} },
        serverInfo: { name: "okham-standards-server", version: expect.stringMatching(SEMVER) as string },
      });
    }
    expect(REVISIONS).toContain((await shakeHands(wire.request, "1999-01-01")).result!["protocolVersion"]);
  });

  test("what is declared answers: tools, resources with templates, prompts [OMP-1.2-2]", async () => {
    await shakeHands(wire.request);
    for (const [method, member] of [
      ["tools/list", "tools"],
      ["resources/list", "resources"],
      ["resources/templates/list", "resourceTemplates"],
      ["prompts/list", "prompts"],
    ] as const) {
      const { result } = await wire.request(method);
      expect((result![member] as unknown[]).length, method).toBeGreaterThan(0);
    }
  });

  test("an unknown method is refused as JSON-RPC refuses it", async () => {
    expect((await wire.request("contracts/write")).error?.code).toBe(-32601);
  });
});

interface Connected {
  readonly revision: () => string | undefined;
  readonly capabilities: () => object | undefined;
  readonly callTool: (call: { name: string; arguments: Json }) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

describe("official clients", () => {
  let server: HttpWire;
  const folder = teaFolder();
  const args = [PROGRAM, "--corpus", folder];
  beforeAll(async () => {
    server = await openHttp(["--corpus", folder]);
  });
  afterAll(() => server.close());
  const info = { name: "judge", version: "1.0.0" };
  const url = (): URL => new URL(`${server.origin}/mcp`);

  async function connectNew(over: "stdio" | "HTTP", mode: "legacy" | "auto"): Promise<Connected> {
    const client = new Client(info, { versionNegotiation: { mode } });
    await client.connect(
      over === "stdio"
        ? new StdioClientTransport({ command: process.execPath, args, stderr: "ignore" })
        : new StreamableHTTPClientTransport(url()),
    );
    return {
      revision: () => client.getNegotiatedProtocolVersion(),
      capabilities: () => client.getServerCapabilities(),
      callTool: (call) => client.callTool(call),
      close: () => client.close(),
    };
  }

  async function connectOld(over: "stdio" | "HTTP"): Promise<Connected> {
    const client = new OldClient(info);
    const transport =
      over === "stdio"
        ? new OldStdioTransport({ command: process.execPath, args, stderr: "ignore" })
        : new OldHttpTransport(url());
    await client.connect(transport);
    // The client checks structured content against the output schemas that it has listed.
    await client.listTools();
    return {
      revision: () => undefined,
      capabilities: () => client.getServerCapabilities(),
      callTool: (call) => client.callTool(call),
      close: () => client.close(),
    };
  }

  for (const over of ["stdio", "HTTP"] as const) {
    for (const [name, connect, revision] of [
      ["of the first line", () => connectOld(over), undefined],
      ["of the second line on an older revision", () => connectNew(over, "legacy"), "2025-11-25"],
      ["of the second line on 2026-07-28", () => connectNew(over, "auto"), "2026-07-28"],
    ] as const) {
      test(`the client ${name} connects over ${over} and reads answers and errors [OMP-1.2-1, OMP-3.1-1, OMP-3.2-1]`, async () => {
        const client = await connect();
        try {
          expect(client.revision()).toBe(revision);
          expect(Object.values((client.capabilities() as { extensions?: Json }).extensions ?? {})).toContainEqual(
            expect.objectContaining({ profile: "okham-mcp-profile", version: "0.1.0" }),
          );
          const read = async (call: string, input: Json): Promise<{ isError?: boolean; body: Json }> => {
            const result = (await client.callTool({ name: call, arguments: input })) as {
              isError?: boolean;
              content: { text: string }[];
            };
            return { isError: result.isError === true, body: JSON.parse(result.content[0]!.text) as Json };
          };
          expect(await read("get_contract_doc", { contract: "TEA", document: "README" })).toMatchObject({
            isError: false,
            body: { version: "1.10.0", content: "# Read me\n\nThis is tea.\n" },
          });
          expect(await read("get_schema", { contract: "NONE" })).toMatchObject({
            isError: true,
            body: { error: { code: "not_found" } },
          });
          expect(await read("get_schema", { contract: "TEA", verson: "1.2.0" })).toMatchObject({
            isError: true,
            body: { error: { code: "invalid_params" } },
          });
        } finally {
          await client.close();
        }
      });
    }
  }
});
