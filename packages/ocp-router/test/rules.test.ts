import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { collectEvents, EASY, HARD, startTwoVendors, type TwoVendors } from "./support/two-vendors.ts";

let two: TwoVendors;

beforeEach(async () => {
  two = await startTwoVendors();
});

afterEach(async () => {
  vi.useRealTimers();
  await two[Symbol.asyncDispose]();
});

/** No day ends, and no time passes but what is asked for. */
const NOON = Date.parse("2026-01-02T12:00:00Z");

describe("privacy rules", () => {
  const ENV = { OCP_PRIVATE_PATTERNS: "\\bAcme\\b\npatient \\d+", OCP_PRIVATE_PATHS: "secrets/**,*.pem" };

  it.each([
    "review security of ACME endpoints",
    "migrate the record of patient 4711",
    "refactor src/secrets/vault/keys.ts across all files",
    "is C:\\work\\secrets\\a.txt an architecture risk?",
    "why does `deploy/server.pem` deadlock in production",
  ])("keep a hard request here: %s", async (prompt) => {
    const result = await two.router(ENV).route(prompt, { force: "paid" });
    expect(result).toMatchObject({ route_to: "local", reason: "privacy" });
    expect(two.vendor.seen).toHaveLength(0);
  });

  it("look into what tools were asked and what they answered", async () => {
    for (const part of [
      { type: "tool_call" as const, id: "1", name: "read", arguments: { deep: [{ path: "secrets/a" }] } },
      { type: "tool_result" as const, tool_call_id: "1", content: [{ type: "text" as const, text: "Acme Inc." }] },
      { type: "vendor" as const, vendor: "anthropic", value: { type: "document", source: { data: "Acme" } } },
    ]) {
      const role = part.type === "tool_call" ? ("assistant" as const) : ("user" as const);
      const { reason } = await two.router(ENV).decide({
        messages: [
          { role, content: [part] },
          { role: "user", content: HARD },
        ],
      });
      expect(reason).toBe("privacy");
    }
  });

  it("hold under any fault", async () => {
    two.ollama.otherwise = { fault: { kind: "status", status: 500 } };
    await expect(two.router(ENV).route("review security of Acme")).rejects.toMatchObject({ code: "server_error" });
    expect(two.vendor.seen).toHaveLength(0);
  });

  it("let everything else go where it belongs", async () => {
    expect(await two.router(ENV).route(HARD)).toMatchObject({ route_to: "paid" });
    expect(await two.router(ENV).route(`${HARD}, see src/mysecrets/x.ts and a.pem.ts`)).toMatchObject({
      route_to: "paid",
    });
  });

  it("are refused at once when they are no expressions", () => {
    expect(() => two.config({ OCP_PRIVATE_PATTERNS: "(" })).toThrow('pattern "(" is no regular expression');
  });
});

describe("budgets", () => {
  beforeEach(() => void vi.setSystemTime(NOON));

  // One answer costs 20 × $3 + 8 × $15 for a million = $0.00018.
  it("stop spending for the day, and never stop the local model", async () => {
    const router = two.router({ OCP_BUDGET_DAY_USD: "0.0003" });
    expect(await router.route(HARD)).toMatchObject({ route_to: "paid", cost_usd: 0.00018 });
    expect(await router.route(HARD)).toMatchObject({ route_to: "paid" });
    expect(await router.route(HARD)).toMatchObject({ route_to: "local", reason: "budget" });
    expect(await router.route(EASY)).toMatchObject({ route_to: "local", reason: "score" });
    await expect(router.route(EASY, { force: "paid" })).rejects.toMatchObject({ code: "budget_exceeded" });
    two.ollama.otherwise = { fault: { kind: "status", status: 500 } };
    await expect(router.route(EASY)).rejects.toMatchObject({ code: "server_error" });
    expect(two.vendor.asked).toHaveLength(2);
  });

  it("count a stream like a whole answer", async () => {
    const router = two.router({ OCP_BUDGET_DAY_USD: "0.0003" });
    const { events } = await collectEvents(router.stream(HARD));
    expect(events.at(-1)).toMatchObject({ result: { cost_usd: 0.00018 } });
    await router.route(HARD);
    expect(await router.route(HARD)).toMatchObject({ reason: "budget" });
  });

  it("are kept by session, too", async () => {
    const router = two.router({ OCP_BUDGET_SESSION_USD: "0.0001" });
    await router.route(HARD, { session_id: "a" });
    expect(await router.route(HARD, { session_id: "a" })).toMatchObject({ reason: "budget", route_to: "local" });
    expect(await router.route(HARD, { session_id: "b" })).toMatchObject({ route_to: "paid" });
  });

  it("are not overrun by many requests at once", async () => {
    two.vendor.otherwise = { text: "From afar.", usage: { prompt: 20, completion: 8 }, delayMs: 100 };
    const router = two.router({ OCP_BUDGET_DAY_USD: "0.01" });
    const results = await Promise.all(Array.from({ length: 30 }, async () => router.route(HARD, { max_tokens: 500 })));
    // Each sets aside what 500 tokens would cost, so that the second wave finds nothing left.
    expect(results.filter(({ route_to: tier }) => tier === "paid").length).toBeLessThanOrEqual(2);
  });

  it("count what a broken stream has cost", async () => {
    two.vendor.next({ text: "word ".repeat(200), fault: { kind: "clean_end", after: 150 } });
    const router = two.router({ OCP_BUDGET_DAY_USD: "0.001" });
    await collectEvents(router.stream(HARD));
    expect(two.calls[0]!.cost_usd).toBeGreaterThan(0.001);
    expect(await router.route(HARD)).toMatchObject({ reason: "budget" });
  });

  it("need a price", () => {
    const env = { OCP_PAID_MODEL: "claude-unheard-of", OCP_BUDGET_DAY_USD: "1" };
    expect(() => two.router(env)).toThrow("needs the price of claude-unheard-of");
    const prices = '{"claude-unheard-of": {"input": 1, "output": 1}}';
    expect(() => two.router({ ...env, OCP_PRICES: prices })).not.toThrow();
  });
});

describe("a session", () => {
  it("stays with the paid model for a while, and is never held at the local one", async () => {
    vi.setSystemTime(NOON);
    const router = two.router({}, { sessions: { stayMs: 200 } });
    expect(await router.route(EASY, { session_id: "s" })).toMatchObject({ route_to: "local" });
    expect(await router.route(HARD, { session_id: "s" })).toMatchObject({ route_to: "paid", reason: "score" });
    expect(await router.route(EASY, { session_id: "s" })).toMatchObject({ route_to: "paid", reason: "session" });
    expect(await router.route(EASY, { session_id: "other" })).toMatchObject({ route_to: "local" });
    vi.setSystemTime(NOON + 199);
    expect(await router.route(EASY, { session_id: "s" })).toMatchObject({ route_to: "paid" });
    vi.setSystemTime(NOON + 600);
    expect(await router.route(EASY, { session_id: "s" })).toMatchObject({ route_to: "local" });
  });

  it("does not stay where only a fault took it", async () => {
    two.ollama.next(
      { fault: { kind: "status", status: 500 } },
      { fault: { kind: "status", status: 500 } },
      { fault: { kind: "status", status: 500 } },
    );
    const router = two.router({}, { breaker: { failures: 10 } });
    expect(await router.route(EASY, { session_id: "s" })).toMatchObject({ route_to: "paid" });
    expect(await router.route(EASY, { session_id: "s" })).toMatchObject({ route_to: "local" });
  });
});

describe("the cascade", () => {
  const check = ({ text }: { text: string }): boolean => !text.includes("I don't know");

  it("gives the local answer when it passes the check, even to a hard prompt", async () => {
    const router = two.router({}, { cascade: { check } });
    expect(await router.route(HARD)).toMatchObject({ route_to: "local", reason: "cascade", escalated: false });
    expect(two.vendor.asked).toHaveLength(0);
  });

  it("asks the paid model when it does not, and streams only one of the two", async () => {
    two.ollama.otherwise = { text: "I don't know." };
    const { events, text } = await collectEvents(two.router({}, { cascade: { check } }).stream(EASY));
    expect(text).toBe("From afar.");
    expect(events[0]).toMatchObject({ type: "start", route_to: "paid", escalated: true });
    expect(two.calls).toMatchObject([{ escalated: true, answered_by: "paid" }]);
  });

  it("gives a doubtful answer rather than none", async () => {
    two.ollama.otherwise = { text: "I don't know." };
    two.vendor.otherwise = { fault: { kind: "status", status: 401, type: "authentication_error" } };
    const result = await two.router({}, { cascade: { check } }).route(EASY);
    expect(result).toMatchObject({ text: "I don't know.", route_to: "local", fallback: { from: "paid" } });
  });

  it("leaves the hardest to the paid model at once, if told to", async () => {
    const router = two.router({}, { cascade: { check, upTo: 0.5 } });
    expect(await router.route(HARD)).toMatchObject({ route_to: "paid", reason: "score" });
    expect(await router.route(EASY)).toMatchObject({ route_to: "local", reason: "cascade" });
  });

  it("never escalates what must stay", async () => {
    two.ollama.otherwise = { text: "I don't know." };
    const router = two.router({}, { cascade: { check } });
    expect(await router.route(EASY, { local_only: true })).toMatchObject({
      text: "I don't know.",
      reason: "local_only",
    });
    expect(two.vendor.seen).toHaveLength(0);
  });
});
