// Against a real Ollama, for who has one: OCP_ROUTER_E2E_OLLAMA_URL=http://localhost:11434 pnpm exec vitest run e2e/ollama
// The model is OCP_ROUTER_E2E_OLLAMA_MODEL, else the first that is there.
import { beforeAll, describe, expect, it } from "vitest";
import { makeRouter, OllamaBackend, type OCPRouter } from "../../src/index.ts";
import { collectEvents } from "../support/two-vendors.ts";

const url = process.env["OCP_ROUTER_E2E_OLLAMA_URL"] ?? "";
if (url === "") console.warn("Nothing is asked of a real Ollama: OCP_ROUTER_E2E_OLLAMA_URL is not set.");

describe.skipIf(url === "")("a real Ollama", () => {
  let backend: OllamaBackend;
  let router: OCPRouter;

  beforeAll(async () => {
    const [first] = await new OllamaBackend({ url }).models();
    const model = process.env["OCP_ROUTER_E2E_OLLAMA_MODEL"] ?? first;
    if (model === undefined) throw new Error(`Ollama at ${url} has no model. Get one: ollama pull llama3.2`);
    backend = new OllamaBackend({ url, model, timeoutMs: 300_000 });
    router = makeRouter({ local: backend, retry: { attempts: 1 } });
  });

  it("answers, counts its tokens, and costs nothing", { timeout: 300_000 }, async () => {
    const result = await router.route({ prompt: "Name a colour.", max_tokens: 24, local_only: true });
    expect(result).toMatchObject({ route_to: "local", reason: "local_only", fallback: null, cost_usd: 0 });
    expect(result.text + (result.reasoning ?? []).map(({ text }) => text).join("")).not.toBe("");
    expect(result.usage_estimated).toBeUndefined();
    expect(result.prompt_tokens).toBeGreaterThan(0);
    expect(result.completion_tokens).toBeGreaterThan(0);
  });

  it("streams the words that it ends with, and stops when asked for no more tokens", { timeout: 300_000 }, async () => {
    const { events, error, text } = await collectEvents(
      router.stream({ prompt: "Count from one to a thousand.", max_tokens: 12, local_only: true }),
    );
    expect(error).toBeUndefined();
    expect(events[0]).toMatchObject({ type: "start", route_to: "local", model: backend.model });
    expect(events.at(-1)).toMatchObject({ type: "done", result: { text, finish_reason: "length" } });
  });

  it("stops in the middle of an answer", { timeout: 300_000 }, async () => {
    const stop = new AbortController();
    const stream = router.stream({ prompt: "Tell a long story.", local_only: true, signal: stop.signal });
    await expect(
      (async () => {
        for await (const event of stream) if (event.type !== "start") stop.abort(new Error("enough"));
      })(),
    ).rejects.toThrow("enough");
  });

  it("says which model is missing, and how to get it", async () => {
    const missing = new OllamaBackend({ url, model: "ocp-router-no-such-model" });
    expect(await missing.available()).toBe(false);
    await expect(missing.generate({ prompt: "x" })).rejects.toThrow("ollama pull ocp-router-no-such-model");
  });
});
