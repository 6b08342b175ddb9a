import { spawn } from "node:child_process";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { OllamaBackend } from "../src/backends/ollama.ts";
import { startFakeVendor, type FakeVendor } from "./fake-vendor/server.ts";

let fake: FakeVendor;

beforeEach(async () => {
  fake = await startFakeVendor();
});

afterEach(async () => fake[Symbol.asyncDispose]());

const windowOf = (index: number): unknown => (fake.asked[index]!.body["options"] as { num_ctx?: number }).num_ctx;

it("asks for a window that holds the prompt and the answer, and never for a smaller one again", async () => {
  const backend = new OllamaBackend({ url: fake.url });
  await backend.generate({ prompt: "short" });
  expect(windowOf(0)).toBeUndefined();
  // 40,000 bytes are about 10,000 tokens, of which Ollama's own window would keep 4,096 without a word.
  const { prompt_tokens: read } = await backend.generate({ prompt: "word ".repeat(8000) });
  expect(windowOf(1)).toBe(16_384);
  expect(read).toBe(10_000);
  await backend.generate({ prompt: "short" });
  expect(windowOf(2)).toBe(16_384);
});

it("refuses a prompt that no window holds, instead of losing its beginning", async () => {
  fake.show = { capabilities: ["completion"], contextLength: 8192 };
  const backend = new OllamaBackend({ url: fake.url });
  await expect(backend.generate({ prompt: "word ".repeat(8000) })).rejects.toMatchObject({ code: "context_too_long" });
  expect(fake.asked).toHaveLength(0);
});

it("offers only the tool that must be called, and none that must not", async () => {
  const tools = ["look", "list"].map((name) => ({ name, input_schema: { type: "object" } }));
  const backend = new OllamaBackend({ url: fake.url });
  for (const choice of ["auto", { name: "list" }, "none"] as const)
    await backend.generate({ prompt: "x", tools, tool_choice: choice });
  const offered = fake.asked.map(({ body }) => (body["tools"] as unknown[] | undefined)?.length);
  expect(offered).toEqual([2, 1, undefined]);
});

it("knows a model by its name with and without the tag", async () => {
  fake.models = ["llama3.2:latest", "qwen3:4b"];
  const available = async (model: string): Promise<boolean> => new OllamaBackend({ url: fake.url, model }).available();
  expect(await available("llama3.2")).toBe(true);
  expect(await available("qwen3:4b")).toBe(true);
  expect(await available("qwen3")).toBe(false);
  expect(await new OllamaBackend({ url: "http://127.0.0.1:9" }).available()).toBe(false);
});

it("writes nothing on standard output, whatever the server answers", async () => {
  const said = [vi.spyOn(console, "log"), vi.spyOn(console, "warn"), vi.spyOn(process.stdout, "write")];
  const backend = new OllamaBackend({ url: fake.url });
  for (const body of ["<html>", "not JSON", ""]) {
    fake.next({ fault: { kind: "status", status: 500, body } });
    await expect(backend.generate({ prompt: "x" })).rejects.toMatchObject({ code: "server_error" });
  }
  fake.next({ text: "x", fault: { kind: "malformed", after: 0 } });
  await expect(backend.generate({ prompt: "x" })).rejects.toMatchObject({ code: "malformed" });
  for (const spy of said) expect(spy).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

it("needs no vendor's package to be imported", async () => {
  const program = `
    import { registerHooks } from "node:module";
    registerHooks({ resolve(specifier, context, next) {
      if (/^(ollama|openai|@anthropic-ai|@opentelemetry)/.test(specifier)) throw Object.assign(new Error("gone"), { code: "ERR_MODULE_NOT_FOUND" });
      return next(specifier, context);
    } });
    const { makeRouter } = await import(${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)});
    const router = makeRouter();
    console.log((await router.route("explain the auth middleware")).text);
    await router.route("hi", { force: "paid" }).catch((error) => console.log(error.message));
  `;
  await expectProgram(program);
});

async function expectProgram(program: string): Promise<void> {
  fake.otherwise = { text: "Without them." };
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    env: { PATH: process.env["PATH"], OCP_OLLAMA_URL: fake.url, ANTHROPIC_API_KEY: "k" },
  });
  let out = "";
  for await (const part of child.stdout) out += String(part);
  expect(out.trim().split("\n")).toEqual([
    "Without them.",
    "The package @anthropic-ai/sdk is not installed. Install it: npm install @anthropic-ai/sdk",
  ]);
}
