import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { GenerateEvent, GenerateRequest, ModelBackend } from "ocp-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AnthropicBackend } from "../src/backends/anthropic.ts";
import { OllamaBackend } from "../src/backends/ollama.ts";
import { OpenAIBackend } from "../src/backends/openai.ts";
import type { ModelErrorCode } from "../src/errors.ts";
import type { Fault } from "./fake-vendor/script.ts";
import { startFakeVendor, type FakeVendor } from "./fake-vendor/server.ts";

let fake: FakeVendor;

beforeEach(async () => {
  fake = await startFakeVendor();
});

afterEach(async () => fake[Symbol.asyncDispose]());

type Make = (url?: string, timeoutMs?: number) => ModelBackend & Required<Pick<ModelBackend, "stream">>;

const MAKERS: Readonly<Record<string, Make>> = {
  ollama: (url = fake.url, timeoutMs = 5000) => new OllamaBackend({ url, timeoutMs, model: "m" }),
  anthropic: (baseUrl = fake.url, timeoutMs = 5000) =>
    new AnthropicBackend({ baseUrl, apiKey: "k", timeoutMs, model: "m" }),
  openai: (url = fake.url, timeoutMs = 5000) =>
    new OpenAIBackend({ baseUrl: `${url}/v1`, apiKey: "k", timeoutMs, model: "m", dialect: "openai" }),
  compatible: (url = fake.url, timeoutMs = 5000) =>
    new OpenAIBackend({ baseUrl: `${url}/v1`, apiKey: "k", timeoutMs, model: "m", dialect: "compatible" }),
};
const each = Object.entries(MAKERS);

/** Holds where only proportions count: a machine that stands still for longer than a quick pace allows gets a slower one. */
async function atSomePace(holds: (unitMs: number) => Promise<void>): Promise<void> {
  for (const unitMs of [40, 200]) {
    try {
      return await holds(unitMs);
    } catch {
      // Once more, five times as slowly.
    }
  }
  await holds(1000);
}

const TEXT = "Ünder the bridge, 水 flows.";
const ASK: GenerateRequest = { prompt: "Say it.", max_tokens: 50 };
const TOOLS: GenerateRequest = {
  ...ASK,
  tools: [
    {
      name: "read_file",
      description: "Reads.",
      input_schema: { type: "object", properties: { path: { type: "string" } } },
    },
  ],
};

async function eventsOf(stream: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> {
  const events: GenerateEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe.each(each)("the backend of %s", (name, make) => {
  it.each(["each", "together", "bytes"] as const)("reads answers that come in packets: %s", async (packets) => {
    fake.next({ text: TEXT, packets, usage: { prompt: 12, completion: 9 } });
    const events = await eventsOf(make().stream(ASK));
    expect(events.map((event) => (event.type === "text" ? event.text : "")).join("")).toBe(TEXT);
    expect(events.at(-1)).toMatchObject({
      type: "done",
      response: { text: TEXT, prompt_tokens: 12, completion_tokens: 9, finish_reason: "stop" },
    });
  });

  it("counts the same whether streamed or not", async () => {
    fake.otherwise = { text: TEXT, usage: { prompt: 12, completion: 9 } };
    const whole = await make().generate(ASK);
    const last = (await eventsOf(make().stream(ASK))).at(-1);
    expect(last).toMatchObject({ response: { ...whole, duration_ms: expect.any(Number) } });
  });

  it("reads calls of tools, and answers them in the vendor's format", async () => {
    fake.next({ toolCalls: [{ name: "read_file", arguments: { path: "ü.ts" } }] });
    const { tool_calls: calls = [], finish_reason: reason } = await make().generate(TOOLS);
    expect(calls).toMatchObject([{ name: "read_file", arguments: { path: "ü.ts" } }]);
    expect(reason).toBe("tool_calls");
    const { text } = await make().generate({
      ...TOOLS,
      prompt: undefined,
      messages: [
        { role: "user", content: "Read it." },
        { role: "assistant", content: [{ type: "text", text: "Reading." }, ...calls] },
        { role: "tool", content: [{ type: "tool_result", tool_call_id: calls[0]!.id, content: "42" }] },
      ],
    });
    expect(text).toBe("An answer.");
    expect(fake.asked[1]!.body["messages"]).toMatchSnapshot();
  });

  it("puts thinking apart from the words", async () => {
    fake.next({ thinking: "Let me see.", text: TEXT });
    const response = await make().generate(ASK);
    expect(response.text).toBe(TEXT);
    expect(response.reasoning?.[0]?.text).toBe("Let me see.");
  });

  it.each<[string, Fault, ModelErrorCode]>([
    ["401", { kind: "status", status: 401, type: "authentication_error" }, "unauthorised"],
    ["404", { kind: "status", status: 404, type: "not_found_error" }, "model_not_found"],
    ["429", { kind: "status", status: 429, type: "rate_limit_error" }, "rate_limited"],
    ["529", { kind: "status", status: 529, type: "overloaded_error" }, "overloaded"],
    [
      "500 with a page of HTML",
      { kind: "status", status: 500, body: "<!DOCTYPE html><html><title>Oops</title>" },
      "server_error",
    ],
    ["502 without a body", { kind: "status", status: 502, body: "" }, "server_error"],
    [
      "a prompt that is too long",
      { kind: "status", status: 400, message: "maximum context length is 8192 tokens", type: "invalid_request_error" },
      "context_too_long",
    ],
    [
      "a bad request",
      { kind: "status", status: 400, message: "tools: wrong", type: "invalid_request_error" },
      "bad_request",
    ],
    ["a cut connection", { kind: "cut", bytes: 90 }, "cut_off"],
    ["no body at all", { kind: "cut", bytes: 0 }, "cut_off"],
    ["a clean end without a last word", { kind: "clean_end", after: 3 }, "cut_off"],
    ["a line that is not JSON", { kind: "malformed", after: 2 }, "malformed"],
    ["silence", { kind: "stall", after: 2 }, "timeout"],
  ])("tells what went wrong: %s", async (_, fault, code) => {
    fake.next({ text: TEXT, fault });
    const backend = make(fake.url, fault.kind === "stall" ? 150 : 5000);
    await expect(backend.generate(ASK)).rejects.toMatchObject({ code });
  });

  it("sees an error inside a stream that began well", async () => {
    fake.next({ text: TEXT, fault: { kind: "error_event", after: 3, message: "Overloaded" } });
    // Ollama says what kind of error it is in words only.
    const code = name === "ollama" ? "server_error" : "overloaded";
    await expect(make().generate(ASK)).rejects.toMatchObject({ code, message: expect.stringContaining("Overloaded") });
  });

  it("is cut inside a character without inventing one", async () => {
    const start = JSON.stringify(TEXT).indexOf("水");
    expect(start).toBeGreaterThan(0);
    for (const bytes of [150, 151, 152, 153]) {
      fake.next({ text: "水".repeat(200), packets: "together", fault: { kind: "cut", bytes } });
      const text: string[] = [];
      await expect(
        (async () => {
          for await (const event of make().stream(ASK)) if (event.type === "text") text.push(event.text);
        })(),
      ).rejects.toMatchObject({ code: "cut_off" });
      expect(text.join("")).not.toContain("\ufffd");
    }
  });

  it("passes on how long to wait, in seconds, as a date and in milliseconds", async () => {
    const inTenMinutes = new Date(Date.now() + 600_000).toUTCString();
    for (const [headers, least, most] of [
      [{ "retry-after": "3600" }, 3_600_000, 3_600_000],
      [{ "retry-after": inTenMinutes }, 500_000, 600_000],
      [{ "retry-after-ms": "1500", "retry-after": "2" }, 1500, 1500],
    ] as const) {
      fake.next({ fault: { kind: "status", status: 429, headers } });
      const error = (await make()
        .generate(ASK)
        .catch((refused: unknown) => refused)) as { retryAfterMs: number };
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(least);
      expect(error.retryAfterMs).toBeLessThanOrEqual(most);
    }
    expect(fake.asked).toHaveLength(3);
  });

  it("cannot be reached where nobody listens, and says so", async () => {
    const url = await closedPort();
    await expect(make(url).generate(ASK)).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("waits out slow headers, but no longer than it may", async () => {
    fake.next({ text: TEXT, delayMs: 300 });
    expect((await make(fake.url, 60_000).generate(ASK)).text).toBe(TEXT);
    fake.next({ text: TEXT, delayMs: 2000 });
    await expect(make(fake.url, 100).generate(ASK)).rejects.toMatchObject({ code: "timeout" });
  });

  it("goes on as long as something is said, however long the whole takes", async () => {
    await atSomePace(async (unitMs) => {
      fake.next({ text: "one two three four five six seven eight", paceMs: unitMs });
      expect((await make(fake.url, 5 * unitMs).generate(ASK)).text).toContain("eight");
    });
  });

  it("waits for a reader who takes longer than the server may be silent", async () => {
    await atSomePace(async (unitMs) => {
      fake.next({ text: "one two three", packets: "together" });
      const words: string[] = [];
      for await (const event of make(fake.url, 4 * unitMs).stream(ASK)) {
        if (event.type === "text") words.push(event.text);
        if (words.length === 1) await new Promise((resolve) => setTimeout(resolve, 10 * unitMs));
      }
      expect(words.join("")).toBe("one two three");
    });
  });

  it("stops at once, before the headers and amid the answer, and the server notices", async () => {
    for (const reply of [
      { text: TEXT, delayMs: 3000 },
      { text: TEXT, fault: { kind: "stall", after: 3 } as const },
    ]) {
      fake.next(reply);
      const stop = new AbortController();
      const answer = make().generate({ ...ASK, signal: stop.signal });
      const before = fake.asked.length;
      while (fake.asked.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
      setTimeout(() => stop.abort(new Error("enough")), 30);
      await expect(answer).rejects.toThrow("enough");
      await fake.asked.at(-1)!.abandoned;
    }
  });

  it("stops the server when its reader turns away", async () => {
    fake.next({ text: TEXT, fault: { kind: "stall", after: 6 } });
    for await (const event of make().stream(ASK)) if (event.type === "text") break;
    await expect(fake.asked.at(-1)!.abandoned).resolves.toBeUndefined();
  });

  it("shows no key in any message", async () => {
    fake.next({ fault: { kind: "status", status: 401, message: "Incorrect API key provided: sk-abcdefghijk1234." } });
    await expect(make().generate(ASK)).rejects.toThrow(/^(?!.*sk-abc)/);
  });
});

it("OpenAI's API: puts together calls whose arguments come by turns", async () => {
  const paths = ["a.ts", "b.ts", "c.ts"];
  fake.next({ toolCalls: paths.map((path) => ({ name: "read_file", arguments: { path } })), byTurns: true });
  const { tool_calls: calls } = await MAKERS["compatible"]!().generate(TOOLS);
  expect(calls!.map((call) => call.arguments)).toEqual(paths.map((path) => ({ path })));
});

it.each([0, undefined])("OpenAI's API: tells calls apart that all have the index %s", async (index) => {
  fake.next({ toolCalls: ["a.ts", "b.ts"].map((path) => ({ name: "read_file", arguments: { path } })), index });
  const { tool_calls: calls } = await MAKERS["compatible"]!().generate(TOOLS);
  expect(calls!.map((call) => call.arguments)).toEqual([{ path: "a.ts" }, { path: "b.ts" }]);
});

it.each(each.filter(([name]) => name !== "anthropic"))(
  "%s: estimates what the server does not count",
  async (_, make) => {
    fake.next({ text: TEXT, usage: false });
    const response = await make().generate(ASK);
    expect(response.usage_estimated).toBe(true);
    expect(response.completion_tokens).toBe(Math.ceil(Buffer.byteLength(TEXT) / 4));
  },
);

/** An address at which nobody listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
