import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRecorder, type Answer } from "../openapi/recorder.ts";
import { ocp, PARCELS, PROGRAM, run } from "./run.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ocp-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

const parcels: Answer = (request, response) => {
  response.writeHead(request.method === "POST" ? 201 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify({ id: "p-001", to: "Ada" }));
};

describe("tools and call", () => {
  it("list, search and export", async () => {
    expect((await ocp("tools", PARCELS)).out.split("\n").filter(Boolean)).toHaveLength(5);
    expect((await ocp("tools", PARCELS, "--search", "send", "--limit", "1")).out).toMatch(
      /^parcels\/create POST \/parcels Send a parcel\n$/,
    );
    for (const format of ["ocp", "openai", "openai-chat", "anthropic", "mcp"]) {
      const { out } = await ocp("tools", PARCELS, "--format", format);
      expect(JSON.stringify(JSON.parse(out))).toContain(format === "ocp" ? "parcels/create" : "parcels_create");
    }
  });

  it("call an operation, with a key from the environment", async () => {
    await using recorder = await startRecorder(parcels);
    const call = [PROGRAM, "call", PARCELS, "parcelsCreate", "--arg", "to=Ada", "--base-url", recorder.url];
    const { out, code } = await run(process.execPath, call, { env: { OCP_API_KEY: "k3y" } });
    expect([code, JSON.parse(out)]).toEqual([0, { id: "p-001", to: "Ada" }]);
    expect(recorder.requests[0]).toMatchObject({ method: "POST", target: "/parcels", body: '{"to":"Ada"}' });
    expect(recorder.requests[0]?.headers["x-key"]).toBe("k3y");
  });

  it("say what is wrong and end with 2, or 1 when the API says no", async () => {
    expect(await ocp("call", PARCELS, "parcels/create", "--arg", "too=x")).toMatchObject({
      code: 2,
      err: expect.stringContaining("too") as string,
    });
    expect(await ocp("call", PARCELS, "parcels/creat")).toMatchObject({
      code: 1,
      err: expect.stringContaining("parcels/create") as string,
    });
    expect(await ocp("tools", "missing.json")).toMatchObject({
      code: 1,
      err: expect.not.stringContaining("at ") as string,
    });
    await using recorder = await startRecorder((_request, response) => void response.writeHead(404).end());
    expect(
      await ocp("call", PARCELS, "GET /parcels/{id}", "--arg", "id=p-001", "--base-url", recorder.url),
    ).toMatchObject({ code: 1, err: "The API answered 404.\n" });
  });
});

describe("encode and decode", () => {
  it("give a context and take it back", async () => {
    const { out } = await ocp("encode", "--agent-type", "tester", "--goal", "straße – ok");
    expect(out).toMatch(/^[\x20-\x7E\n]+$/);
    const decoded = await run(process.execPath, [PROGRAM, "decode", "-"], { input: out });
    expect(JSON.parse(decoded.out)).toMatchObject({ agent_type: "tester", current_goal: "straße – ok" });
    const session = /^OCP-Session: (.*)$/im.exec(out)?.[1] ?? "";
    expect(JSON.parse((await ocp("decode", session)).out)).toMatchObject({ agent_type: "tester" });
    expect(await ocp("decode", "garbage")).toMatchObject({ code: 1 });
  });
});

describe("serve", () => {
  const connect = async (...args: string[]) => {
    const client = new Client({ name: "test", version: "1" });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [PROGRAM, "serve", PARCELS, ...args],
        stderr: "ignore",
      }),
    );
    return client;
  };
  const textOf = (result: { content: unknown }) => (result.content as { text: string }[])[0]?.text ?? "";

  it("every operation is a tool of an MCP server, which the official client lists and calls", async () => {
    await using recorder = await startRecorder(parcels);
    const client = await connect("--base-url", recorder.url);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "parcels_list",
      "parcels_create",
      "get_parcels_id",
      "parcels_label",
      "parcels_delete",
    ]);
    expect(tools[0]?.annotations).toMatchObject({ readOnlyHint: true });
    const result = await client.callTool({ name: "parcels_create", arguments: { to: "Ada" } });
    expect(JSON.parse(textOf(result))).toEqual({ id: "p-001", to: "Ada" });
    const wrong = await client.callTool({ name: "parcels_create", arguments: { to: 1 } });
    expect(wrong.isError).toBe(true);
    expect(JSON.parse(textOf(wrong))).toMatchObject({
      error: { code: "INVALID_ARGUMENTS", issues: [{ path: "/to", rule: "type" }] },
    });
    await expect(client.callTool({ name: "nothing", arguments: {} })).rejects.toThrow("nothing");
    await client.close();
  });

  it("many operations are three tools that find, describe and call them", async () => {
    await using recorder = await startRecorder(parcels);
    const client = await connect("--list", "search", "--base-url", recorder.url);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual([
      "search_tools",
      "describe_tool",
      "call_tool",
    ]);
    const [hit] = JSON.parse(
      textOf(await client.callTool({ name: "search_tools", arguments: { query: "send parcel" } })),
    ) as { name: string }[];
    expect(hit?.name).toBe("parcels_create");
    const described = await client.callTool({ name: "describe_tool", arguments: { name: hit?.name } });
    expect(JSON.parse(textOf(described))).toHaveProperty("input_schema.properties.to");
    await client.callTool({ name: "call_tool", arguments: { name: hit?.name, arguments: { to: "Ada" } } });
    expect(recorder.requests.map(({ target }) => target)).toEqual(["/parcels"]);
    await client.close();
  });
});

describe("convert", () => {
  const tools = [
    {
      name: "tree/grow ~1",
      title: "Grow",
      description: "Grows a tree",
      inputSchema: {
        type: "object",
        properties: { root: { $ref: "#/$defs/Node" }, $ref: { default: { $ref: "literal" } } },
        required: ["root"],
        $defs: { Node: { type: "object", properties: { kids: { type: "array", items: { $ref: "#/$defs/Node" } } } } },
      },
      outputSchema: { type: "object", properties: { size: { type: "integer" } } },
      annotations: { readOnlyHint: false },
      _meta: { x: 1 },
    },
    { name: "noop", inputSchema: { type: "object" } },
  ];

  it("a list of tools becomes OpenAPI whose operations can be called, and comes back as it was", async () => {
    await using recorder = await startRecorder();
    const [listing, document] = [join(folder, "mcp-server.json"), join(folder, "openapi.json")];
    await writeFile(listing, JSON.stringify({ name: "trees", version: "2", tools }));
    expect(await ocp("convert", listing, "--url", recorder.url, "--output", document)).toMatchObject({
      code: 0,
      err: "",
    });
    const called = await ocp("call", document, "tree/grow ~1", "--json", '{"root":{"kids":[{"kids":[]}]}}');
    expect(called).toMatchObject({ code: 0, err: "" });
    expect(recorder.requests[0]).toMatchObject({
      method: "POST",
      target: "/tools/tree%2Fgrow%20~1",
      body: '{"root":{"kids":[{"kids":[]}]}}',
    });
    expect((await ocp("call", document, "tree/grow ~1", "--json", '{"root":{"kids":[1]}}')).code).toBe(2);
    expect(JSON.parse((await ocp("convert", document)).out)).toEqual({ name: "trees", version: "2", tools });
  });

  it("a live server by its command keeps names and schemas, there and back", async () => {
    const document = join(folder, "live.json");
    const ended = await ocp("convert", "--output", document, "--", process.execPath, PROGRAM, "serve", PARCELS);
    expect(ended).toMatchObject({ code: 0, err: "" });
    const listed = JSON.parse((await ocp("tools", PARCELS, "--format", "mcp")).out) as { tools: unknown[] };
    expect(JSON.parse((await ocp("convert", document)).out)).toMatchObject({ tools: listed.tools });
  });

  it("a host's configuration says how to start the server", async () => {
    const config = join(folder, "config.json");
    await writeFile(
      config,
      JSON.stringify({ mcpServers: { parcels: { command: process.execPath, args: [PROGRAM, "serve", PARCELS] } } }),
    );
    const { out } = await ocp("convert", config);
    expect(Object.keys((JSON.parse(out) as { paths: object }).paths)).toContain("/tools/parcels_create");
  });
});

describe("generate", () => {
  const wanted = { method: "GET", target: "/parcels?status=sent,lost&filter%5Bweight%5D=1.5" };

  it("TypeScript that compiles under strict and calls right", async () => {
    await using recorder = await startRecorder(parcels);
    const file = join(folder, "client.ts");
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    await ocp("generate", "client", "--spec", PARCELS, "--lang", "typescript", "--output", file);
    const program = join(folder, "program.ts");
    await writeFile(
      program,
      `import { Client, ApiError } from "./client.ts";
const client = new Client({ baseUrl: ${JSON.stringify(recorder.url)}, token: "t", context: { context_id: "ocp-0123abcd", agent_type: "tester", current_goal: "ship" } });
await client.parcelsList({ status: ["sent", "lost"], filter: { weight: 1.5 } });
const made = await client.parcelsCreate({ to: "Ada", "X-Tenant": "x" });
const to: string = made.to;
// @ts-expect-error -- the recipient is required
await client.parcelsCreate({}).catch((error: unknown) => error instanceof ApiError);
await client.parcelsLabel({ id: "p-001", label: new Blob(["zpl"]) as never });
console.log(to);
`,
    );
    const tsc = join(process.cwd(), "node_modules/typescript/bin/tsc");
    const flags = [
      "--ignoreConfig",
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--noUncheckedIndexedAccess",
      "--target",
      "es2022",
      "--module",
      "nodenext",
      "--lib",
      "es2022,dom,dom.iterable",
      "--allowImportingTsExtensions",
    ];
    expect(await run(process.execPath, [tsc, ...flags, program])).toMatchObject({ out: "", code: 0 });
    expect(await run(process.execPath, [program])).toMatchObject({ out: "Ada\n", code: 0 });
    expect(recorder.requests[0]).toMatchObject(wanted);
    expect(recorder.requests[0]?.headers).toMatchObject({
      authorization: "Bearer t",
      "ocp-context-id": "ocp-0123abcd",
      "ocp-current-goal": "ship",
    });
    expect(recorder.requests[1]).toMatchObject({ method: "POST", target: "/parcels", body: '{"to":"Ada"}' });
    expect(recorder.requests[1]?.headers["x-tenant"]).toBe("x");
    expect(recorder.requests[3]?.body).toContain('name="label"');
  });

  it("Python that compiles and calls right", async (context) => {
    if ((await run("python3", ["--version"]).catch(() => null))?.code !== 0) {
      console.log("The Python client is not tried: there is no python3 here.");
      return context.skip();
    }
    await using recorder = await startRecorder(parcels);
    const file = join(folder, "client.py");
    await ocp("generate", "client", "--spec", PARCELS, "--lang", "python", "--output", file);
    expect(await run("python3", ["-m", "py_compile", file])).toMatchObject({ code: 0, err: "" });
    const program = `
from client import Client, Context, ApiError
client = Client(${JSON.stringify(recorder.url)}, token="t", context=Context(agent_type="tester", current_goal="ship", session={"note": "x" * 1200}))
client.parcels_list(status=["sent", "lost"], filter={"weight": 1.5})
print(client.parcels_create(to="Ada", x_tenant="x")["to"])
client.parcels_label(id="p-001", label=b"zpl")
`;
    expect(await run("python3", ["-"], { input: program, env: { PYTHONPATH: folder } })).toMatchObject({
      out: "Ada\n",
      err: "",
      code: 0,
    });
    const [list, create, label] = recorder.requests;
    expect(list).toMatchObject(wanted);
    expect(create).toMatchObject({ method: "POST", target: "/parcels", body: '{"to": "Ada"}' });
    expect(label?.body).toContain('name="label"; filename="label"');
    const headers = Object.entries(list?.headers ?? {}).map(([name, value]) => `${name}: ${value}\n`);
    const decoded = await run(process.execPath, [PROGRAM, "decode", "-"], { input: headers.join("") });
    expect(JSON.parse(decoded.out)).toMatchObject({ agent_type: "tester", current_goal: "ship" });
  });
});

it("the file that is written says what it is", async () => {
  const file = join(folder, "named.ts");
  await ocp("generate", "client", "--spec", PARCELS, "--output", file);
  expect(await readFile(file, "utf8")).toMatch(/^\/\/ Client for Parcels 1\.2, generated by/);
});
