import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createCaller, loadOpenAPI, toolsFromOpenAPI } from "../../src/openapi/index.ts";
import { startRecorder } from "./recorder.ts";

const PARCELS = fileURLToPath(new URL("fixtures/parcels.yaml", import.meta.url));

it("overlays update, add and remove, in order, and leave the given object alone", async () => {
  const document = await loadOpenAPI(PARCELS);
  const overlay = {
    overlay: "1.0.0",
    info: { title: "o", version: "1" },
    actions: [
      { target: "$.paths['/parcels'].post", update: { summary: "Ship it", tags: ["shipping"] } },
      { target: "$.paths.*.delete", remove: true },
      { target: "$.paths['/parcels'].get.parameters[?@.name == 'filter']", remove: true },
      {
        target: "$.paths['/parcels'].get.parameters",
        update: { name: "page", in: "query", schema: { type: "integer" } },
      },
    ],
  };
  const tools = toolsFromOpenAPI(await loadOpenAPI(document.raw, { overlays: [overlay] }));
  expect(tools.map(({ name }) => name)).not.toContain("parcels/delete");
  expect(tools.find(({ name }) => name === "parcels/create")).toMatchObject({
    description: "Ship it",
    tags: ["parcels", "shipping"],
  });
  expect(Object.keys(tools[0]?.parameters ?? {})).toEqual(["X-Tenant", "status", "cursor", "page"]);
  expect(toolsFromOpenAPI(document).map(({ name }) => name)).toContain("parcels/delete");
  await expect(
    loadOpenAPI(PARCELS, { overlays: [{ overlay: "1.0.0", actions: [{ target: "$[", remove: true }] }] }),
  ).rejects.toMatchObject({ code: "DOCUMENT_INVALID" });
});

it("servers have variables, are chosen by place, and a relative one is where the document was fetched", async () => {
  const caller = createCaller(await loadOpenAPI(PARCELS));
  expect(caller.build("parcels/list").url).toBe("https://eu.parcels.example/v1/parcels");
  expect(caller.build("parcels/list", {}, { serverVariables: { region: "us" } }).url).toBe(
    "https://us.parcels.example/v1/parcels",
  );
  expect(() => caller.build("parcels/list", {}, { serverVariables: { region: "evil.example/" } })).toThrow("eu, us");
  const relative = {
    openapi: "3.1.1",
    info: {},
    servers: [{ url: "../v2" }],
    paths: { "/a": { get: { operationId: "a", responses: {} } } },
  };
  await using recorder = await startRecorder((_request, response) => void response.end(JSON.stringify(relative)));
  const fetched = await loadOpenAPI(`${recorder.url}/docs/openapi.json?key=s3cret`);
  expect(fetched.source).toBe(`${recorder.url}/docs/openapi.json`);
  expect(createCaller(fetched).build("a").url).toBe(`${recorder.url}/v2/a`);
  expect(() => createCaller(relative).build("a")).toThrow("baseUrl");
});

it("extensions of OCP are read in both forms", async () => {
  const document = await loadOpenAPI(PARCELS);
  expect(document.ocp).toEqual({ enabled: true, contextAware: false, agentTypes: [], version: null });
  const [, create] = toolsFromOpenAPI(document);
  expect(create?.ocp).toEqual({
    requires: ["sender"],
    provides: ["parcel"],
    preserves: [],
    enhances_with: [],
    updates_context: [],
    requires_context: false,
  });
});

it("no schema is written for a tool that nobody looks at", async () => {
  let asked = 0;
  const schema = {
    type: "object",
    get properties() {
      asked++;
      return { a: { type: "string" } };
    },
  };
  const operation = { responses: {}, requestBody: { content: { "application/json": { schema } } } };
  const tools = toolsFromOpenAPI({
    openapi: "3.1.1",
    info: {},
    paths: { "/a": { post: operation }, "/b": { get: { responses: {} } } },
  });
  expect(tools[1]?.input_schema).toEqual({ type: "object", properties: {}, additionalProperties: false });
  expect(asked).toBe(0);
  expect(tools[0]?.parameters).toHaveProperty("a");
  expect(asked).toBeGreaterThan(0);
});
