import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const server = createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ celsius: 21.5, for: request.headers["ocp-user"] }));
}).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const text = { type: "string" } as const;
const document = {
  openapi: "3.1.0",
  info: { title: "Weather", version: "1" },
  paths: {
    "/weather/{city}": {
      get: {
        operationId: "getWeather",
        parameters: [{ name: "city", in: "path", required: true, schema: text }],
        responses: {
          200: {
            description: "The weather",
            content: {
              "application/json": {
                schema: { type: "object", properties: { celsius: { type: "number" }, for: text } },
              },
            },
          },
        },
      },
    },
  },
} as const;

// #region wrap
import { AgentContext, contextHeadersFor, wrapOpenAPI } from "ocp-http-headers";

const context = new AgentContext({ user: "alice" });
const weather = await wrapOpenAPI(document, { baseUrl: url, contextHeaders: contextHeadersFor(context) });
const { data } = await weather.getWeather({ city: "New York" }); // arguments and `data` are typed by the document
console.log(data.celsius, data.for);
// #endregion wrap
assert.deepEqual(data, { celsius: 21.5, for: "alice" });
server.close();
