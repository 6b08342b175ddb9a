import type { ModelBackend } from "ocp-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ModelError } from "../src/errors.ts";
import { make_router, makeRouter } from "../src/index.ts";
import { collectEvents, EASY, HARD, startTwoVendors, type TwoVendors } from "./support/two-vendors.ts";
import type { Fault, Reply } from "./fake-vendor/script.ts";

let two: TwoVendors;

beforeEach(async () => {
  two = await startTwoVendors();
});

afterEach(async () => {
  vi.useRealTimers();
  await two[Symbol.asyncDispose]();
});

const fail = (status: number, more: object = {}): Reply => ({ fault: { kind: "status", status, ...more } });

describe("route", () => {
  it("answers an easy prompt by the local model and says why", async () => {
    expect(await two.router().route(EASY)).toMatchObject({
      text: "From here.",
      route_to: "local",
      model: "llama3.2",
      prompt_tokens: 11,
      completion_tokens: 6,
      reason: "score",
      cost_usd: 0,
      saved_usd: 0.000123,
      classify: { complexity_score: 0, route_to: "local" },
      fallback: null,
    });
    expect(two.vendor.asked).toHaveLength(0);
  });

  it.each(["anthropic", "openai"])("answers a hard prompt by the paid model of %s", async (backend) => {
    const result = await two.router({ OCP_PAID_BACKEND: backend }).route(HARD);
    expect(result).toMatchObject({
      text: "From afar.",
      route_to: "paid",
      prompt_tokens: 20,
      completion_tokens: 8,
      classify: { complexity_score: 0.55, signals: ["security-sensitive"] },
    });
    expect(result.cost_usd).toBe(backend === "anthropic" ? 0.00018 : 0.0000078);
    expect(two.ollama.asked).toHaveLength(0);
  });

  it("tells OpenAI's models that think neither max_tokens nor a temperature, which they refuse", async () => {
    const env = { OCP_PAID_BACKEND: "openai", OCP_PAID_MODEL: "gpt-6-sol" };
    await two.router(env).route(HARD, { max_tokens: 99, temperature: 0.2 });
    expect(two.vendor.asked[0]!.body).toMatchObject({ max_completion_tokens: 99 });
    expect(two.ollama.asked).toHaveLength(0);
    await two.router({ OCP_PAID_BACKEND: "openai" }).route(HARD, { temperature: 0.2 });
    expect(two.vendor.asked[1]!.body["temperature"]).toBe(0.2);
    await two.router({ OCP_PAID_BACKEND: "openai" }).route(HARD);
    expect(two.vendor.asked[2]!.body).not.toHaveProperty("temperature");
  });

  it("uses any server with OpenAI's API as the local model", async () => {
    const result = await two
      .router({ OCP_LOCAL_BACKEND: "openai", OCP_LOCAL_MODEL: "qwen" })
      .route(EASY, { max_tokens: 9 });
    expect(result).toMatchObject({ text: "From here.", model: "qwen", route_to: "local" });
    expect(two.ollama.asked[0]).toMatchObject({ path: "/v1/chat/completions", body: { max_tokens: 9 } });
  });

  it("uses any object with a model, available and generate", async () => {
    const local: ModelBackend = {
      model: "mine",
      available: async () => true,
      generate: async ({ prompt }) => ({
        text: `You said: ${prompt}`,
        model: "mine",
        prompt_tokens: 1,
        completion_tokens: 1,
        duration_ms: 1,
      }),
    };
    const router = two.router({}, { local });
    expect((await router.route(EASY)).text).toBe(`You said: ${EASY}`);
    const { events, text } = await collectEvents(router.stream(EASY));
    expect(text).toBe(`You said: ${EASY}`);
    expect(events.map(({ type }) => type)).toEqual(["start", "text", "done"]);
    expect(await router.localAvailable()).toBe(true);
  });

  it("is made under both of its names", () => {
    expect(make_router).toBe(makeRouter);
  });

  it("obeys a tier that the caller forces, and then stays there", async () => {
    expect(await two.router().route(EASY, { force: "paid" })).toMatchObject({ route_to: "paid", reason: "forced" });
    expect(await two.router().route(HARD, { force: "local" })).toMatchObject({ route_to: "local", reason: "forced" });
    two.vendor.otherwise = fail(500);
    await expect(two.router().route(EASY, { force: "paid" })).rejects.toMatchObject({ code: "server_error" });
    expect(two.ollama.asked).toHaveLength(1);
  });

  it("passes tools, system text and conversations to whichever model answers", async () => {
    const request = {
      system: "Be short.",
      messages: [{ role: "user" as const, content: EASY }],
      tools: [{ name: "look", input_schema: { type: "object" } }],
      tool_choice: "auto" as const,
      temperature: 0.3,
    };
    await two.router().route(request);
    await two.router().route({ ...request, force: "paid" });
    expect(two.ollama.asked[0]!.body).toMatchObject({
      messages: [{ role: "system", content: "Be short." }, { role: "user" }],
      tools: [{ function: { name: "look" } }],
      options: { temperature: 0.3 },
    });
    expect(two.vendor.asked[0]!.body).toMatchObject({ system: [{ text: "Be short." }], tools: [{ name: "look" }] });
    // API version 2026-10-21 answers 400 to it.
    expect(two.vendor.asked[0]!.body).not.toHaveProperty("temperature");
  });

  it("passes pictures through", async () => {
    two.ollama.show = { capabilities: ["completion", "vision"], contextLength: 8192 };
    const image = { type: "image" as const, data: "aGk=", media_type: "image/png" };
    const messages = [{ role: "user" as const, content: [{ type: "text" as const, text: "what is this" }, image] }];
    for (const force of ["local", "paid"] as const) await two.router().route({ messages, force });
    await two.router({ OCP_PAID_BACKEND: "openai" }).route({ messages, force: "paid" });
    expect(two.ollama.asked[0]!.body["messages"]).toMatchObject([{ images: ["aGk="] }]);
    const [anthropic, openai] = two.vendor.asked.map(
      ({ body }) => (body["messages"] as { content: unknown[] }[])[0]!.content[1],
    );
    expect(anthropic).toEqual({ type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } });
    expect(openai).toEqual({ type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } });
  });

  it("takes a picture to the paid model when the local one cannot see", async () => {
    const image = { type: "image" as const, data: "aGk=", media_type: "image/png" };
    const result = await two.router().route({ messages: [{ role: "user", content: [image] }] });
    expect(result).toMatchObject({ route_to: "paid", fallback: { from: "local", code: "unsupported" } });
  });

  it("stops when it is told to, and records that", async () => {
    two.ollama.otherwise = { text: "Never.", delayMs: 5000 };
    const stop = new AbortController();
    const answer = two.router().route(EASY, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 50);
    await expect(answer).rejects.toThrow("enough");
    expect(two.calls).toMatchObject([{ outcome: "aborted", cost_usd: 0 }]);
    expect(two.vendor.asked).toHaveLength(0);
  });
});

describe("a fault before the first word", () => {
  const FAULTS: [string, Reply][] = [
    ["404", fail(404, { type: "not_found_error" })],
    ["401", fail(401, { type: "authentication_error" })],
    ["429 for an hour", fail(429, { headers: { "retry-after": "3600" } })],
    ["500", fail(500, { body: "<html>" })],
    ["529", fail(529, { type: "overloaded_error" })],
    ["context too long", fail(400, { message: "maximum context length exceeded" })],
    ["a cut connection", { text: "x", fault: { kind: "cut", bytes: 0 } }],
    ["a clean end", { text: "x", fault: { kind: "clean_end", after: 0 } }],
    ["an error in the stream", { text: "x", fault: { kind: "error_event", after: 0 } }],
    ["a line that is not JSON", { text: "x", fault: { kind: "malformed", after: 0 } }],
    ["an empty answer", { text: "" }],
  ];

  it.each(FAULTS)("of the local model, %s, moves to the paid one, once", async (_, reply) => {
    two.ollama.otherwise = reply;
    const result = await two.router().route(EASY);
    expect(result).toMatchObject({ text: "From afar.", route_to: "paid", fallback: { from: "local" } });
    expect(result.classify.route_to).toBe("local");
    expect(two.calls).toMatchObject([{ route_to: "local", answered_by: "paid", outcome: "ok" }]);
  });

  it.each(FAULTS)("of the paid model, %s, moves to the local one, once", async (_, reply) => {
    two.vendor.otherwise = reply;
    const { events, text } = await collectEvents(two.router().stream(HARD));
    expect(text).toBe("From here.");
    expect(events[0]).toMatchObject({ type: "start", route_to: "local", fallback: { from: "paid" } });
    expect(events.at(-1)).toMatchObject({ result: { cost_usd: 0 } });
  });

  it.each(FAULTS)("never takes a local_only request away: %s", async (_, reply) => {
    two.ollama.otherwise = reply;
    await expect(two.router().route(HARD, { local_only: true })).rejects.toBeInstanceOf(ModelError);
    expect(two.vendor.seen).toHaveLength(0);
  });

  it("tells both faults when both models fail", async () => {
    two.ollama.otherwise = fail(404);
    two.vendor.otherwise = fail(401, { type: "authentication_error", message: "bad key" });
    const answer = two.router().route(EASY);
    await expect(answer).rejects.toMatchObject({
      code: "unauthorised",
      message: expect.stringMatching(/bad key.*Before that, the local model failed.*ollama pull llama3.2/s),
    });
    expect(two.vendor.asked).toHaveLength(1);
  });

  it("stays where it is when the request itself is wrong", async () => {
    two.ollama.otherwise = fail(400, { message: "invalid option", type: "invalid_request_error" });
    await expect(two.router().route(EASY)).rejects.toMatchObject({ code: "bad_request" });
    expect(two.vendor.asked).toHaveLength(0);
  });

  it.each([
    ["to_local", EASY, "ollama", "vendor"],
    ["to_paid", HARD, "vendor", "ollama"],
    ["none", EASY, "ollama", "vendor"],
  ] as const)("stays where it is when the rule %s says so", async (rule, prompt, failing, other) => {
    two[failing].otherwise = fail(500);
    await expect(two.router({ OCP_ROUTE_FALLBACK: rule }).route(prompt)).rejects.toMatchObject({
      code: "server_error",
    });
    expect(two[other].asked).toHaveLength(0);
  });

  it("works without a key as long as the local model answers", async () => {
    const router = two.router({ ANTHROPIC_API_KEY: "" });
    expect(await router.route(HARD)).toMatchObject({ route_to: "local", fallback: { code: "missing_key" } });
    expect(await router.paidAvailable()).toBe(false);
    await expect(router.route(HARD, { force: "paid" })).rejects.toThrow("Set ANTHROPIC_API_KEY");
  });
});

describe("a fault after the first word", () => {
  it.each<[string, Fault]>([
    ["a cut connection", { kind: "cut", bytes: 900 }],
    ["a clean end", { kind: "clean_end", after: 5 }],
    ["an error in the stream", { kind: "error_event", after: 5 }],
    ["a line that is not JSON", { kind: "malformed", after: 5 }],
  ])("surfaces with the words so far: %s", async (_, fault) => {
    for (const [prompt, broken] of [
      [EASY, two.ollama],
      [HARD, two.vendor],
    ] as const) {
      broken.next({ text: "one two three four five six seven eight nine ten", fault });
      const { events, error, text } = await collectEvents(two.router().stream(prompt));
      expect(events[0]!.type).toBe("start");
      expect(text).toMatch(/^one/);
      expect(error).toMatchObject({ partialText: text });
    }
    expect([two.ollama.asked.length, two.vendor.asked.length]).toEqual([1, 1]);
    const [local, paid] = two.calls;
    expect(local).toMatchObject({ outcome: "error", answered_by: null, cost_usd: 0 });
    expect(paid!.cost_usd).toBeGreaterThan(0);
  });
});

describe("retries", () => {
  it("happen here and not in the vendors' clients", async () => {
    two.vendor.next(fail(500), fail(529, { type: "overloaded_error" }));
    expect(await two.router().route(HARD)).toMatchObject({ route_to: "paid", fallback: null });
    expect(two.vendor.asked).toHaveLength(3);
    two.vendor.otherwise = fail(500);
    await two.router({}, { retry: { attempts: 1 } }).route(HARD);
    expect(two.vendor.asked).toHaveLength(4);
  });

  it("wait as long as the server asks", async () => {
    two.vendor.next(fail(429, { headers: { "retry-after-ms": "300" } }));
    const before = performance.now();
    expect(await two.router().route(HARD)).toMatchObject({ route_to: "paid" });
    expect(performance.now() - before).toBeGreaterThanOrEqual(295);
  });

  it("do not wait an hour, and remember that the server asked for it", async () => {
    two.vendor.next(fail(429, { headers: { "retry-after": "3600" } }));
    const router = two.router();
    expect(await router.route(HARD)).toMatchObject({ route_to: "local", fallback: { code: "rate_limited" } });
    expect(await router.route(HARD)).toMatchObject({ route_to: "local", fallback: { code: "circuit_open" } });
    expect(two.vendor.asked).toHaveLength(1);
    const refused = router.route(HARD, { force: "paid" });
    await expect(refused).rejects.toMatchObject({ code: "circuit_open", retryAfterMs: expect.any(Number) });
  });

  it("never repeat words that were already given", async () => {
    two.vendor.next({ text: "one two three", fault: { kind: "error_event", after: 5 } });
    await collectEvents(two.router().stream(HARD));
    expect(two.vendor.asked).toHaveLength(1);
  });
});

it("leaves a model alone that keeps failing, and tries it again later", async () => {
  const now = Date.now();
  vi.setSystemTime(now);
  two.ollama.otherwise = fail(500);
  const router = two.router({}, { breaker: { failures: 3, cooldownMs: 150 } });
  await router.route(EASY);
  expect(router.breakerState("local")).toBe("open");
  const asked = two.ollama.asked.length;
  expect(await router.route(EASY)).toMatchObject({ fallback: { code: "circuit_open" } });
  expect(two.ollama.asked).toHaveLength(asked);
  two.ollama.otherwise = { text: "Back." };
  vi.setSystemTime(now + 150);
  expect(await router.route(EASY)).toMatchObject({ text: "Back.", fallback: null });
  expect(router.breakerState("local")).toBe("closed");
});

it("is not confused by many requests at once", async () => {
  const router = two.router();
  const results = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => router.route(index % 2 === 0 ? EASY : HARD)),
  );
  expect(results.map(({ route_to: tier }) => tier)).toEqual(
    results.map((_, index) => (index % 2 === 0 ? "local" : "paid")),
  );
  expect(new Set(results.map(({ trace_id: id }) => id)).size).toBe(40);
});
