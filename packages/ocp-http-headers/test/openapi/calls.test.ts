import { describe, expect, it } from "vitest";
import { createCaller, type Auth, type CallerOptions } from "../../src/openapi/index.ts";
import { startRecorder, type Answer } from "./recorder.ts";

const responses = { 200: { description: "ok" } };

function api(paths: object, more: object = {}): object {
  return { openapi: "3.1.1", info: { title: "t", version: "1" }, paths, ...more };
}

const json =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body);
  };

async function collectAll<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function run(answer: Answer | undefined, document: object, options: CallerOptions = {}) {
  await using recorder = await startRecorder(answer);
  const caller = createCaller(document, { baseUrl: recorder.url, ...options });
  const response = await caller.call("op", {});
  return { response, requests: recorder.requests, origin: recorder.url };
}

const GET = api({ "/x": { get: { operationId: "op", responses } } });
const POST = api({ "/x": { post: { operationId: "op", responses } } });

describe("credentials", () => {
  const schemes = {
    bearer: { type: "http", scheme: "bearer" },
    basic: { type: "http", scheme: "basic" },
    header: { type: "apiKey", in: "header", name: "X-Key" },
    query: { type: "apiKey", in: "query", name: "api key" },
    cookie: { type: "apiKey", in: "cookie", name: "sid" },
    oauth: { type: "oauth2", flows: {} },
    digest: { type: "http", scheme: "digest" },
  };
  const secured = (security: object[]): object =>
    api({ "/x": { get: { operationId: "op", security, responses } } }, { components: { securitySchemes: schemes } });
  const cases: [
    title: string,
    security: object[],
    auth: Auth,
    headers: Record<string, string | undefined>,
    target: string,
  ][] = [
    ["bearer", [{ bearer: [] }], { token: "t" }, { authorization: "Bearer t" }, "/x"],
    [
      "basic",
      [{ basic: [] }],
      { username: "ä", password: "p" },
      { authorization: `Basic ${Buffer.from("ä:p").toString("base64")}` },
      "/x",
    ],
    ["a key in a header", [{ header: [] }], { apiKey: "k" }, { "x-key": "k" }, "/x"],
    ["a key in the query", [{ query: [] }], { apiKey: "k&1" }, { authorization: undefined }, "/x?api%20key=k%261"],
    ["a key in a cookie", [{ cookie: [] }], { apiKey: "k;1" }, { cookie: "sid=k%3B1" }, "/x"],
    [
      "a provider of tokens, who hears the scopes",
      [{ oauth: ["read"] }],
      { token: ({ scopes, origin }) => `${scopes.join()}-${new URL(origin).hostname}` },
      { authorization: "Bearer read-127.0.0.1" },
      "/x",
    ],
    ["two schemes together", [{ header: [], cookie: [] }], { apiKey: "k" }, { "x-key": "k", cookie: "sid=k" }, "/x"],
    [
      "the first alternative that there are secrets for",
      [{ digest: [] }, { bearer: [] }, { header: [] }],
      { apiKey: "k" },
      { "x-key": "k" },
      "/x",
    ],
    [
      "by the scheme's name, before all others",
      [{ header: [] }],
      { apiKey: "k", schemes: { header: "own" } },
      { "x-key": "own" },
      "/x",
    ],
    ["none where the operation wants none", [], { token: "t" }, { authorization: undefined }, "/x"],
  ];
  it.each(cases)("%s", async (_title, security, auth, headers, target) => {
    const { requests, response } = await run(undefined, secured(security), { auth });
    expect(requests[0]?.target).toBe(target);
    for (const [name, value] of Object.entries(headers)) expect(requests[0]?.headers[name], name).toBe(value);
    expect(response.url).not.toContain("k%261");
  });

  it("a token is sent to an API that says nothing of security, and a refused one is fetched anew", async () => {
    const { requests } = await run(
      (request, response) => {
        response.statusCode = request.headers["authorization"] === "Bearer new" ? 200 : 401;
        response.end();
      },
      GET,
      { auth: { token: ({ refresh }) => (refresh ? "new" : "old") } },
    );
    expect(requests.map(({ headers }) => headers["authorization"])).toEqual(["Bearer old", "Bearer new"]);
  });

  it("stay away from an operation's server of another origin, unless that is named", async () => {
    await using own = await startRecorder();
    await using other = await startRecorder();
    const document = api(
      { "/x": { get: { operationId: "op", servers: [{ url: other.url }], responses } } },
      { servers: [{ url: own.url }] },
    );
    await expect(createCaller(document, { auth: { token: "t0p" } }).call("op")).rejects.toMatchObject({
      code: "AUTH_FAILED",
      message: expect.not.stringContaining("t0p") as string,
    });
    expect(other.requests).toEqual([]);
    await createCaller(document, { auth: { token: "t", origins: [other.url] } }).call("op");
    expect(other.requests[0]?.headers["authorization"]).toBe("Bearer t");
  });

  it("a provider that fails, and a secret with a line end, say nothing of themselves", async () => {
    const failing = run(undefined, GET, {
      auth: {
        token: () => {
          throw new Error("s3cret");
        },
      },
    });
    await expect(failing).rejects.toMatchObject({
      code: "AUTH_FAILED",
      message: expect.not.stringContaining("s3cret") as string,
    });
    await expect(run(undefined, GET, { auth: { token: "a\r\nb" } })).rejects.toMatchObject({ code: "AUTH_FAILED" });
  });
});

describe("redirects", () => {
  it("to another origin lose credentials, headers of the caller and context", async () => {
    await using other = await startRecorder();
    const asked: (string | undefined)[] = [];
    const { requests } = await run(
      (_request, response) => {
        response.writeHead(302, { location: `${other.url}/elsewhere` });
        response.end();
      },
      GET,
      {
        auth: { token: "t" },
        headers: { "x-private": "1" },
        allowPrivate: true,
        contextHeaders: ({ redirectedFrom, url }) => {
          asked.push(redirectedFrom?.pathname);
          return redirectedFrom && redirectedFrom.origin !== url.origin ? {} : { "OCP-Context-ID": "ocp-1" };
        },
      },
    );
    expect(requests[0]?.headers).toMatchObject({
      authorization: "Bearer t",
      "x-private": "1",
      "ocp-context-id": "ocp-1",
    });
    const [at] = other.requests;
    for (const name of ["authorization", "x-private", "ocp-context-id", "cookie"])
      expect(at?.headers).not.toHaveProperty(name);
    expect(asked).toEqual([undefined, "/x"]);
  });

  it("to a private address that nobody named are refused", async () => {
    await using other = await startRecorder();
    const redirecting = run((_request, response) => {
      response.writeHead(307, { location: other.url });
      response.end();
    }, GET);
    await expect(redirecting).rejects.toMatchObject({ code: "REFUSED_URL" });
    expect(other.requests).toEqual([]);
  });

  it("without end are cut short", async () => {
    const circling = run((_request, response) => {
      response.writeHead(302, { location: "/x" });
      response.end();
    }, GET);
    await expect(circling).rejects.toMatchObject({
      code: "REFUSED_URL",
      message: expect.stringContaining("5 times") as string,
    });
  });
});

describe("what may be called", () => {
  const remote = (url: string): object =>
    api({ "/x": { get: { operationId: "op", responses } } }, { servers: [{ url }] });
  const never: typeof fetch = () => Promise.reject(new Error("must not be called"));

  it.each([
    "http://169.254.169.254/",
    "http://2852039166/",
    "http://metadata.google.internal/",
    "file:///etc/passwd",
    "ftp://example.com",
  ])("%s is refused even to a redirect of a trusted host", async (url) => {
    const hop: typeof fetch = (target) =>
      (target as string).startsWith("http://127.0.0.1:1/")
        ? Promise.resolve(new Response(null, { status: 302, headers: { location: url } }))
        : never(target);
    const calling = createCaller(remote("http://127.0.0.1:1/"), { fetch: hop, allowPrivate: true }).call("op");
    await expect(calling).rejects.toMatchObject({ code: "REFUSED_URL" });
  });

  it("hosts that `allowHosts` does not name are refused", async () => {
    const options = { fetch: never, allowHosts: ["api.example.com", "*.example.org"] };
    await expect(createCaller(remote("https://evil.example"), options).call("op")).rejects.toMatchObject({
      code: "REFUSED_URL",
    });
  });
});

describe("answers", () => {
  const read = async (body: string | Uint8Array, contentType: string, options: CallerOptions = {}) =>
    (
      await run(
        (_request, response) => {
          response.setHeader("content-type", contentType);
          response.end(body);
        },
        GET,
        options,
      )
    ).response;

  it("are read by their media type", async () => {
    expect((await read('{"a":1}', "application/vnd.x+json; charset=utf-8")).data).toEqual({ a: 1 });
    expect((await read("no json", "application/json")).data).toBe("no json");
    expect((await read("é", "text/plain; charset=utf-8")).data).toBe("é");
    expect((await read(new Uint8Array([0xe9]), "text/plain; charset=latin1")).data).toBe("é");
    expect((await read(new Uint8Array([0, 1]), "image/png")).data).toEqual(new Uint8Array([0, 1]));
    expect((await read("", "application/json")).data).toBe(null);
  });

  it("of 4xx and 5xx are answers, and told to the hook", async () => {
    const seen: unknown[] = [];
    const { response } = await run(json('{"error":"no"}', 404), GET, {
      onResponse: ({ status, data }) => void seen.push(status, data),
    });
    expect(response).toMatchObject({ status: 404, ok: false, data: { error: "no" } });
    expect(seen).toEqual([404, { error: "no" }]);
  });

  it("that are too large are cut off, announced or not", async () => {
    await expect(read("x".repeat(2000), "text/plain", { maxResponseBytes: 1000 })).rejects.toMatchObject({
      code: "RESPONSE_TOO_LARGE",
    });
    const endless: Answer = (_request, response) => {
      response.setHeader("content-type", "text/plain");
      const timer = setInterval(() => response.write("x".repeat(1000)), 1);
      response.on("close", () => clearInterval(timer));
    };
    await expect(run(endless, GET, { maxResponseBytes: 10_000 })).rejects.toMatchObject({ code: "RESPONSE_TOO_LARGE" });
  });

  it("are compared with the schema when that is asked for", async () => {
    const schema = {
      type: "object",
      required: ["id"],
      properties: { id: { type: "integer" }, secret: { type: "string", writeOnly: true } },
    };
    const document = api({
      "/x": {
        get: {
          operationId: "op",
          responses: { 200: { description: "", content: { "application/json": { schema } } } },
        },
      },
    });
    const { response } = await run(json('{"id":"1"}'), document, { checkResponse: true });
    expect(response.issues).toMatchObject([{ path: "/id", rule: "type", got: "string" }]);
    expect(createCaller(document).find("op")?.response_schema).not.toHaveProperty("properties.secret");
  });

  it("of events and of JSON lines are read as they come", async () => {
    await using recorder = await startRecorder((request, response) => {
      const isEvents = request.target === "/x";
      response.setHeader("content-type", isEvents ? "text/event-stream" : "application/x-ndjson");
      response.write(isEvents ? 'id: 1\nevent: tick\ndata: {"n":1}\n\nda' : '{"n":1}\n{"n"');
      setTimeout(() => response.end(isEvents ? "ta: [DONE]\n\n" : ":2}\n\n"), 20);
    });
    const document = api({
      "/x": { get: { operationId: "op", responses } },
      "/lines": { get: { operationId: "lines", responses } },
    });
    const caller = createCaller(document, { baseUrl: recorder.url });
    const collect = async (name: string) => collectAll((await caller.call(name)).data as AsyncIterable<unknown>);
    expect(await collect("op")).toEqual([
      { event: "tick", id: "1", data: { n: 1 } },
      { event: null, id: null, data: "[DONE]" },
    ]);
    expect(await collect("lines")).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

describe("trying again", () => {
  it("after 503 for as long as it says, where that does no harm", async () => {
    let count = 0;
    const flaky: Answer = (_request, response) => {
      response.writeHead(count++ === 0 ? 503 : 200, { "retry-after": "0" });
      response.end();
    };
    expect((await run(flaky, GET)).requests).toHaveLength(2);
    count = 0;
    expect((await run(flaky, POST)).requests).toHaveLength(1);
    count = 0;
    expect((await run(flaky, POST, { headers: { "idempotency-key": "1" } })).requests).toHaveLength(2);
  });

  it("not when the wait would be too long", async () => {
    const { requests, response } = await run(json("{}", 429, { "retry-after": "3600" }), GET, { maxRetryDelayMs: 100 });
    expect(requests).toHaveLength(1);
    expect(response.status).toBe(429);
  });

  it("after a connection that broke, and says so when it stays broken", async () => {
    let count = 0;
    const broken: Answer = (_request, response) => {
      if (count++ === 0) response.destroy();
      else response.end("{}");
    };
    expect((await run(broken, GET)).response.status).toBe(200);
    const dead = run((_request, response) => void response.destroy(), GET, { retries: 1, maxRetryDelayMs: 1 });
    await expect(dead).rejects.toMatchObject({ code: "NETWORK" });
  });

  it("ends at the time limit and when the caller says so", async () => {
    const silent: Answer = () => {};
    await expect(run(silent, GET, { timeoutMs: 50 })).rejects.toMatchObject({ code: "TIMEOUT" });
    await expect(run(silent, GET, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: "ABORTED" });
  });
});

describe("pages", () => {
  const list = (parameters: string[]) =>
    api({
      "/x": {
        get: {
          operationId: "op",
          parameters: parameters.map((name) => ({ name, in: "query", schema: { type: "string" } })),
          responses,
        },
      },
    });
  const pages = async (answer: Answer, document: object, options: object = {}) => {
    await using recorder = await startRecorder(answer);
    const found = await collectAll(createCaller(document, { baseUrl: recorder.url }).pages("op", {}, options));
    return { found: found.map(({ data }) => data), targets: recorder.requests.map(({ target }) => target) };
  };

  it("are followed by their Link header, and never to another origin", async () => {
    const answer: Answer = ({ target }, response) => {
      response.setHeader("content-type", "application/json");
      const next = target === "/x" ? '</x?page=2>; rel="next"' : '<https://evil.example/>; rel="next"';
      response.setHeader("link", `</x?page=9>; rel="last", ${next}`);
      response.end("1");
    };
    expect((await pages(answer, list([]))).targets).toEqual(["/x", "/x?page=2"]);
  });

  it("are followed by a cursor, by the last item, and by what the caller says", async () => {
    const cursor: Answer = ({ target }, response) =>
      json(target === "/x" ? '{"next_cursor":"c 1"}' : '{"next_cursor":""}')({} as never, response);
    expect((await pages(cursor, list(["cursor"]))).targets).toEqual(["/x", "/x?cursor=c%201"]);
    const more: Answer = ({ target }, response) =>
      json(JSON.stringify({ has_more: target === "/x", data: [{ id: "a" }] }))({} as never, response);
    expect((await pages(more, list(["starting_after"]))).targets).toEqual(["/x", "/x?starting_after=a"]);
    const own = { next: (_page: unknown, args: { page?: string }) => (args.page === undefined ? { page: "2" } : null) };
    expect((await pages(json("{}"), list(["page"]), own)).targets).toEqual(["/x", "/x?page=2"]);
  });

  it("that go round in circles end", async () => {
    expect((await pages(json('{"next_cursor":"same"}'), list(["cursor"]))).targets).toHaveLength(2);
  });
});
