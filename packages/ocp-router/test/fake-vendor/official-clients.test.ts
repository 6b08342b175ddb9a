import Anthropic from "@anthropic-ai/sdk";
import { Ollama } from "ollama";
import OpenAI from "openai";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startFakeVendor, type FakeVendor } from "./server.ts";

/** The fake is only worth what the vendors' own clients make of it. */
let fake: FakeVendor;

beforeEach(async () => {
  fake = await startFakeVendor();
});

afterEach(async () => fake[Symbol.asyncDispose]());

const TEXT = "Ünder the bridge, 水 flows.";
const TOOL = { name: "read_file", arguments: { path: "src/übung.ts", lines: [1, 2] } };
const user = [{ role: "user" as const, content: "Say it." }];

describe("the official ollama client", () => {
  const client = () => new Ollama({ host: fake.url });

  it("reads whole answers, tools and counts", async () => {
    fake.next({ text: TEXT, toolCalls: [TOOL], usage: { prompt: 9, completion: 7 } });
    const {
      message,
      prompt_eval_count: prompt,
      eval_count: count,
    } = await client().chat({ model: "m", messages: user });
    expect(message.content).toBe(TEXT);
    expect(message.tool_calls?.[0]?.function).toEqual(TOOL);
    expect([prompt, count]).toEqual([9, 7]);
  });

  it.each(["each", "together", "bytes"] as const)("reads a stream in packets: %s", async (packets) => {
    fake.next({ text: TEXT, thinking: "Let me see.", packets });
    let [text, thought] = ["", ""];
    for await (const part of await client().chat({ model: "m", messages: user, stream: true })) {
      text += part.message.content;
      thought += part.message.thinking ?? "";
    }
    expect([text, thought]).toEqual([TEXT, "Let me see."]);
  });

  it("reads /api/generate, the list of models and what they can", async () => {
    fake.models = ["m:latest"];
    fake.next({ text: TEXT });
    expect((await client().generate({ model: "m", prompt: "Say it." })).response).toBe(TEXT);
    expect((await client().list()).models.map(({ name }) => name)).toEqual(["m:latest"]);
    expect((await client().show({ model: "m" })).capabilities).toContain("tools");
    await expect(client().chat({ model: "other", messages: user })).rejects.toThrow("model 'other' not found");
  });

  it("throws where a stream lacks its end or holds an error", async () => {
    fake.next({ text: TEXT, fault: { kind: "clean_end", after: 2 } });
    await expect(drain(client().chat({ model: "m", messages: user, stream: true }))).rejects.toThrow(
      "Did not receive done",
    );
    fake.next({ text: TEXT, fault: { kind: "error_event", after: 1, message: "out of memory" } });
    await expect(drain(client().chat({ model: "m", messages: user, stream: true }))).rejects.toThrow("out of memory");
  });
});

describe("the official openai client", () => {
  const client = () => new OpenAI({ baseURL: `${fake.url}/v1`, apiKey: "k", maxRetries: 0 });

  it("reads whole answers, tools and counts", async () => {
    fake.next({ text: TEXT, toolCalls: [TOOL], usage: { prompt: 9, completion: 7, cached: 4 } });
    const { choices, usage } = await client().chat.completions.create({ model: "m", messages: user });
    expect(choices[0]!.message.content).toBe(TEXT);
    expect(choices[0]!.finish_reason).toBe("tool_calls");
    const call = choices[0]!.message.tool_calls![0]!;
    expect(call.type === "function" && JSON.parse(call.function.arguments)).toEqual(TOOL.arguments);
    expect(usage).toMatchObject({ prompt_tokens: 9, completion_tokens: 7, total_tokens: 16 });
  });

  it.each(["each", "together", "bytes"] as const)("reads a stream in packets: %s", async (packets) => {
    fake.next({ text: TEXT, toolCalls: [TOOL], packets });
    const stream = client().chat.completions.stream({
      model: "m",
      messages: user,
      stream_options: { include_usage: true },
    });
    const { choices, usage } = await stream.finalChatCompletion();
    expect(choices[0]!.message.content).toBe(TEXT);
    expect(choices[0]!.message.tool_calls?.[0]).toMatchObject({ function: { name: "read_file" } });
    expect(usage!.completion_tokens).toBeGreaterThan(0);
  });

  it("gets usage in a stream only when it asks", async () => {
    let counted = 0;
    for await (const chunk of await client().chat.completions.create({ model: "m", messages: user, stream: true }))
      if (chunk.usage) counted++;
    expect(counted).toBe(0);
  });

  it("is refused what the vendor refuses", async () => {
    const ask = client().chat.completions.create({ model: "gpt-6-sol", messages: user, temperature: 0.5 });
    await expect(ask).rejects.toMatchObject({ status: 400 });
    fake.models = ["other"];
    await expect(client().chat.completions.create({ model: "m", messages: user })).rejects.toMatchObject({
      status: 404,
    });
    expect((await client().models.list()).data.map(({ id }) => id)).toEqual(["other"]);
  });

  it("takes a stream without its end for whole, and throws on an error in it", async () => {
    fake.next({ text: TEXT, fault: { kind: "clean_end", after: 2 } });
    const chunks = await drain(client().chat.completions.create({ model: "m", messages: user, stream: true }));
    expect(chunks).toBe(2);
    fake.next({ text: TEXT, fault: { kind: "error_event", after: 1 } });
    const broken = drain(client().chat.completions.create({ model: "m", messages: user, stream: true }));
    await expect(broken).rejects.toBeInstanceOf(OpenAI.APIError);
  });
});

describe("the official anthropic client", () => {
  const client = () => new Anthropic({ baseURL: fake.url, apiKey: "k", maxRetries: 0, logLevel: "off" });
  const ask = { model: "m", max_tokens: 100, messages: user };

  it("reads whole answers, thinking, tools and counts", async () => {
    fake.next({ text: TEXT, thinking: "Hm.", toolCalls: [TOOL], usage: { prompt: 9, completion: 7, cached: 4 } });
    const { content, usage, stop_reason: reason } = await client().messages.create(ask);
    expect(content.map(({ type }) => type)).toEqual(["thinking", "text", "tool_use"]);
    expect(content[2]).toMatchObject({ name: TOOL.name, input: TOOL.arguments });
    expect(usage).toMatchObject({ input_tokens: 5, cache_read_input_tokens: 4, output_tokens: 7 });
    expect(reason).toBe("tool_use");
  });

  it.each(["each", "together", "bytes"] as const)("reads a stream in packets: %s", async (packets) => {
    fake.next({ text: TEXT, thinking: "Hm.", toolCalls: [TOOL], packets });
    const { content } = await client().messages.stream(ask).finalMessage();
    expect(content).toMatchObject([
      { type: "thinking", thinking: "Hm.", signature: "c2lnbmVk" },
      { type: "text", text: TEXT },
      { type: "tool_use", input: TOOL.arguments },
    ]);
  });

  it("speaks the API version that refuses a temperature", async () => {
    const { headers } = (await client().messages.create(ask), fake.asked[0]!);
    expect(headers["anthropic-version"]).toBe("2026-10-21");
    const warm = { ...ask, temperature: 0.2 };
    await expect(client().messages.create(warm)).rejects.toMatchObject({
      status: 400,
      apiMessage: expect.stringContaining("temperature"),
    });
  });

  it("takes a stream without its end for whole, and throws on an error in it", async () => {
    fake.next({ text: TEXT, fault: { kind: "clean_end", after: 3 } });
    expect(await drain(client().messages.create({ ...ask, stream: true }))).toBe(2);
    fake.next({ text: TEXT, fault: { kind: "error_event", after: 3 } });
    const broken = drain(client().messages.create({ ...ask, stream: true }));
    await expect(broken).rejects.toMatchObject({ status: undefined, type: "overloaded_error" });
  });

  it("is told to wait by the headers of a refusal", async () => {
    const headers = { "retry-after": "7" };
    fake.next({ fault: { kind: "status", status: 429, type: "rate_limit_error", headers } });
    const refused = await client()
      .messages.create(ask)
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Anthropic.RateLimitError);
    expect((refused as InstanceType<typeof Anthropic.RateLimitError>).headers.get("retry-after")).toBe("7");
  });
});

async function drain(stream: Promise<AsyncIterable<unknown>>): Promise<number> {
  let count = 0;
  for await (const _ of await stream) count++;
  return count;
}
