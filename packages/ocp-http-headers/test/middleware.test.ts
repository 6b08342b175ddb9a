import { once } from "node:events";
import { createServer, get, request as httpRequest, type RequestListener, type Server } from "node:http";
import { connect, createServer as createHttp2 } from "node:http2";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import { AgentContext, parseContext } from "../src/index.ts";
import { ocp as expressOcp } from "../src/middleware/express.ts";
import { ocp as fastifyOcp } from "../src/middleware/fastify.ts";
import { ocp as fetchOcp, type MiddlewareOptions } from "../src/middleware/fetch.ts";
import { ocp as honoOcp } from "../src/middleware/hono.ts";

const portOf = (server: { address(): unknown }): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return portOf(server);
}

/** `/` says whose request it was and adds a change to the context; `/none` forgets the context; `/stream` answers in two pieces. */
const STARTS: Record<string, (options?: MiddlewareOptions) => Promise<string>> = {
  async express(options) {
    const app = express();
    app.use(expressOcp(options));
    app.get("/", (req, res) => {
      req.ocp?.addRecentChange("seen by the API").updateGoal("a better goal");
      res.set("Vary", "Accept").json({ user: req.ocp?.user ?? null });
    });
    app.get("/none", (req, res) => {
      req.ocp = null;
      res.send("none");
    });
    app.get("/stream", (req, res) => {
      req.ocp?.addRecentChange("streamed");
      res.write("one ");
      res.end("two");
    });
    return listen(createServer(app as RequestListener));
  },

  async fastify(options = {}) {
    const app = fastify();
    await app.register(fastifyOcp, options);
    app.get("/", async (request, reply) => {
      request.ocp?.addRecentChange("seen by the API").updateGoal("a better goal");
      reply.header("vary", "Accept");
      return { user: request.ocp?.user ?? null };
    });
    app.get("/none", (request, reply) => {
      request.ocp = null;
      void reply.send("none");
    });
    app.get("/stream", async (request, reply) => {
      request.ocp?.addRecentChange("streamed");
      return reply.send(new Blob(["one ", "two"]).stream());
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    onTestFinished(() => app.close());
    return portOf(app.server);
  },

  async hono(options) {
    const app = new Hono();
    app.use(honoOcp(options));
    app.get("/", (c) => {
      c.var.ocp?.addRecentChange("seen by the API").updateGoal("a better goal");
      c.header("Vary", "Accept");
      return c.json({ user: c.var.ocp?.user ?? null });
    });
    app.get("/none", (c) => {
      c.set("ocp", null);
      return c.text("none");
    });
    app.get("/stream", (c) => {
      c.var.ocp?.addRecentChange("streamed");
      return c.body(new Blob(["one ", "two"]).stream());
    });
    return listen(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server);
  },

  async fetch(options) {
    const handler = fetchOcp((request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/none") {
        request.ocp = null;
        return new Response("none");
      }
      if (pathname === "/stream") {
        request.ocp?.addRecentChange("streamed");
        return new Response(new Blob(["one ", "two"]).stream());
      }
      request.ocp?.addRecentChange("seen by the API").updateGoal("a better goal");
      return Response.json({ user: request.ocp?.user ?? null }, { headers: { vary: "Accept" } });
    }, options);
    return listen(serve({ fetch: (request) => handler(request), port: 0, hostname: "127.0.0.1" }) as Server);
  },
};

describe.each(Object.entries(STARTS))("the middleware for %s", (_name, start) => {
  it("gives the handler the caller's context and answers with what became of it", async () => {
    const url = await start();
    const mine = new AgentContext({ user: "alice", current_goal: "a goal" });
    const response = await fetch(url, { headers: mine.toHeaders() });
    expect(await response.json()).toEqual({ user: "alice" });
    expect(response.headers.get("ocp-context-id")).toBe(mine.context_id);
    expect(response.headers.get("vary")).toBe("Accept, OCP-Context-ID, OCP-Session");
    expect(mine.updateFromHeaders(response.headers, { sameContext: true })).toBe(true);
    expect(mine).toMatchObject({ current_goal: "a better goal", recent_changes: ["seen by the API"] });
  });

  it.each([
    ["no context", {}],
    ["a damaged session", { "OCP-Context-ID": "a", "OCP-Session": "gzip:AAAA" }],
    ["an id of blanks", { "OCP-Context-ID": " " }],
  ])("answers a request with %s as if there were none", async (_what, headers) => {
    const response = await fetch(await start(), { headers });
    expect(await response.json()).toEqual({ user: null });
    expect([...response.headers.keys()].filter((key) => key.startsWith("ocp-"))).toEqual([]);
    expect(response.headers.get("vary")).toBe("Accept");
  });

  it("reads what stands in plain fields where there is no session", async () => {
    const response = await fetch(await start(), {
      headers: { "OCP-Context-ID": "agent-session-123", "OCP-User": "Zo%C3%AB" },
    });
    expect(await response.json()).toEqual({ user: "Zoë" });
    expect(parseContext(response.headers)?.context_id).toBe("agent-session-123");
  });

  it("keeps silent where the handler drops the context, and where it is told to", async () => {
    const headers = new AgentContext().toHeaders();
    const dropped = await fetch(`${await start()}/none`, { headers });
    expect([await dropped.text(), dropped.headers.has("ocp-context-id")]).toEqual(["none", false]);
    const quiet = await fetch(await start({ respond: false }), { headers });
    expect([quiet.status, quiet.headers.has("ocp-context-id")]).toEqual([200, false]);
  });

  it("puts the context on answers that are streamed", async () => {
    const response = await fetch(`${await start()}/stream`, { headers: new AgentContext().toHeaders() });
    expect(await response.text()).toBe("one two");
    expect(parseContext(response)?.recent_changes).toEqual(["streamed"]);
  });

  it("takes the largest context through Node's default limit for headers, and back", async () => {
    const context = new AgentContext({
      user: "é".repeat(500),
      current_goal: "一".repeat(500),
      workspace: "🎉".repeat(500),
    });
    for (let at = 0; at < 800; at++) context.addInteraction(`tool_call:${at}`, `https://api/${Math.random()}`, "ok");
    const response = await fetch(await start(), { headers: context.toHeaders() });
    expect(response.status).toBe(200);
    expect(parseContext(response)?.history.at(-1)?.action).toBe("tool_call:799");
    expect(parseContext(response)?.context_summary).toBeNull();
  });
});

describe("the middleware for fetch handlers", () => {
  it("copies answers whose fields cannot be changed", async () => {
    const context = new AgentContext();
    const handler = fetchOcp(() => Response.redirect("https://example.com/", 302));
    const response = await handler(new Request("http://localhost/", { headers: context.toHeaders() }));
    expect([response.status, response.headers.get("location")]).toEqual([302, "https://example.com/"]);
    expect(response.headers.get("ocp-context-id")).toBe(context.context_id);
  });

  it("lets an answer through that is an error", async () => {
    const handler = fetchOcp(() => Response.error());
    const response = await handler(new Request("http://localhost/", { headers: new AgentContext().toHeaders() }));
    expect(response.type).toBe("error");
  });

  it("passes on what the framework passes, such as Next's route parameters", async () => {
    const handler = fetchOcp(
      (request, { params }: { params: { id: string } }) => new Response(`${request.ocp?.user} ${params.id}`),
    );
    const request = new Request("http://localhost/", { headers: new AgentContext({ user: "alice" }).toHeaders() });
    expect(await (await handler(request, { params: { id: "7" } })).text()).toBe("alice 7");
  });

  it("leaves `Vary: *` as it is", async () => {
    const handler = fetchOcp(() => new Response("", { headers: { vary: "*" } }));
    const response = await handler(new Request("http://localhost/", { headers: new AgentContext().toHeaders() }));
    expect(response.headers.get("vary")).toBe("*");
  });
});

describe("a handler of node:http", () => {
  it("gets the context from the same function as Express does", async () => {
    const withContext = expressOcp();
    const url = await listen(
      createServer((request, response) => {
        withContext(request, response, () => response.writeHead(204, { "x-own": "1" }).end());
      }),
    );
    const context = new AgentContext();
    const [response] = await once(get(url, { headers: context.toHeaders() }), "response");
    response.resume();
    expect(response.statusCode).toBe(204);
    expect(response.headers).toMatchObject({ "x-own": "1", "ocp-context-id": context.context_id });
  });

  it("gets it over HTTP/2 too", async () => {
    const withContext = expressOcp();
    const server = createHttp2((request, response) => {
      withContext(request, response as never, () => response.end("ok"));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const session = connect(portOf(server));
    onTestFinished(() => {
      session.close();
      server.close();
    });
    const context = new AgentContext({ user: "alice" });
    const [headers] = await once(session.request({ ":path": "/", ...context.toHeaders() }), "response");
    expect(parseContext(headers)?.toJSON()).toEqual(context.toJSON());
  });

  it("hands Node's joined duplicates of a field to nobody", async () => {
    const seen: unknown[] = [];
    const url = await listen(
      createServer((request, response) => {
        seen.push(parseContext(request, { strict: true }).reason);
        response.end();
      }),
    );
    const request = httpRequest(url, { headers: ["OCP-Context-ID", "a", "OCP-Context-ID", "b", "Host", "localhost"] });
    request.end();
    const [response] = await once(request, "response");
    response.resume();
    expect(seen).toEqual(["context_id_invalid"]);
  });
});
