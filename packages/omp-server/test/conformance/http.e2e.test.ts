import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHttp, post, shakeHands, teaFolder, type HttpWire, type Json } from "./wire.ts";

const call = (name: string, input: Json): Json => ({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name, arguments: input },
});
const STABLE = call("get_contract_doc", { contract: "TEA", document: "README" });
const DRAFT = call("get_contract_doc", { contract: "CUP", document: "SPECIFICATION" });

describe("a public server over HTTP", () => {
  let server: HttpWire;
  beforeAll(async () => {
    server = await openHttp(["--corpus", teaFolder(), "--public", "--host", "127.0.0.1"]);
  });
  afterAll(() => server.close());

  test("/mcp and /mcp/ answer alike, without a key and without a redirect [OMP-7.1-1, OMP-6.2-1]", async () => {
    for (const path of ["/mcp", "/mcp/"]) {
      const response = await fetch(`${server.origin}${path}`, { ...post(STABLE), redirect: "error" });
      expect(response.status, path).toBe(200);
      expect(JSON.stringify(await response.json())).toContain("This is tea");
    }
  });

  test("any page may read it [OMP-6.3-1]", async () => {
    const origin = "https://anywhere.example";
    const preflight = await fetch(`${server.origin}/mcp`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,mcp-protocol-version",
      },
    });
    expect([200, 204]).toContain(preflight.status);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-methods")).toMatch(/POST/);
    expect(preflight.headers.get("access-control-allow-headers")).toMatch(/mcp-protocol-version|\*/i);
    for (const request of [
      fetch(`${server.origin}/mcp`, post(STABLE, { origin })),
      fetch(`${server.origin}/mcp/health`, { headers: { origin } }),
    ]) {
      const response = await request;
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
      expect(response.headers.get("access-control-expose-headers")).toMatch(/etag/i);
    }
  });

  test("what is stable may be cached for an hour, everything else may not [OMP-6.4-1, OMP-6.4-2]", async () => {
    const cacheOf = async (message: Json): Promise<string | null> =>
      (await fetch(`${server.origin}/mcp`, post(message))).headers.get("cache-control");
    expect(await cacheOf(STABLE)).toBe("public, max-age=3600");
    expect(await cacheOf(call("get_schema", { contract: "TEA" }))).toBe("public, max-age=3600");
    for (const message of [
      DRAFT,
      call("list_contracts", {}),
      call("get_schema", { contract: "NONE" }),
      call("get_schema", {}),
    ])
      expect(await cacheOf(message), JSON.stringify(message)).toBe("no-cache");
    const get = async (path: string): Promise<string | null> =>
      (await fetch(`${server.origin}${path}`)).headers.get("cache-control");
    expect(await get("/answers/get_contract_doc/TEA/1.10.0/README.json")).toMatch(/^public, max-age=3600/);
    expect(await get("/answers/get_contract_doc/CUP/0.10.0/SPECIFICATION.json")).toBe("no-cache");
  });

  test("/mcp/health answers GET and HEAD [OMP-7.2-1]", async () => {
    const response = await fetch(`${server.origin}/mcp/health`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    const health = (await response.json()) as Json;
    expect(health).toMatchObject({ status: "healthy", omp_version: "0.1.0", corpus: { contracts: 4 } });
    expect(Math.abs(Date.parse(String(health["timestamp"])) - Date.now())).toBeLessThan(60_000);
    const head = await fetch(`${server.origin}/mcp/health`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("an answer that is known is not sent again", async () => {
    const url = `${server.origin}/answers/get_contract_doc/TEA/1.10.0/README.json`;
    const first = await fetch(url);
    const etag = first.headers.get("etag");
    expect(etag).toMatch(/^(?:W\/)?"[0-9a-f]{32}"$/);
    const again = await fetch(url, { headers: { "if-none-match": etag! } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    const other = await fetch(url, { headers: { "if-none-match": '"0"' } });
    expect(other.status).toBe(200);
  });
});

describe("a server over HTTP that is not public", () => {
  let server: HttpWire;
  beforeAll(async () => {
    server = await openHttp(["--corpus", teaFolder()]);
  });
  afterAll(() => server.close());

  test("pages of other origins are refused and never get a star [OMP-6.3-2]", async () => {
    expect(server.origin).toMatch(/^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost):/);
    const foreign = await fetch(`${server.origin}/mcp`, post(STABLE, { origin: "https://evil.example" }));
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    const own = await fetch(`${server.origin}/mcp`, post(STABLE, { origin: server.origin }));
    expect(own.status).toBe(200);
    expect(own.headers.get("access-control-allow-origin") ?? server.origin).toBe(server.origin);
  });

  test("a request under another name than its own is refused, so that no page can rebind it", async () => {
    const { request } = await import("node:http");
    const { hostname, port } = new URL(server.origin);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request({ hostname, port, path: "/mcp/health", headers: { host: "evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test("what is no message is refused, and the server goes on", async () => {
    for (const body of [
      "",
      "{",
      "[]",
      "null",
      '{"jsonrpc":"2.0"}',
      "\u0000",
      `"${"x".repeat(100_000)}"`,
      "[".repeat(50_000),
    ]) {
      const response = await fetch(`${server.origin}/mcp`, post(body));
      expect(response.status, body.slice(0, 20)).toBeGreaterThanOrEqual(400);
      expect(response.status, body.slice(0, 20)).toBeLessThan(500);
      expect(await response.text()).not.toMatch(/\n +at /);
    }
    expect((await shakeHands(server.request)).result).toBeDefined();
  });
});
