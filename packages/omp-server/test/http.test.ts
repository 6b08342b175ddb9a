import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { createHttpServer, type HttpOptions } from "../src/http/serve.ts";
import { LOCAL_HOSTS } from "../src/http/admission.ts";
import { createRateLimit } from "../src/http/rate-limit.ts";
import { chooseEncoding } from "../src/http/send.ts";
import { openLive } from "../src/live.ts";
import { createLogger } from "../src/log.ts";
import { SAMPLE, temporaryFolder, TIMESTAMP } from "./support.ts";

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  json(): Record<string, never>;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** A server over the sample, and how to ask it, over a real socket. */
async function withServer(
  options: Partial<HttpOptions>,
  use: (ask: (path: string, more?: Ask) => Promise<Reply>) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder(SAMPLE);
  const log = createLogger("silent");
  const live = openLive({ corpus: { root: folder.path }, log });
  const clock = (): Date => new Date(TIMESTAMP);
  const server = createHttpServer({
    live,
    clock,
    log,
    name: "test-server",
    isPublic: false,
    allowedHosts: new Set(LOCAL_HOSTS),
    perMinute: 0,
    watch: false,
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (path: string, { method = "GET", headers = {}, body }: Ask = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const asked = httpRequest({ port, host: "127.0.0.1", path, method, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          const bytes = Buffer.concat(parts);
          const text = bytes.toString("utf8");
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            bytes,
            text,
            json: () => JSON.parse(text) as Record<string, never>,
          });
        });
      });
      asked.on("error", reject);
      asked.end(body);
    });
  try {
    await use(ask);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const MCP_HEADERS = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const MODERN_META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};

function call(name: string, input: object, { modern = false, more = {} } = {}): Ask {
  const params = { name, arguments: input, ...(modern ? { _meta: MODERN_META } : {}), ...more };
  const headers = modern
    ? { ...MCP_HEADERS, "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": name }
    : MCP_HEADERS;
  return { method: "POST", headers, body: JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/call", params }) };
}

describe("MCP over HTTP", () => {
  test.for(["/mcp", "/mcp/"])("is at %s", (path) =>
    withServer({}, async (ask) => {
      const reply = await ask(path, call("list_contracts", {}));
      expect(reply.status).toBe(200);
      expect(reply.json()).toMatchObject({
        jsonrpc: "2.0",
        id: 7,
        result: { structuredContent: { contracts: [{ acronym: "ABC" }, { acronym: "XY" }] } },
      });
    }),
  );

  test.for([
    ["list_contracts", {}],
    ["get_contract_doc", { contract: "ABC", document: "README" }],
    ["get_schema", { contract: "ZZ" }],
    ["search_docs", { query: 'a "quoted" letter \\ \u2028' }],
    ["get_schema", { contract: "abc", "\u0000": 1 }],
  ] as const)("answers %s %j at once just as the SDK would", ([tool, input]) =>
    withServer({}, async (ask) => {
      for (const modern of [false, true]) {
        const direct = await ask("/mcp", call(tool, input, { modern }));
        // A field that only the SDK judges makes it answer.
        const slow = await ask("/mcp", call(tool, input, { modern, more: { unknown: 1 } }));
        expect(direct.status).toBe(200);
        expect(direct.json()).toEqual(slow.json());
      }
    }),
  );

  test("says of itself what OMP asks, in both eras", () =>
    withServer({}, async (ask) => {
      const omp = { version: "0.1.0", profile: "okham-mcp-profile", profile_version: "0.1.0", spec_version: "0.1.0" };
      const initialize = { protocolVersion: "2024-11-05", capabilities: {}, clientInfo: { name: "t", version: "1" } };
      const old = await ask("/mcp", {
        method: "POST",
        headers: MCP_HEADERS,
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: initialize }),
      });
      expect(old.json()).toMatchObject({
        result: {
          protocolVersion: "2024-11-05",
          serverInfo: { name: "test-server" },
          extensions: { omp },
          capabilities: { tools: {}, resources: {}, prompts: {}, extensions: { "io.github.rajesh1213/omp": omp } },
        },
      });
      const modern = await ask("/mcp", {
        method: "POST",
        headers: { ...MCP_HEADERS, "mcp-protocol-version": "2026-07-28", "mcp-method": "server/discover" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "server/discover", params: { _meta: MODERN_META } }),
      });
      expect(modern.json()).toMatchObject({
        result: { extensions: { omp }, capabilities: { extensions: { "io.github.rajesh1213/omp": omp } } },
      });
    }));

  test("keeps an answer as long as its version's status allows", () =>
    withServer({}, async (ask) => {
      const control = async (tool: string, input: object) =>
        (await ask("/mcp", call(tool, input))).headers["cache-control"];
      expect(await control("get_schema", { contract: "ABC" })).toBe("public, max-age=3600");
      expect(await control("get_schema", { contract: "ABC", version: "0.10.0" })).toBe("no-cache");
      expect(await control("get_contract_doc", { contract: "XY", document: "SPECIFICATION" })).toBe("no-cache");
      expect(await control("get_schema", { contract: "ZZ" })).toBe("no-cache");
      expect(await control("list_contracts", {})).toBe("no-cache");
    }));

  test("is refused in JSON-RPC when it is no request, and nothing crashes", () =>
    withServer({}, async (ask) => {
      const bodies = [
        "",
        "{",
        "null",
        "[]",
        "7",
        '{"jsonrpc":"2.0"}',
        "\u0000",
        Buffer.from([0xff, 0xfe]),
        "[".repeat(100_000),
      ];
      for (const body of bodies) {
        const reply = await ask("/mcp", { method: "POST", headers: MCP_HEADERS, body });
        expect(reply.status, String(body).slice(0, 20)).toBeGreaterThanOrEqual(400);
        expect(reply.text).not.toMatch(/\bat .*\.ts/);
      }
      const large = await ask("/mcp", { method: "POST", headers: MCP_HEADERS, body: "x".repeat(1_100_000) }).catch(
        (error: unknown) => error,
      );
      expect(large instanceof Error || (large as Reply).status === 413).toBe(true);
      const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
      for (const extra of ["", ',"unknown":1']) {
        const body = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get_schema","arguments":{"contract":${deep}}${extra}}}`;
        const reply = await ask("/mcp", { method: "POST", headers: MCP_HEADERS, body });
        expect(reply.json()).toMatchObject({ result: { structuredContent: { error: { code: "invalid_params" } } } });
      }
      const unknown = await ask("/mcp", call("get_everything", {}));
      expect(unknown.json()).toMatchObject({
        error: { code: -32602, message: expect.stringContaining("There is no tool") as string },
      });
      expect((await ask("/mcp", call("list_contracts", {}))).status).toBe(200);
      for (const method of ["GET", "HEAD", "DELETE", "PUT"]) {
        const reply = await ask("/mcp", { method, headers: MCP_HEADERS });
        expect([reply.status, reply.headers.allow]).toEqual([405, "POST, OPTIONS"]);
      }
    }));
});

describe("answers by GET", () => {
  test("are those of the tools, tagged, and not sent again to who has them", () =>
    withServer({}, async (ask) => {
      const path = "/answers/get_contract_doc/ABC/0.9.0/README.json";
      const first = await ask(path);
      const viaMcp = await ask(
        "/mcp",
        call("get_contract_doc", { contract: "ABC", document: "README", version: "0.9.0" }),
      );
      const { result } = viaMcp.json() as unknown as { result: { content: { text: string }[] } };
      expect(first.text).toBe(result.content[0]!.text);
      expect(first.headers).toMatchObject({
        "cache-control": "public, max-age=3600",
        "content-type": "application/json; charset=utf-8",
      });
      const etag = first.headers.etag!;
      for (const tag of [etag, `"x", ${etag}`, "*", etag.replace("W/", "")]) {
        const again = await ask(path, { headers: { "if-none-match": tag } });
        expect([again.status, again.text, again.headers.etag]).toEqual([304, "", etag]);
      }
      expect((await ask(path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    }));

  test("have the same tag at another time", async () => {
    const tags: (string | undefined)[] = [];
    for (const time of ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"])
      await withServer({ clock: () => new Date(time) }, async (ask) => {
        const reply = await ask("/answers/get_schema/ABC/0.9.0.json");
        expect(reply.json()).toMatchObject({ metadata: { timestamp: time } });
        tags.push(reply.headers.etag);
      });
    expect(tags[0]).toBe(tags[1]);
  });

  test.for([
    ["/answers/get_schema/ABC/latest.json", 200, "public, max-age=3600"],
    ["/answers/get_schema/ABC/0.10.0.json", 200, "no-cache"],
    ["/answers/get_schema/ZZ/latest.json", 404, "no-cache"],
    ["/answers/get_schema/ABC/v1.json", 400, "no-cache"],
    ["/answers/get_schema/ABC/0.1.0.json", 404, "no-cache"],
    ["/answers/search_docs?query=vowels", 200, "public, max-age=3600"],
    ["/answers/search_docs", 400, "no-cache"],
    ["/answers/search_docs?query=a&page=2", 400, "no-cache"],
    ["/nothing", 404, "no-cache"],
    ["//", 400, "no-cache"],
    ["/files/standards/abc/0.9.0/SPECIFICATION.md", 200, "public, max-age=3600"],
    ["/files/standards/abc/contract.json", 404, "no-cache"],
    ["/files/overlay.json", 404, "no-cache"],
    ["/files/../overlay.json", 404, "no-cache"],
    ["/files/standards/abc/0.9.0/..%2F..%2F..%2Foverlay.json", 404, "no-cache"],
    ["/files/standards/abc/0.9.0/examples/wrong.json", 200, "no-cache"],
  ] as const)("at %s are %s, %s", ([path, status, control]) =>
    withServer({}, async (ask) => {
      const reply = await ask(path);
      expect([reply.status, reply.headers["cache-control"]]).toEqual([status, control]);
      const head = await ask(path, { method: "HEAD" });
      expect([head.status, head.text, head.headers["content-length"]]).toEqual([
        status,
        "",
        reply.headers["content-length"],
      ]);
    }),
  );

  test("are packed for who takes that", () =>
    withServer({}, async (ask) => {
      const path = "/answers/get_contract_doc/ABC/0.9.0/SPECIFICATION.json";
      const plain = await ask(path);
      const packed = await ask(path, { headers: { "accept-encoding": "gzip, br" } });
      expect(packed.headers).toMatchObject({ "content-encoding": "br", vary: "Accept-Encoding" });
      expect(brotliDecompressSync(packed.bytes).equals(plain.bytes)).toBe(true);
      const gzipped = await ask(path, { headers: { "accept-encoding": "gzip" } });
      expect(gunzipSync(gzipped.bytes).equals(plain.bytes)).toBe(true);
      const file = await ask("/files/standards/abc/0.9.0/SPECIFICATION.md");
      expect(file.headers.etag).toMatch(/^"[0-9a-f]{32}"$/);
    }));

  test("include the exact bytes of every file", () =>
    withServer({}, async (ask) => {
      const reply = await ask("/files/standards/abc/0.9.0/README.md");
      expect(reply.text).toBe(SAMPLE["standards/abc/0.9.0/README.md"]);
      expect(reply.headers["content-type"]).toBe("text/markdown; charset=utf-8");
      expect(reply.headers["x-content-type-options"]).toBe("nosniff");
    }));
});

test("health says which corpus is served and how much of it", () =>
  withServer({}, async (ask) => {
    const reply = await ask("/mcp/health");
    expect(reply.headers["cache-control"]).toBe("no-cache");
    expect(reply.json()).toMatchObject({
      status: "healthy",
      omp_version: "0.1.0",
      timestamp: TIMESTAMP,
      corpus: {
        digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        contracts: 2,
        versions: 4,
        examples: 4,
        withheld: 1,
      },
    });
    expect((await ask("/mcp/health", { method: "HEAD" })).text).toBe("");
    expect((await ask("/mcp/health", { method: "POST" })).status).toBe(405);
  }));

describe("the door", () => {
  test("lets in no other host and no page of another, unless they are named", async () => {
    await withServer({}, async (ask) => {
      expect((await ask("/mcp/health", { headers: { host: "evil.example" } })).status).toBe(403);
      expect((await ask("/mcp/health", { headers: { origin: "https://evil.example" } })).status).toBe(403);
      expect(
        (await ask("/mcp", { ...call("list_contracts", {}), headers: { ...MCP_HEADERS, origin: "null" } })).status,
      ).toBe(403);
      const local = await ask("/mcp/health", { headers: { origin: "http://localhost:5173" } });
      expect(local.headers).toMatchObject({ "access-control-allow-origin": "http://localhost:5173", vary: "Origin" });
    });
    await withServer({ allowedHosts: new Set([...LOCAL_HOSTS, "std.example"]) }, async (ask) => {
      expect(
        (await ask("/mcp/health", { headers: { host: "std.example:8080", origin: "https://std.example" } })).status,
      ).toBe(200);
    });
  });

  test("lets everybody in when it is public, and answers browsers' preliminary questions", () =>
    withServer({ isPublic: true }, async (ask) => {
      const reply = await ask("/mcp", {
        ...call("list_contracts", {}),
        headers: { ...MCP_HEADERS, host: "any.example", origin: "https://any.example" },
      });
      expect(reply.status).toBe(200);
      expect(reply.headers["access-control-allow-origin"]).toBe("*");
      expect(reply.headers["access-control-allow-credentials"]).toBeUndefined();
      expect(reply.headers["access-control-expose-headers"]).toContain("ETag");
      const preflight = await ask("/mcp", {
        method: "OPTIONS",
        headers: { origin: "https://any.example", "access-control-request-method": "POST" },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers["access-control-allow-headers"]).toContain("MCP-Protocol-Version");
    }));

  test("takes no writes", () =>
    withServer({}, async (ask) => {
      for (const method of ["PUT", "DELETE", "PATCH", "POST"]) {
        const reply = await ask("/answers/list_contracts.json", { method });
        expect([reply.status, reply.headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
      }
    }));

  test("slows down who asks too often, and says how long", () =>
    withServer({ perMinute: 60 }, async (ask) => {
      const replies = await Promise.all(Array.from({ length: 60 }, () => ask("/mcp/health")));
      const refused = replies.filter(({ status }) => status === 429);
      expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(10);
      expect(refused.length).toBeGreaterThanOrEqual(1);
      expect(Number(refused[0]!.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    }));
});

test("a rate limit fills up again with time, for each address by itself", () => {
  const limit = createRateLimit(60);
  for (let i = 0; i < 10; i++) expect(limit.take("a", 0)).toBe(0);
  expect(limit.take("a", 0)).toBe(1);
  expect(limit.take("b", 0)).toBe(0);
  expect(limit.take("a", 1_000)).toBe(0);
  expect(limit.take("a", 1_000)).toBe(1);
});

test.for([
  [undefined, undefined],
  ["br", "br"],
  ["gzip, deflate, br", "br"],
  ["gzip;q=1, br;q=0.5", "gzip"],
  ["br;q=0, gzip;q=0.1", "gzip"],
  ["*", "br"],
  ["identity", undefined],
  ["gzip;q=nonsense", undefined],
] as const)("a client that takes %j gets %s", ([header, encoding]) => expect(chooseEncoding(header)).toBe(encoding));
