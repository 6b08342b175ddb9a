import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { AgentContext, createContextFetch, parseContext } from "../src/index.ts";
import { startApi, type Seen } from "./support/api-server.ts";

const redirect =
  (status: number, to: string) =>
  (request: Seen, response: ServerResponse): void => {
    if (request.url === "/end") response.end("end");
    else response.writeHead(status, { location: to }).end();
  };

describe("a fetch with a context", () => {
  it("sends it, and takes over what comes back", async () => {
    const context = new AgentContext({ user: "alice" });
    const { url, seen } = await startApi((request, response) => {
      const theirs = parseContext(request)?.updateGoal("a better goal");
      response.writeHead(200, theirs?.toHeaders()).end(request.body);
    });
    const send = createContextFetch(context);
    const response = await send(url, {
      method: "POST",
      body: "hello",
      headers: { "ocp-user": "mallory", "X-Own": "1" },
    });
    expect(await response.text()).toBe("hello");
    expect(seen[0]?.headers).toMatchObject({ "ocp-user": "alice", "x-own": "1", "ocp-context-id": context.context_id });
    expect(context.current_goal).toBe("a better goal");
  });

  it("takes over nothing of another context, nor where it should not", async () => {
    const answer = (_request: Seen, response: ServerResponse): void => {
      response.writeHead(200, new AgentContext({ current_goal: "theirs" }).toHeaders()).end();
    };
    const { url } = await startApi(answer);
    const context = new AgentContext({ current_goal: "mine" });
    await createContextFetch(context)(url);
    const echo = await startApi((request, response) => {
      response
        .writeHead(200, new AgentContext({ context_id: context.context_id, current_goal: "theirs" }).toHeaders())
        .end();
      void request;
    });
    await createContextFetch(context, { update: false })(echo.url);
    await createContextFetch(context, { policy: "ids" })(echo.url);
    expect(context.current_goal).toBe("mine");
    expect(Object.keys(echo.seen[1]?.headers ?? {}).filter((name) => name.startsWith("ocp-"))).toEqual([
      "ocp-context-id",
      "ocp-agent-type",
      "ocp-version",
    ]);
  });

  it("keeps context and credentials through a redirect within the origin", async () => {
    const { url, seen } = await startApi(redirect(307, "/end"));
    const context = new AgentContext();
    const response = await createContextFetch(context)(`${url}/start`, {
      method: "PUT",
      body: "x",
      headers: { authorization: "Bearer a" },
    });
    expect(await response.text()).toBe("end");
    expect(seen.map(({ method, url: path, body }) => [method, path, body])).toEqual([
      ["PUT", "/start", "x"],
      ["PUT", "/end", "x"],
    ]);
    expect(seen[1]?.headers).toMatchObject({ "ocp-context-id": context.context_id, authorization: "Bearer a" });
  });

  it("gives another origin neither context nor credentials, not even when that redirects within itself", async () => {
    const far = await startApi(redirect(302, "/end"));
    const near = await startApi(redirect(302, `${far.url}/start`));
    const headers = {
      authorization: "Bearer a",
      cookie: "a=1",
      "x-api-key": "k",
      accept: "text/plain",
      baggage: "k=v",
    };
    const context = new AgentContext();
    const send = createContextFetch(context, { trace: { baggage: "k=v" } });
    expect(await (await send(`${near.url}/start`, { headers })).text()).toBe("end");
    expect(near.seen[0]?.headers).toMatchObject({
      "x-api-key": "k",
      baggage: `k=v,ocp.context_id=${context.context_id}`,
    });
    expect(far.seen.length).toBe(2);
    for (const { headers: seen } of far.seen) {
      expect(seen.accept).toBe("text/plain");
      expect(Object.keys(seen).filter((name) => /^ocp-|auth|cookie|key|baggage/.test(name))).toEqual([]);
    }
  });

  it("gives an origin nothing when it sends the request back to where it came from in the clear", async () => {
    const far = await startApi(
      (_request, response) => void response.writeHead(302, { location: "ftp://example.com/" }).end(),
    );
    const near = await startApi(redirect(302, far.url));
    await expect(createContextFetch(new AgentContext())(`${near.url}/start`)).rejects.toThrow("no web address");
  });

  it("sends a body to no other origin", async () => {
    const far = await startApi((_request, response) => void response.end());
    const near = await startApi(redirect(307, far.url));
    const sent = createContextFetch(new AgentContext())(`${near.url}/start`, { method: "POST", body: "secret" });
    await expect(sent).rejects.toThrow("redirects a request with a body to");
    expect(far.seen).toEqual([]);
  });

  it.each([301, 302, 303])("turns a POST into a GET without a body on %i", async (status) => {
    const { url, seen } = await startApi(redirect(status, "/end"));
    await createContextFetch(new AgentContext())(`${url}/start`, {
      method: "POST",
      body: "x",
      headers: { "content-type": "text/plain" },
    });
    expect(seen[1]).toMatchObject({ method: "GET", body: "" });
    expect(seen[1]?.headers).not.toHaveProperty("content-type");
  });

  it("follows only so many redirects, and none where the caller wants none", async () => {
    const { url, seen } = await startApi(redirect(302, "/again"));
    await expect(createContextFetch(new AgentContext(), { maxRedirects: 2 })(`${url}/start`)).rejects.toThrow(
      "more than 2 times",
    );
    expect(seen.length).toBe(3);
    const response = await createContextFetch(new AgentContext())(`${url}/start`, { redirect: "manual" });
    expect(response.status).toBe(302);
  });

  it("rejects where a browser does not say where a redirect leads", async () => {
    const opaque = Object.defineProperty(new Response(), "type", { value: "opaqueredirect" });
    const send = createContextFetch(new AgentContext(), { fetch: async () => opaque });
    await expect(send("http://localhost/")).rejects.toThrow("this runtime does not say where");
  });

  it("can be aborted", async () => {
    const { url } = await startApi(() => {});
    const sent = createContextFetch(new AgentContext())(url, { signal: AbortSignal.timeout(50) });
    await expect(sent).rejects.toThrow(/abort|timeout/i);
  });
});
