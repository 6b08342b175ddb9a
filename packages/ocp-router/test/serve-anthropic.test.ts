import Anthropic from "@anthropic-ai/sdk";
import { expect, it } from "vitest";
import { openEndpoint } from "../src/serve/server.ts";
import { useEndpoint } from "./support/endpoint.ts";
import { EASY, HARD } from "./support/two-vendors.ts";

const served = useEndpoint();

const anthropic = (): Anthropic =>
  new Anthropic({ baseURL: served.endpoint.url, apiKey: "any", maxRetries: 0, logLevel: "off" });
const user = (content: string) => [{ role: "user" as const, content }];
const CALL = { name: "read_file", arguments: { path: "ü.ts" } };

it("gets whole answers, with thinking and tools", async () => {
  served.two.vendor.next({
    thinking: "Hm.",
    text: "Reading.",
    toolCalls: [CALL],
    usage: { prompt: 20, completion: 8, cached: 5 },
  });
  const { data, response } = await anthropic()
    .messages.create({ model: "claude-opus-5-5", max_tokens: 100, messages: user(HARD) })
    .withResponse();
  expect(response.headers.get("x-ocp-route-to")).toBe("paid");
  expect(data).toMatchObject({
    type: "message",
    stop_reason: "tool_use",
    content: [
      { type: "thinking", thinking: "Hm.", signature: "c2lnbmVk" },
      { type: "text", text: "Reading." },
      { type: "tool_use", name: "read_file", input: { path: "ü.ts" } },
    ],
    usage: { input_tokens: 15, cache_read_input_tokens: 5, output_tokens: 8 },
  });
});

it.each(["local", "paid"] as const)("streams from the %s model, block by block", async (tier) => {
  const called = tier === "local" ? served.two.ollama : served.two.vendor;
  called.next({
    thinking: "Hm.",
    text: "Reading it.",
    toolCalls: [CALL, CALL],
    usage: { prompt: 20, completion: 8 },
  });
  const message = await anthropic()
    .messages.stream({ model: `ocp-${tier}`, max_tokens: 100, messages: user(EASY) })
    .finalMessage();
  expect(message.content.map(({ type }) => type)).toEqual(["thinking", "text", "tool_use", "tool_use"]);
  expect(message).toMatchObject({ stop_reason: "tool_use", usage: { input_tokens: 20, output_tokens: 8 } });
  expect(message.content[3]).toMatchObject({ input: { path: "ü.ts" } });
});

it("keeps what only Anthropic knows on the way to Anthropic", async () => {
  const cache = { type: "ephemeral" as const };
  await anthropic().messages.create(
    {
      model: "ocp-paid",
      max_tokens: 2000,
      system: [{ type: "text", text: "Be short.", cache_control: cache }],
      thinking: { type: "enabled", budget_tokens: 1024 },
      messages: [
        {
          role: "user",
          content: [{ type: "document", source: { type: "text", media_type: "text/plain", data: "x" } }],
        },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "Hm.", signature: "c2ln" },
            { type: "tool_use", id: "t", name: "look", input: {} },
          ],
        },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "42", cache_control: cache }] },
      ],
      tools: [
        { name: "look", input_schema: { type: "object" } },
        { type: "web_search_20250305", name: "web_search" },
      ],
    },
    { headers: { "anthropic-beta": "a-beta" } },
  );
  const [{ body, headers }] = served.two.vendor.asked as [(typeof served.two.vendor.asked)[0]];
  expect(headers["anthropic-beta"]).toBe("a-beta");
  expect(body).toMatchObject({
    system: [{ cache_control: cache }],
    thinking: { budget_tokens: 1024 },
    messages: [
      { content: [{ type: "document" }] },
      { content: [{ type: "thinking", signature: "c2ln" }, { type: "tool_use" }] },
      { content: [{ type: "tool_result", cache_control: cache }] },
    ],
    tools: [{ name: "look" }, { type: "web_search_20250305" }],
  });
});

it("takes to the paid model what the local one cannot read", async () => {
  const document = {
    type: "document" as const,
    source: { type: "text" as const, media_type: "text/plain" as const, data: "x" },
  };
  const { response } = await anthropic()
    .messages.create({ model: "any", max_tokens: 10, messages: [{ role: "user", content: [document] }] })
    .withResponse();
  expect(response.headers.get("x-ocp-fallback")).toBe("local; unsupported");
});

it("counts tokens, near enough", async () => {
  const { input_tokens: count } = await anthropic().messages.countTokens({
    model: "any",
    messages: user("word ".repeat(400)),
  });
  expect(count).toBeGreaterThan(400);
  expect(served.two.vendor.seen).toHaveLength(0);
});

it("reads errors as its own", async () => {
  served.two.ollama.otherwise = { fault: { kind: "status", status: 404 } };
  const refused = anthropic().messages.create({ model: "ocp-local", max_tokens: 10, messages: user(EASY) });
  await expect(refused).rejects.toMatchObject({
    status: 404,
    type: "not_found_error",
    apiMessage: expect.stringContaining("ollama pull"),
  });
});

it("writes calls whose arguments came by turns one after the other", async () => {
  const other = { name: "read_file", arguments: { path: 'b{"}.ts' } };
  served.two.vendor.next({ text: "Reading.", toolCalls: [CALL, other, CALL], byTurns: true });
  await using paid = await openEndpoint({ router: served.two.router({ OCP_PAID_BACKEND: "openai" }), port: 0 });
  const client = new Anthropic({ baseURL: paid.url, apiKey: "any", maxRetries: 0, logLevel: "off" });
  const stream = client.messages.stream({ model: "ocp-paid", max_tokens: 100, messages: user(EASY) });
  const open: number[] = [];
  stream.on("streamEvent", (event) => {
    if (event.type === "content_block_start") open.push(event.index);
    // Nothing is written of a block that is not the one under way.
    if (event.type === "content_block_delta") expect(event.index).toBe(open.at(-1));
  });
  const { content } = await stream.finalMessage();
  expect(content).toMatchObject([
    { type: "text", text: "Reading." },
    { type: "tool_use", id: "call_0", input: CALL.arguments },
    { type: "tool_use", id: "call_1", input: other.arguments },
    { type: "tool_use", id: "call_2", input: CALL.arguments },
  ]);
});
