import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { AgentContext } from "ocp-http-headers";
import { ocp as ocpExpress } from "ocp-http-headers/express";
import { ocp as ocpFastify } from "ocp-http-headers/fastify";
import { ocp as ocpFetch } from "ocp-http-headers/fetch";
import { ocp as ocpHono } from "ocp-http-headers/hono";

async function expressApp(): Promise<Server> {
  // #region express
  const app = express();
  app.use(ocpExpress());
  app.get("/weather", (req, res) => res.json({ sky: "clear", for: req.ocp?.user ?? "anybody" }));
  // #endregion express
  return createServer(app as RequestListener).listen(0, "127.0.0.1");
}

async function fastifyApp(): Promise<Server> {
  // #region fastify
  const app = fastify();
  await app.register(ocpFastify);
  app.get("/weather", (request) => ({ sky: "clear", for: request.ocp?.user ?? "anybody" }));
  // #endregion fastify
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server;
}

async function honoApp(): Promise<Server> {
  // #region hono
  const app = new Hono();
  app.use(ocpHono());
  app.get("/weather", (c) => c.json({ sky: "clear", for: c.var.ocp?.user ?? "anybody" }));
  // #endregion hono
  return serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server;
}

async function fetchApp(): Promise<Server> {
  // #region fetch
  const GET = ocpFetch((request) => Response.json({ sky: "clear", for: request.ocp?.user ?? "anybody" }));
  // #endregion fetch
  return serve({ fetch: (request) => GET(request), port: 0, hostname: "127.0.0.1" }) as Server;
}

for (const start of [expressApp, fastifyApp, honoApp, fetchApp]) {
  const server = await start();
  if (!server.listening) await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/weather`;
  const context = new AgentContext({ user: "alice" });
  const response = await fetch(url, { headers: context.toHeaders() });
  console.log(start.name, await response.text());
  assert.equal(response.headers.get("ocp-context-id"), context.context_id);
  assert.deepEqual(await (await fetch(url)).json(), { sky: "clear", for: "anybody" });
  server.close();
}
