import fc from "fast-check";
import { mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCaller, loadOpenAPI, toolsFromOpenAPI } from "../../src/openapi/index.ts";
import { assignNames } from "../../src/openapi/names.ts";
import { startRecorder } from "./recorder.ts";

const info = { title: "t", version: "1" };
const responses = { 200: { description: "" } };

function withSchema(schemas: object, schema: object = { $ref: "#/components/schemas/A" }): object {
  const operation = {
    operationId: "op",
    requestBody: { required: true, content: { "application/json": { schema } } },
    responses,
  };
  return { openapi: "3.1.1", info, paths: { "/x": { post: operation } }, components: { schemas } };
}

describe("references", () => {
  it("of recursive schemas become $defs that JSON can write and that check deep values", () => {
    const tree = {
      type: "object",
      required: ["name"],
      properties: { name: { type: "string" }, kids: { type: "array", items: { $ref: "#/components/schemas/A" } } },
    };
    const caller = createCaller(withSchema({ A: tree }), { baseUrl: "http://a.example" });
    const [tool] = caller.tools;
    expect(JSON.parse(JSON.stringify(tool?.input_schema))).toHaveProperty("$defs.A");
    caller.build("op", { name: "a", kids: [{ name: "b", kids: [] }] });
    expect(() => caller.build("op", { name: "a", kids: [{ name: "b", kids: [{}] }] })).toThrow("kids/0/kids/0");
  });

  it("that lead to themselves, nowhere or through each other harm only what uses them", () => {
    const loops = {
      A: { $ref: "#/components/schemas/B" },
      B: { $ref: "#/components/schemas/A" },
      C: { $ref: "#/nowhere" },
      D: { properties: { c: { $ref: "#/components/schemas/D/properties/c" } } },
    };
    for (const name of Object.keys(loops)) {
      const caller = createCaller(
        withSchema(loops, { type: "object", properties: { p: { $ref: `#/components/schemas/${name}` } } }),
        { baseUrl: "http://a.example" },
      );
      expect(caller.build("op", { p: 1 }).url).toBe("http://a.example/x");
    }
    const document = {
      openapi: "3.1.1",
      info,
      paths: { "/x": { $ref: "#/paths/~1x" }, "/y": { get: { responses, parameters: [{ $ref: "#/z" }] } } },
    };
    expect(toolsFromOpenAPI(document).map(({ name }) => name)).toEqual(["get_y"]);
  });

  it("are decoded, may go through other references, and may be anchors", () => {
    const schemas = {
      "a/b~c d": { type: "integer" },
      A: { $ref: "#/components/schemas/B" },
      B: { properties: { x: { type: "boolean" } } },
      C: { $anchor: "here", type: "null" },
    };
    const properties = {
      one: { $ref: "#/components/schemas/a~1b~0c%20d" },
      two: { $ref: "#/components/schemas/A/properties/x" },
      three: { $ref: "#here" },
    };
    const [tool] = toolsFromOpenAPI(withSchema(schemas, { type: "object", properties }));
    expect(tool?.input_schema["properties"]).toEqual({
      one: { type: "integer" },
      two: { type: "boolean" },
      three: { type: "null" },
    });
  });

  it("inside examples, defaults and extensions are data", () => {
    const data = { $ref: "https://evil.example/x" };
    const [tool] = toolsFromOpenAPI(
      withSchema(
        {},
        { type: "object", properties: { p: { default: data, enum: [data], examples: [data], "x-y": data } } },
      ),
    );
    expect(tool?.parameters["p"]?.schema).toEqual({ default: data, enum: [data], examples: [data] });
  });
});

describe("files", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ocp-openapi-"));
    await mkdir(join(folder, "api"));
    const ref = (target: string) => ({
      get: { operationId: target, responses, parameters: [{ name: "p", in: "query", schema: { $ref: target } }] },
    });
    const targets = [
      "part.yaml#/S",
      "../outside.json",
      "link.json",
      "/etc/passwd",
      "https://127.0.0.1:1/x.json",
      "missing.json",
      ".",
    ];
    await writeFile(
      join(folder, "api/api.json"),
      JSON.stringify({
        openapi: "3.1.1",
        info,
        paths: Object.fromEntries(targets.map((target, index) => [`/${index}`, ref(target)])),
      }),
    );
    await writeFile(
      join(folder, "api/part.yaml"),
      "S: { type: array, items: { $ref: '#/T' } }\nT: { type: integer }\n",
    );
    await writeFile(join(folder, "outside.json"), '{"type":"boolean"}');
    await symlink("../outside.json", join(folder, "api/link.json"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const types = async (options: object = {}) => {
    const document = await loadOpenAPI(join(folder, "api/api.json"), options);
    const found = toolsFromOpenAPI(document).map((tool) => (tool.parameters["p"]?.schema ?? {})["type"]);
    return { found, problems: document.problems };
  };

  it("are read inside the root only, whatever dots and links say, and nothing over the network", async () => {
    const { found, problems } = await types();
    expect(found).toEqual(["array", undefined, undefined, undefined, undefined, undefined, undefined]);
    expect(problems.join("\n")).toMatch(/outside the document's root/);
    expect(problems.join("\n")).toMatch(/is remote/);
  });

  it("further out are read when the root is", async () => {
    expect((await types({ root: folder })).found.slice(0, 4)).toEqual(["array", "boolean", "boolean", undefined]);
  });

  it("over the network come from allowed origins, and never from a private address that nobody named", async () => {
    await using recorder = await startRecorder((_request, response) => void response.end('{"type":"null"}'));
    const path = join(folder, "api/remote.json");
    const schema = { $ref: `${recorder.url}/s.json` };
    await writeFile(path, JSON.stringify(withSchema({}, { type: "object", properties: { p: schema } })));
    const type = async (options: object) =>
      toolsFromOpenAPI(await loadOpenAPI(path, options))[0]?.parameters["p"]?.schema["type"];
    expect(await type({})).toBeUndefined();
    expect(recorder.requests).toEqual([]);
    expect(await type({ remoteRefs: [recorder.url] })).toBe("null");
    expect(await type({ remoteRefs: ["https://other.example"] })).toBeUndefined();
  });
});

describe("documents", () => {
  it.each([
    ["nothing", ""],
    ["a list", "[]"],
    ["binary", "\u0000\u0001\n"],
    ["neither JSON nor YAML", "{ : }\n  - ]"],
    ["no OpenAPI", '{"a":1}'],
    ["a version of the future", '{"openapi":"4.0.0"}'],
  ])("that are %s are refused with a reason", async (_title, text) => {
    await expect(loadOpenAPI(`${text}\n`)).rejects.toMatchObject({ code: "DOCUMENT_INVALID" });
  });

  it("with versions that are numbers are understood", async () => {
    for (const version of ["swagger: 2.0", "openapi: 3.1", "openapi: 3.2"])
      expect((await loadOpenAPI(`${version}\ninfo: {}\n`)).dialect).toBe(version.slice(-3));
  });

  it("with nonsense where objects belong lose only that", () => {
    const paths = {
      "x-y": 1,
      "/a": null,
      "/b": {
        get: null,
        post: "x",
        put: {
          operationId: 7,
          parameters: [null, 3, { in: "query" }, { name: "q", in: "nowhere" }],
          requestBody: 1,
          responses: { 200: null },
        },
      },
    };
    const caller = createCaller({ openapi: "3.0.0", info: null, paths }, { baseUrl: "http://a.example" });
    expect(caller.tools.map(({ name }) => name)).toEqual(["7"]);
    expect(caller.build("7").url).toBe("http://a.example/b");
    expect(() => JSON.stringify(caller.tools)).not.toThrow();
  });

  it("with __proto__ and constructor as names pollute nothing", () => {
    const text =
      '{"openapi":"3.1.1","info":{},"paths":{"/x":{"post":{"operationId":"__proto__","responses":{},"parameters":[{"name":"constructor","in":"query","schema":{"type":"string"}}],"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"__proto__":{"$ref":"#/components/schemas/__proto__"}}}}}}}}},"components":{"schemas":{"__proto__":{"type":"object","properties":{"polluted":{"type":"string"}}}}}}';
    const caller = createCaller(JSON.parse(text) as object, { baseUrl: "http://a.example" });
    expect(JSON.stringify(caller.tools)).toContain("polluted");
    const { url, body } = caller.build(
      "__proto__",
      JSON.parse('{"constructor":"c","__proto__":{"polluted":"y"}}') as Record<string, unknown>,
    );
    expect([url, body]).toEqual(["http://a.example/x?constructor=c", '{"__proto__":{"polluted":"y"}}']);
    expect({}).not.toHaveProperty("polluted");
    expect(() => caller.build("__proto__", { toString: "x" })).toThrow("toString");
  });

  it("that are deep, wide or many times the same by aliases are cut instead of ending in a crash", async () => {
    let deep: object = { type: "string" };
    for (let level = 0; level < 5000; level++) deep = { type: "array", items: deep };
    const [tool] = toolsFromOpenAPI(withSchema({}, { type: "object", properties: { deep } }));
    expect(JSON.stringify(tool).length).toBeLessThan(100_000);
    const levels = Array.from(
      { length: 30 },
      (_, level) => `x${level}: &x${level} { properties: { a: *x${level - 1}, b: *x${level - 1} } }`,
    ).slice(1);
    const bomb = `openapi: 3.1.1\ninfo: {}\nx0: &x0 { type: string }\n${levels.join("\n")}\npaths: { /x: { post: { requestBody: { content: { application/json: { schema: *x29 } } } } } }\n`;
    const document = await loadOpenAPI(bomb);
    expect(JSON.stringify(toolsFromOpenAPI(document)).length).toBeLessThan(20_000_000);
    expect(document.problems).not.toEqual([]);
    const cyclic = await loadOpenAPI(
      "openapi: 3.1.1\ninfo: {}\npaths: { /x: { post: { requestBody: { content: { application/json: { schema: &s { properties: { me: *s } } } } } } } }\n",
    );
    expect(() => JSON.stringify(toolsFromOpenAPI(cyclic))).not.toThrow();
  });
});

describe("arguments", () => {
  const caller = createCaller(
    {
      openapi: "3.1.1",
      info,
      paths: {
        "/a/{p}/{q}": {
          get: {
            operationId: "op",
            parameters: [
              { name: "p", in: "path", schema: { type: "string" } },
              { name: "h", in: "header", schema: { type: "string" } },
            ],
            responses,
          },
        },
      },
    },
    { baseUrl: "http://a.example/base" },
  );

  it.each([".", "..", "%2e", "%2E%2e", ".%2E", ""])("a path cannot be left by %j", (p) => {
    if (p.includes("%"))
      expect(caller.build("op", { p, q: "x" }).url).toBe(`http://a.example/base/a/${p.replaceAll("%", "%25")}/x`);
    else
      expect(() => caller.build("op", { p, q: "x" })).toThrow(
        expect.objectContaining({ code: "INVALID_ARGUMENTS" }) as Error,
      );
  });

  it("stay where they belong, whatever they hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (p) => {
        fc.pre(p !== "." && p !== "..");
        const url = new URL(caller.build("op", { p, q: "x" }).url);
        const [, base, a, segment, q] = url.pathname.split("/");
        expect([url.origin, base, a, q, url.search, url.hash]).toEqual(["http://a.example", "base", "a", "x", "", ""]);
        expect(decodeURIComponent(segment as string)).toBe(p.toWellFormed());
      }),
    );
  });

  it("that no header can carry are refused", () => {
    for (const h of ["a\r\nx: y", "a\u0000", "日本"])
      expect(() => caller.build("op", { p: "a", q: "b", h })).toThrow("header");
  });

  it("that are wrong are told by path, rule and type, and never by value", () => {
    const document = withSchema(
      {},
      {
        type: "object",
        required: ["n"],
        properties: { n: { type: "integer", maximum: 5 }, e: { enum: ["a"] }, s: { type: "string", pattern: "^a" } },
      },
    );
    try {
      createCaller(document, { baseUrl: "http://a.example" }).build("op", {
        n: 7777,
        e: "s3cret",
        s: "s3cret",
        extra: "s3cret",
      });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: "INVALID_ARGUMENTS",
        issues: expect.arrayContaining([
          expect.objectContaining({ path: "/n", rule: "maximum", got: "integer" }),
          expect.objectContaining({ path: "/extra", rule: "additionalProperties" }),
        ]) as unknown,
      });
      expect(JSON.stringify([error, String(error)])).not.toMatch(/s3cret|7777/);
    }
  });

  it("that are cyclic, functions or no numbers are refused", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic["me"] = cyclic;
    const open = createCaller(withSchema({}, {}), { baseUrl: "http://a.example" });
    for (const body of [cyclic, () => 1, Number.NaN, 1n, Symbol("x")])
      expect(() => open.build("op", { body })).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENTS" }) as Error);
  });
});

describe("names", () => {
  const operation = fc.record({
    method: fc.constantFrom("GET", "POST", "DELETE"),
    path: fc
      .array(fc.constantFrom("a", "A", "{id}", "id", "b.json", "取"), { maxLength: 4 })
      .map((parts) => `/${parts.join("/")}`),
    operationId: fc.option(fc.oneof(fc.constantFrom("list", "get_a", "a/b", "a_b"), fc.string({ maxLength: 90 })), {
      nil: undefined,
    }),
  });
  const operations = fc.uniqueArray(operation, { selector: ({ method, path }) => `${method} ${path}`, maxLength: 40 });

  it("are unique and the same in any order", () => {
    fc.assert(
      fc.property(
        operations.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          const byPlace = (some: typeof list) =>
            new Map(assignNames(some).map((names, index) => [`${some[index]?.method} ${some[index]?.path}`, names]));
          const names = byPlace(list);
          expect(byPlace(shuffled)).toEqual(
            new Map(shuffled.map(({ method, path }) => [`${method} ${path}`, names.get(`${method} ${path}`)])),
          );
          for (const key of ["name", "modelName"] as const)
            expect(new Set([...names.values()].map((one) => one[key])).size).toBe(list.length);
          for (const { modelName } of names.values()) expect(modelName).toMatch(/^[A-Za-z_][\w-]{0,63}$/);
        },
      ),
    );
  });

  it("follow the seed, and the other implementations in camelCase", () => {
    const names = assignNames([
      { method: "GET", path: "/items/{id}", operationId: undefined },
      { method: "GET", path: "/m", operationId: "meta/root" },
      { method: "GET", path: "/k", operationId: "listAPIKeys" },
    ]);
    expect(names).toMatchObject([
      { name: "get_items_id", alias: "getItemsId" },
      { name: "meta/root", alias: "metaRoot" },
      { name: "listAPIKeys", alias: "listApikeys" },
    ]);
  });

  it("that are ambiguous are refused with the ones to choose from", () => {
    const caller = createCaller({
      openapi: "3.1.1",
      info,
      paths: { "/a": { get: { operationId: "list" } }, "/b": { get: { operationId: "list" } } },
    });
    expect(caller.tools.map(({ name }) => name)).toEqual(["list_get_a", "list_get_b"]);
    expect(() => caller.find("list")).toThrow(
      expect.objectContaining({ code: "AMBIGUOUS_TOOL", candidates: ["list_get_a", "list_get_b"] }) as Error,
    );
    expect(caller.find("get /b")?.name).toBe("list_get_b");
  });
});
