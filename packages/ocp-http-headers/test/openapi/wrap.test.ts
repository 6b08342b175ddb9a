import { expect, expectTypeOf, it } from "vitest";
import { callerOf, discoverFromOpenAPI, wrapOpenAPI } from "../../src/openapi/index.ts";
import { startRecorder } from "./recorder.ts";

const WEATHER = {
  openapi: "3.1.1",
  info: { title: "Weather", version: "1" },
  paths: {
    "/weather/{location}": {
      get: {
        operationId: "get-weather",
        parameters: [
          { name: "location", in: "path", required: true, schema: { type: "string" } },
          { name: "days", in: "query", schema: { type: "integer" } },
        ],
        responses: {
          200: {
            description: "ok",
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  required: ["celsius"],
                  properties: { celsius: { type: "number" }, sky: { enum: ["clear", "grey"] } },
                },
              },
            },
          },
        },
      },
    },
    "/then": { get: { operationId: "then", responses: {} } },
  },
} as const;

it("an API as an object with typed methods, under names and aliases", async () => {
  await using recorder = await startRecorder((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end('{"celsius":21.5}');
  });
  const weather = await wrapOpenAPI(WEATHER, { baseUrl: recorder.url });
  const answer = await weather["get-weather"]({ location: "New York", days: 2 });
  expect(answer.data.celsius).toBe(21.5);
  expect(recorder.requests[0]?.target).toBe("/weather/New%20York?days=2");
  const untyped = await wrapOpenAPI<object>(JSON.stringify(WEATHER), { baseUrl: recorder.url });
  expect((await untyped["getWeather"]?.({ location: "Berlin" }))?.status).toBe(200);
  expectTypeOf(answer.data.sky).toEqualTypeOf<"clear" | "grey" | undefined>();
  // @ts-expect-error -- the location is required
  await expect(weather["get-weather"]({})).rejects.toMatchObject({ code: "INVALID_ARGUMENTS" });
  // An operation called `then` must not make a promise of the client.
  expect("then" in weather).toBe(false);
  expect(callerOf(weather).find("then")?.path).toBe("/then");
  expect(() => callerOf({})).toThrow("wrapOpenAPI");
});

it("tools of several documents in one list", async () => {
  const tools = await discoverFromOpenAPI([WEATHER, JSON.stringify(WEATHER)]);
  expect(tools.map(({ name }) => name)).toEqual(["get-weather", "then", "get-weather", "then"]);
});
