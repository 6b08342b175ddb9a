import { connect } from "node:net";
import { request as requestHttp } from "node:http";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { openEndpoint } from "../src/serve/server.ts";
import { useEndpoint } from "./support/endpoint.ts";
import { EASY, HARD } from "./support/two-vendors.ts";

const served = useEndpoint();

const openai = (): OpenAI => new OpenAI({ baseURL: `${served.endpoint.url}/v1`, apiKey: "any", maxRetries: 0 });
const anthropic = (): Anthropic =>
  new Anthropic({ baseURL: served.endpoint.url, apiKey: "any", maxRetries: 0, logLevel: "off" });
const user = (content: string) => [{ role: "user" as const, content }];
const TOOL = {
  name: "read_file",
  description: "Reads.",
  parameters: { type: "object", properties: { path: { type: "string" } } },
};
const CALL = { name: "read_file", arguments: { path: "ü.ts" } };

describe("OpenAI's client", () => {
  it("gets whole answers, with the decision in the headers", async () => {
    const { data, response } = await openai()
      .chat.completions.create({ model: "gpt-6-sol", messages: user(HARD) })
      .withResponse();
    expect(data).toMatchObject({
      object: "chat.completion",
      model: "claude-sonnet-4-6",
      choices: [{ message: { role: "assistant", content: "From afar." }, finish_reason: "stop" }],
      usage: { prompt_tokens: 20, completion_tokens: 8, total_tokens: 28 },
    });
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      "x-ocp-route-to": "paid",
      "x-ocp-score": "0.55",
      "x-ocp-signals": "security-sensitive",
      "x-ocp-reason": "score",
      "x-ocp-trace-id": served.two.calls[0]!.trace_id,
    });
  });

  it("gets streams, with usage when it asks", async () => {
    const { data, response } = await openai()
      .chat.completions.create({
        model: "any",
        messages: user(EASY),
        stream: true,
        stream_options: { include_usage: true },
      })
      .withResponse();
    const chunks = [];
    for await (const chunk of data) chunks.push(chunk);
    expect(response.headers.get("x-ocp-route-to")).toBe("local");
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe("From here.");
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 6 } });
  });

  it.each(["local", "paid"] as const)("calls tools and gives their answers to the %s model", async (tier) => {
    const [called, model] = tier === "local" ? [served.two.ollama, "ocp-local"] : [served.two.vendor, "ocp-paid"];
    called.next({ text: "Reading.", toolCalls: [CALL, CALL] }, { text: "It says 42." });
    const runner = openai().chat.completions.runTools({
      model,
      messages: user("what is in ü.ts"),
      stream: true,
      tools: [
        {
          type: "function",
          function: { ...TOOL, parse: JSON.parse, function: ({ path }: { path: string }) => `${path}: 42` },
        },
      ],
    });
    expect(await runner.finalContent()).toBe("It says 42.");
    expect(JSON.stringify(called.asked[1]!.body)).toContain("ü.ts: 42");
  });

  it("sends pictures and schemas on", async () => {
    const url = "data:image/png;base64,aGk=";
    await openai().chat.completions.create({
      model: "ocp-paid",
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "what is it" },
            { type: "image_url", image_url: { url } },
          ],
        },
      ],
      response_format: { type: "json_schema", json_schema: { name: "it", schema: { type: "object" } } },
    });
    expect(served.two.vendor.asked[0]!.body).toMatchObject({
      messages: [{ content: [{ type: "text" }, { source: { data: "aGk=", media_type: "image/png" } }] }],
      output_config: { format: { type: "json_schema", schema: { type: "object" } } },
    });
  });

  it("lists models", async () => {
    const { data } = await openai().models.list();
    expect(data.map(({ id }) => id)).toEqual(["ocp-auto", "ocp-local", "ocp-paid", "llama3.2", "claude-sonnet-4-6"]);
  });

  it("reads errors as its own, and does not retry what was retried here", async () => {
    served.two.vendor.otherwise = {
      fault: { kind: "status", status: 401, type: "authentication_error", message: "bad key" },
    };
    const client = new OpenAI({ baseURL: `${served.endpoint.url}/v1`, apiKey: "any", maxRetries: 5 });
    const refused = await client.chat.completions
      .create({ model: "ocp-paid", messages: user(EASY) })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(refused).toMatchObject({ code: "unauthorised", message: expect.stringContaining("bad key") });
    expect(served.two.vendor.asked).toHaveLength(1);
  });

  it("hears of a stream that breaks", async () => {
    served.two.vendor.next({ text: "one two three", fault: { kind: "error_event", after: 5 } });
    const texts: string[] = [];
    const read = async (): Promise<void> => {
      for await (const chunk of await openai().chat.completions.create({
        model: "any",
        messages: user(HARD),
        stream: true,
      }))
        texts.push(chunk.choices[0]?.delta.content ?? "");
    };
    await expect(read()).rejects.toMatchObject({ code: "overloaded" });
    expect(texts.join("")).toBe("one two");
  });
});

describe("the caller's wishes", () => {
  const send = async (headers: Record<string, string>, content = HARD): Promise<Response> =>
    fetch(`${served.endpoint.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ model: "any", messages: user(content) }),
    });

  it("come in headers", async () => {
    expect((await send({ "x-ocp-route": "local" })).headers.get("x-ocp-reason")).toBe("forced");
    expect((await send({ "x-ocp-route": "paid" }, EASY)).headers.get("x-ocp-route-to")).toBe("paid");
    expect((await send({ "x-ocp-local-only": "1" })).headers.get("x-ocp-reason")).toBe("local_only");
    expect((await send({ "x-ocp-route": "moon" })).status).toBe(400);
  });

  it("do not take a client's small tasks for a part of its large ones, but for those that a header joins", async () => {
    const ask = async (content: string, headers: Record<string, string> = {}): Promise<string | null> => {
      const options = { model: "any", max_tokens: 9, metadata: { user_id: "run-1" }, messages: user(content) };
      const { response } = await anthropic().messages.create(options, { headers }).withResponse();
      return response.headers.get("x-ocp-reason");
    };
    expect(await ask(HARD)).toBe("score");
    expect(await ask(EASY)).toBe("score");
    expect(await ask(HARD, { "x-ocp-session": "s" })).toBe("score");
    expect(await ask(EASY, { "x-ocp-session": "s" })).toBe("session");
  });

  it("keep a conversation with the paid model by how it began", async () => {
    const ask = async (messages: object[]): Promise<string | null> => {
      const response = await fetch(`${served.endpoint.url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: "any", messages }),
      });
      return response.headers.get("x-ocp-reason");
    };
    const first = user(HARD);
    expect(await ask(first)).toBe("score");
    expect(
      await ask([...first, { role: "assistant", content: "From afar." }, ...user("thanks, say it in one word")]),
    ).toBe("session");
    expect(
      await ask([...user("hi"), { role: "assistant", content: "Hi." }, ...user("thanks, say it in one word")]),
    ).toBe("score");
  });
});

describe("the door", () => {
  const post = async (init: RequestInit & { path?: string }): Promise<number> => {
    const response = await fetch(`${served.endpoint.url}${init.path ?? "/v1/chat/completions"}`, {
      method: "POST",
      ...init,
    });
    await response.text();
    return response.status;
  };
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ model: "any", messages: user(EASY) });

  it("is closed to pages of other sites and to foreign names of this machine", async () => {
    expect(await post({ body, headers: { ...json, origin: "https://evil.example" } })).toBe(403);
    expect(await post({ body, headers: { "content-type": "text/plain" } })).toBe(400);
    const status = await new Promise((resolve, reject) => {
      const sent = requestHttp(
        `${served.endpoint.url}/v1/models`,
        { headers: { host: "rebound.example" } },
        (reply) => {
          reply.resume();
          resolve(reply.statusCode);
        },
      );
      sent.on("error", reject).end();
    });
    expect(status).toBe(403);
    expect(await post({ body, headers: { ...json, origin: "http://localhost:3000" } })).toBe(200);
  });

  it("asks for the key, if there is one", async () => {
    await using closed = await openEndpoint({ router: served.two.router(), port: 0, key: "s3cret" });
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${closed.url}/v1/models`, { headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: "Bearer wrong" })).toBe(401);
    expect(await status({ authorization: "Bearer s3cret" })).toBe(200);
    expect(await status({ "x-api-key": "s3cret" })).toBe(200);
  });

  it.each<[string, string]>([
    ["nothing", ""],
    ["no JSON", "{"],
    ["no object", "[1]"],
    ["no messages", "{}"],
    ["an empty list", '{"messages":[]}'],
    ["a message of another kind", '{"messages":[1]}'],
    ["an unknown role", '{"messages":[{"role":"robot","content":"x"}]}'],
    ["content of another kind", '{"messages":[{"role":"user","content":{"a":1}}]}'],
    ["a part of another kind", '{"messages":[{"role":"user","content":[{"type":"input_audio"}]}]}'],
    ["a temperature in words", '{"messages":[{"role":"user","content":"x"}],"temperature":"hot"}'],
    ["two answers", '{"messages":[{"role":"user","content":"x"}],"n":2}'],
    ["a tool without a name", '{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function"}]}'],
    ["a negative length", '{"messages":[{"role":"user","content":"x"}],"max_tokens":-1}'],
    ["depth", `{"messages":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
  ])("refuses %s politely", async (_, sent) => {
    expect(await post({ body: sent, headers: json })).toBe(400);
    expect(await post({ body: sent, headers: json, path: "/v1/messages" })).toBe(400);
    expect(served.two.ollama.seen.length + served.two.vendor.seen.length).toBe(0);
  });

  it("knows its paths and methods", async () => {
    expect(await post({ body, headers: json, path: "/v1/nothing" })).toBe(404);
    expect((await fetch(`${served.endpoint.url}/v1/messages`)).status).toBe(405);
    expect(await post({ body, headers: json, path: "/v1/v1/chat/completions" })).toBe(200);
    expect(await (await fetch(`${served.endpoint.url}/health`)).json()).toMatchObject({
      status: "ok",
      local: { circuit: "closed" },
    });
  });

  it("waits for callers that read slowly, and lets go of those that never read on", async () => {
    served.two.ollama.next({ text: "word ".repeat(60_000), packets: "together" });
    const { port } = new URL(served.endpoint.url);
    const sent = JSON.stringify({ model: "ocp-local", messages: user(EASY), stream: true });
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${sent.length}\r\n\r\n${sent}`,
    );
    await new Promise((resolve) => socket.once("readable", resolve));
    expect(served.two.calls).toHaveLength(0);
    socket.destroy();
    while (served.two.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(served.two.calls).toMatchObject([{ outcome: "aborted" }]);
  });

  it("survives callers that hang up, and stops asking for them", async () => {
    served.two.ollama.next(
      { text: "x", delayMs: 3000 },
      { text: "one two three four", fault: { kind: "stall", after: 3 } },
    );
    for (const stream of [false, true]) {
      const stop = new AbortController();
      const sent = JSON.stringify({ model: "ocp-local", messages: user(EASY), stream });
      const asked = served.two.ollama.asked.length;
      const answer = fetch(`${served.endpoint.url}/v1/chat/completions`, {
        method: "POST",
        headers: json,
        body: sent,
        signal: stop.signal,
      });
      while (served.two.ollama.asked.length === asked) await new Promise((resolve) => setTimeout(resolve, 5));
      setTimeout(() => stop.abort(), 50);
      await answer.then(async (response) => response.text()).catch(() => {});
      await served.two.ollama.asked.at(-1)!.abandoned;
    }
    const socket = connect(Number(new URL(served.endpoint.url).port), "127.0.0.1");
    socket.write(
      "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{",
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.destroy();
    expect((await fetch(`${served.endpoint.url}/health`)).status).toBe(200);
    expect(served.two.calls.map(({ outcome }) => outcome)).toEqual(["aborted", "aborted"]);
  });
});
