import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeRouter, type MakeRouterOptions } from "../src/factory.ts";
import { parseConfig } from "../src/config.ts";
import type { OCPRouter } from "../src/router.ts";
import { startFakeVendor, type FakeVendor } from "./fake-vendor/server.ts";

let ollama: FakeVendor;
let vendor: FakeVendor;

beforeEach(async () => {
  [ollama, vendor] = await Promise.all([startFakeVendor(), startFakeVendor()]);
  ollama.otherwise = { text: "It checks who you are.", usage: { prompt: 11, completion: 6 } };
  vendor.otherwise = { text: "Three of them are open.", usage: { prompt: 20, completion: 8 } };
});

afterEach(async () => {
  await Promise.all([ollama[Symbol.asyncDispose](), vendor[Symbol.asyncDispose]()]);
});

function routerFor(env: Record<string, string> = {}, options: MakeRouterOptions = {}): OCPRouter {
  const config = parseConfig({
    cwd: "/",
    env: {
      OCP_OLLAMA_URL: ollama.url,
      ANTHROPIC_BASE_URL: vendor.url,
      OPENAI_BASE_URL: `${vendor.url}/v1`,
      ANTHROPIC_API_KEY: "test",
      OPENAI_API_KEY: "test",
      ...env,
    },
  });
  return makeRouter({ config, retry: { firstPauseMs: 1 }, ...options });
}

const EASY = "explain the auth middleware";
const HARD = "review security vulnerabilities across all endpoints";

describe("route", () => {
  it("answers an easy prompt by the local model and says why", async () => {
    const result = await routerFor().route(EASY);
    expect(result).toMatchObject({
      text: "It checks who you are.",
      route_to: "local",
      model: "llama3.2",
      prompt_tokens: 11,
      completion_tokens: 6,
      reason: "score",
      cost_usd: 0,
      classify: { complexity_score: 0, route_to: "local" },
    });
    expect(vendor.asked).toHaveLength(0);
  });

  it.each(["anthropic", "openai"])("answers a hard prompt by the paid model of %s", async (backend) => {
    const result = await routerFor({ OCP_PAID_BACKEND: backend }).route(HARD);
    expect(result).toMatchObject({
      text: "Three of them are open.",
      route_to: "paid",
      prompt_tokens: 20,
      completion_tokens: 8,
      classify: { complexity_score: 0.55, signals: ["security-sensitive"] },
    });
    expect(result.cost_usd).toBeGreaterThan(0);
    expect(ollama.asked).toHaveLength(0);
  });
});
