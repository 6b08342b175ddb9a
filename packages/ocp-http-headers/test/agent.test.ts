import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  AgentContext,
  ContextRequiredError,
  OCPAgent,
  parseContext,
  type AgentOptions,
  type AgentRegisterOptions,
} from "../src/index.ts";
import { sendJson, startApi, type ApiServer, type Seen } from "./support/api-server.ts";
import { weather } from "./support/weather.ts";

const contextOf = ({ headers }: Seen): AgentContext | null => parseContext(headers);
const echo = (request: Seen, change: (context: AgentContext) => void): Record<string, string> => {
  const context = contextOf(request);
  if (context !== null) change(context);
  return context?.toHeaders() ?? {};
};

async function start(
  options: AgentOptions & { info?: object; api?: AgentRegisterOptions; init?: object } = {},
  change: (context: AgentContext) => void = () => {},
): Promise<{ agent: OCPAgent; server: ApiServer }> {
  const server = await startApi((request, response) => {
    if (request.url.startsWith("/secret")) return void response.writeHead(403).end("no");
    return sendJson(response, { weather: { sky: "clear" }, secret: "s" }, echo(request, change));
  });
  const { info, api, init, ...rest } = options;
  const agent = new OCPAgent({ agent_type: "ide", user: "alice", ...init }, rest);
  await agent.registerAPI("weather", weather(server.url, info), api);
  return { agent, server };
}

describe("an agent", () => {
  it("finds a tool, calls it with its context, and remembers that it did, but not with what", async () => {
    const { agent, server } = await start({ init: { current_goal: "plan a trip — soon" } });
    expect(agent.searchTools("weather place").map(({ name, api }) => [api, name])[0]).toEqual([
      "weather",
      "getWeather",
    ]);
    const response = await agent.callTool("getWeather", { location: "New York" });
    expect(response).toMatchObject({ status: 200, ok: true, data: { weather: { sky: "clear" } } });
    expect(server.seen[0]).toMatchObject({ method: "GET", url: "/weather?location=New%20York" });
    expect(server.seen[0]?.headers).toMatchObject({
      "ocp-context-id": agent.context.context_id,
      "ocp-agent-type": "ide",
      "ocp-current-goal": "plan a trip %E2%80%94 soon",
      "ocp-agent-goal": "plan a trip %E2%80%94 soon",
      "ocp-user": "alice",
    });
    expect(agent.context.history.map(({ timestamp: _, ...item }) => item)).toEqual([
      { action: "api_registered", api_endpoint: null, result: "Discovered 3 tools", metadata: { api: "weather" } },
      {
        action: "tool_call:getWeather",
        api_endpoint: "GET /weather",
        result: "HTTP 200",
        metadata: { api: "weather", arguments: ["location"] },
      },
    ]);
    await agent.callTool("getWeather", { location: "Paris" });
    expect(contextOf(server.seen[1] as Seen)?.history.at(-1)?.action).toBe("tool_call:getWeather");
    expect(JSON.stringify(contextOf(server.seen[1] as Seen))).not.toContain("New York");
  });

  it("takes what an operation requires from the context, and keeps what it provides", async () => {
    const { agent, server } = await start({ init: { accumulated_context: { location: "Oslo" } } });
    await agent.callTool("getWeather");
    expect(server.seen[0]?.url).toBe("/weather?location=Oslo");
    expect(agent.context.accumulated_context).toEqual({ location: "Oslo", weather: { sky: "clear" } });
    expect(contextOf(server.seen[0] as Seen)?.accumulated_context).toEqual({ location: "Oslo" });
  });

  it.each([
    ["in its session", { session: { location: "Rome" } }, "Rome"],
    ["nowhere", {}, undefined],
    ["as null", { accumulated_context: { location: null } }, undefined],
    ["only in a prototype", { accumulated_context: Object.create({ location: "x" }) }, undefined],
  ])("calls only when what is required is known: it is %s", async (_where, init, place) => {
    const { agent, server } = await start({ init });
    if (place === undefined) {
      const called = agent.callTool("getWeather");
      await expect(called).rejects.toThrow(ContextRequiredError);
      await expect(called).rejects.toThrow(
        'getWeather needs "location" in the context. Call context.accumulate("location", …)',
      );
      expect(server.seen).toEqual([]);
    } else {
      await agent.callTool("getWeather");
      expect(server.seen[0]?.url).toBe(`/weather?location=${place}`);
    }
  });

  it("learns from answers what the operation may change, and keeps what it preserves", async () => {
    const { agent } = await start({ init: { accumulated_context: { user_prefs: "metric" } } }, (context) => {
      context.updateGoal("their goal", "their summary").accumulate("user_prefs", "imperial").accumulate("tip", 1);
      context.addRecentChange("theirs");
    });
    await agent.callTool("getWeather", { location: "Oslo" });
    expect(agent.context).toMatchObject({ current_goal: "their goal", recent_changes: ["theirs"], user: "alice" });
    expect(agent.context.accumulated_context).toMatchObject({ user_prefs: "metric", tip: 1 });
    agent.context.updateGoal("mine", "mine");
    await agent.callTool("post_plan", { to: "Oslo" });
    expect(agent.context).toMatchObject({ current_goal: "mine", context_summary: "their summary" });
  });

  it("learns nothing where it is told not to, nor from another's context", async () => {
    const { agent } = await start({ update: false }, (context) => context.updateGoal("their goal"));
    await agent.callTool("getWeather", { location: "Oslo" });
    expect(agent.context.current_goal).toBeNull();
    const other = await start({}, (context) => Object.assign(context, { context_id: "other", current_goal: "theirs" }));
    await other.agent.callTool("getWeather", { location: "Oslo" });
    expect(other.agent.context.current_goal).toBeNull();
  });

  it.each<[string, AgentOptions & { info?: object; api?: AgentRegisterOptions }, string, number]>([
    ["all of it by default", {}, "getWeather", 5],
    ["its ids", { policy: "ids" }, "getWeather", 3],
    ["nothing", { api: { policy: "none" } }, "getWeather", 0],
    ["an API's own policy before the agent's", { policy: "none", api: { policy: "full" } }, "getWeather", 5],
    ["nothing to an API that does not ask for it", { policy: "auto" }, "getWeather", 0],
    ["all to an API that does", { policy: "auto", info: { "x-ocp-enabled": true } }, "getWeather", 5],
    [
      "nothing to an API that wants others",
      { policy: "auto", info: { "x-ocp-enabled": true, "x-ocp-agent-types": ["chat"] } },
      "getWeather",
      0,
    ],
    ["all to an operation that needs it", { policy: "auto" }, "readSecret", 5],
  ])("sends by policy: %s", async (_what, options, tool, fields) => {
    const { agent, server } = await start(options);
    await agent.callTool(tool, tool === "getWeather" ? { location: "Oslo" } : {});
    expect(Object.keys(server.seen[0]?.headers ?? {}).filter((name) => name.startsWith("ocp-")).length).toBe(fields);
  });

  it("notes arguments as it is told, and no secret among them is sent", async () => {
    const values = await start({ recordArguments: "values" });
    await values.agent.callTool("post_plan", { to: "Oslo", api_key: "k-12345678" });
    expect(values.agent.context.history.at(-1)?.metadata).toEqual({
      api: "weather",
      arguments: { to: "Oslo", api_key: "k-12345678" },
    });
    await values.agent.callTool("post_plan", { to: "Rome" });
    expect(contextOf(values.server.seen[1] as Seen)?.history.at(-1)?.metadata["arguments"]).toEqual({
      to: "Oslo",
      api_key: "[redacted]",
    });
    const none = await start({ recordArguments: "none" });
    await none.agent.callTool("post_plan", { to: "Oslo" });
    expect(none.agent.context.history.at(-1)?.metadata).toEqual({ api: "weather" });
  });

  it("notes answers that are refusals, and calls that could not be made", async () => {
    const { agent, server } = await start();
    expect(await agent.callTool("readSecret")).toMatchObject({ status: 403, ok: false });
    expect(agent.context.history.at(-1)).toMatchObject({ action: "tool_call:readSecret", result: "HTTP 403" });
    await expect(agent.callTool("post_plan", { to: 5 })).rejects.toMatchObject({ code: "INVALID_ARGUMENTS" });
    expect(agent.context.history.at(-1)).toMatchObject({ action: "tool_error:post_plan", result: "INVALID_ARGUMENTS" });
    await expect(agent.callTool("post_plan", { to: "Oslo" }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "ABORTED",
    });
    expect(server.seen.length).toBe(1);
  });

  it("keeps no fact that is too large to send", async () => {
    const server = await startApi((_request, response) => sendJson(response, { weather: "x".repeat(20_000) }));
    const agent = new OCPAgent();
    await agent.registerAPI("weather", weather(server.url));
    await agent.callTool("getWeather", { location: "Oslo" });
    expect(agent.context.accumulated_context).toEqual({});
    expect(agent.context.history.at(-1)?.metadata["too_large_to_keep"]).toEqual(["weather"]);
  });

  it.each(["application/octet-stream", "text/event-stream"])("keeps nothing of an answer that is %s", async (type) => {
    const server = await startApi(
      (_, response) => void response.writeHead(200, { "content-type": type }).end("data: 1\n\n"),
    );
    const agent = new OCPAgent();
    await agent.registerAPI("weather", weather(server.url), { maxSessionLength: 100 });
    await agent.callTool("getWeather", { location: "Oslo" });
    expect(agent.context.accumulated_context).toEqual({});
    expect(server.seen[0]?.headers).toHaveProperty("ocp-context-id");
    expect(server.seen[0]?.headers).not.toHaveProperty("ocp-session");
  });

  it("keeps a whole answer under the one name that it provides", async () => {
    const server = await startApi((_request, response) => sendJson(response, ["clear"]));
    const agent = new OCPAgent(new AgentContext({ agent_type: "ide" }));
    await agent.registerAPI("weather", weather(server.url));
    await agent.callTool("getWeather", { location: "Oslo" });
    expect(agent.context.accumulated_context).toEqual({ weather: ["clear"] });
  });

  it("sends the trace that it is given, with its id", async () => {
    const { agent, server } = await start({
      trace: () => ({ traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", baggage: "k=v" }),
    });
    await agent.callTool("getWeather", { location: "Oslo" });
    expect(server.seen[0]?.headers).toMatchObject({
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      baggage: `k=v,ocp.context_id=${agent.context.context_id}`,
    });
  });

  it("gives neither context nor credentials to where it is redirected, and learns nothing there", async () => {
    const far = await startApi((_request, response) =>
      sendJson(response, {}, new AgentContext({ context_id: "mine", current_goal: "theirs" }).toHeaders()),
    );
    const near = await startApi(
      (_request, response) => void response.writeHead(302, { location: `${far.url}/x` }).end(),
    );
    const agent = new OCPAgent({ context_id: "mine" });
    await agent.registerAPI("weather", weather(near.url), { auth: { token: "t-secret" }, allowPrivate: true });
    await agent.callTool("getWeather", { location: "Oslo" });
    expect(near.seen[0]?.headers).toMatchObject({ authorization: "Bearer t-secret", "ocp-context-id": "mine" });
    expect(Object.keys(far.seen[0]?.headers ?? {}).filter((name) => /^ocp-|auth/.test(name))).toEqual([]);
    expect(agent.context.current_goal).toBeNull();
    expect(JSON.stringify(agent.context)).not.toContain("t-secret");
  });

  it("stays below Node's default limit for headers however much it does", async () => {
    const { agent } = await start();
    for (let at = 0; at < 400; at++) agent.context.addInteraction(`call:${at}`, null, String(Math.random()).repeat(3));
    for (let at = 0; at < 3; at++) expect((await agent.callTool("getWeather", { location: "Oslo" })).status).toBe(200);
  });

  it("tells others of a document's address only what they can use", async () => {
    const { url } = await startApi((request, response) =>
      sendJson(response, weather(`http://${request.headers.host}`)),
    );
    const agent = new OCPAgent();
    await agent.registerAPI("far", `${url}/openapi.json?key=secret#x`, { documentHeaders: { "x-doc": "1" } });
    const folder = mkdtempSync(join(tmpdir(), "ocp-agent-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "openapi.json"), JSON.stringify(weather(url)));
    await agent.registerAPI("near", join(folder, "openapi.json"));
    expect(agent.context.api_specs).toEqual({ far: `${url}/openapi.json` });
    expect(JSON.stringify(agent.context)).not.toMatch(/key=secret|ocp-agent-/);
  });

  it("lists, finds and leaves APIs", async () => {
    const { agent } = await start();
    expect([agent.apis, agent.listTools().length, agent.getTool("postPlan").name]).toEqual([
      ["weather"],
      3,
      "post_plan",
    ]);
    expect([agent.unregisterAPI("weather"), agent.apis]).toEqual([true, []]);
  });
});

const GITHUB = [process.env["OCP_DATA"], "../../../../shared/data", "../../../../../shared/data"]
  .filter((place) => place !== undefined)
  .map((place) => resolve(import.meta.dirname, place, "openapi/github-3.0.json"))
  .find((file) => existsSync(file));
if (GITHUB === undefined) console.log("GitHub's own document is not here (OCP_DATA): the agent is not tried on it.");

describe.skipIf(GITHUB === undefined)("GitHub's own document", () => {
  it("is found, called and remembered as the README says", async () => {
    const server = await startApi((request, response) => {
      const context = contextOf(request);
      sendJson(response, { number: 1, goal: context?.current_goal });
    });
    const agent = new OCPAgent({ agent_type: "ide_coding_assistant", user: "alice", workspace: "payment-service" });
    const tools = await agent.registerAPI("github", GITHUB ?? "", { auth: { token: "t-secret" }, baseUrl: server.url });
    agent.context.updateGoal("debug_deployment_failure");
    expect(tools.length).toBe(873);
    expect(agent.searchTools("create issue").map(({ name }) => name)[0]).toBe("issues/create");
    const { data } = await agent.callTool("issues/create", {
      owner: "acme",
      repo: "payment-service",
      title: "Refunds",
    });
    expect(data).toEqual({ number: 1, goal: "debug_deployment_failure" });
    expect(server.seen[0]).toMatchObject({
      method: "POST",
      url: "/repos/acme/payment-service/issues",
      body: '{"title":"Refunds"}',
    });
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: "Bearer t-secret",
      "ocp-workspace": "payment-service",
    });
    expect((await agent.callTool("issuesCreate", { owner: "a", repo: "b", title: "c" })).status).toBe(200);
    await expect(agent.callTool("issues/create", { owner: "acme", repo: "..", title: "x" })).rejects.toMatchObject({
      code: "INVALID_ARGUMENTS",
    });
  });
});
