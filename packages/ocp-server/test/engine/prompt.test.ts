import { join } from "node:path";
import type { GenerateRequest, ModelBackend } from "ocp-core";
import { countTokens } from "gpt-tokenizer/encoding/cl100k_base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openTestEngine, temporaryFolder } from "../support.ts";

const FILES = {
  "src/auth.ts":
    "/** Checks the password of a user. */\nexport function checkPassword(user: string): boolean {\n  return user !== '';\n}\n",
  "docs/money.md": "# Money\n\nAmounts are kept in cents.\n",
};

/** A model of the port's shape that answers with what it is told to. */
function scripted(answer: (request: GenerateRequest) => string | Error, { there = true } = {}) {
  const asked: GenerateRequest[] = [];
  const model: ModelBackend = {
    model: "scripted",
    available: async () => there,
    async generate(request) {
      asked.push(request);
      const text = answer(request);
      if (text instanceof Error) throw text;
      return { text, model: "scripted", prompt_tokens: 1, completion_tokens: 1, duration_ms: 1 };
    },
  };
  return { model, asked };
}

async function openPrompts(model?: ModelBackend) {
  const folder = await temporaryFolder(FILES);
  const engine = openTestEngine(join(folder.path, "ocp.db"), { openModel: async () => model });
  const { workspace_id } = await engine.call("workspace.register", { root_uri: folder.path });
  await engine.call("workspace.index", { workspace_id });
  return {
    engine,
    workspace_id,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe("prompt.prepare", () => {
  it("without a model puts the context in front of the prompt, and says why it was not rewritten", async () => {
    await using t = await openPrompts();
    const prompt = "Where is the password checked?";
    const prepared = await t.engine.call("prompt.prepare", { prompt, workspace_id: t.workspace_id });
    expect(prepared).toMatchObject({
      optimized: false,
      reason: "local_backend_unavailable",
      compression_ratio: 1,
      trace_id: expect.stringMatching(/^tr_/),
    });
    expect(prepared.optimized_prompt).toContain("[src/auth.ts:1-4]");
    expect(prepared.optimized_prompt.endsWith(`\n\n${prompt}`)).toBe(true);
    expect(prepared.original_tokens).toBe(countTokens(prepared.optimized_prompt));
    expect(prepared.optimized_tokens).toBe(prepared.original_tokens);
  });

  it("without a workspace has nothing to add", async () => {
    await using t = await openPrompts();
    expect((await t.engine.call("prompt.prepare", { prompt: "Say hello" })).optimized_prompt).toBe("Say hello");
  });

  it("adds the state of a session, which names its workspace", async () => {
    await using t = await openPrompts();
    const { session_id } = await t.engine.call("session.open", { workspace_id: t.workspace_id });
    const entry = { key: "decision", value: "use argon2", scope: "session" };
    await t.engine.call("state.set", { ...entry, workspace_id: t.workspace_id, session_id });
    const { optimized_prompt } = await t.engine.call("prompt.prepare", {
      prompt: "How are passwords hashed?",
      session_id,
    });
    expect(optimized_prompt).toContain("use argon2");
  });

  it("refuses a session that is closed, or of another workspace", async () => {
    await using t = await openPrompts();
    const other = await t.engine.call("workspace.register", { root_uri: "doc://other" });
    const { session_id } = await t.engine.call("session.open", { workspace_id: other.workspace_id });
    const ask = (ids: object) => t.engine.call("prompt.prepare", { prompt: "p", ...ids });
    await expect(ask({ session_id, workspace_id: t.workspace_id })).rejects.toMatchObject({
      code: "SESSION_NOT_FOUND",
    });
    await t.engine.call("session.close", { session_id });
    await expect(ask({ session_id })).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
    await expect(ask({ workspace_id: "ws_none" })).rejects.toMatchObject({ code: "WORKSPACE_NOT_FOUND" });
  });

  it("stays within the budget whatever it is, unless the prompt alone does not", async () => {
    await using t = await openPrompts();
    const prompt = "Where is the password of a user checked, and how are amounts of money kept?";
    const alone = countTokens(prompt);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (budget_tokens) => {
        const answer = await t.engine.call("prompt.prepare", { prompt, workspace_id: t.workspace_id, budget_tokens });
        expect(answer.optimized_tokens).toBeLessThanOrEqual(Math.max(alone, budget_tokens));
        expect(answer.optimized_prompt.endsWith(prompt)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("has a local model rewrite the whole, within the budget, for the model that is meant", async () => {
    const { model, asked } = scripted(() => "Name the file that checks passwords (src/auth.ts).");
    await using t = await openPrompts(model);
    const ask = { prompt: "Where is the password checked?", workspace_id: t.workspace_id, target_model: "gpt-x" };
    const prepared = await t.engine.call("prompt.prepare", ask);
    expect(prepared).toMatchObject({
      optimized: true,
      optimized_prompt: "Name the file that checks passwords (src/auth.ts).",
    });
    expect(prepared.reason).toBeUndefined();
    expect(prepared.optimized_tokens).toBeLessThan(prepared.original_tokens);
    expect(prepared.compression_ratio).toBeCloseTo(prepared.optimized_tokens / prepared.original_tokens);
    expect(asked[0]!.prompt).toContain("[src/auth.ts:1-4]");
    expect(asked[0]!.system).toContain("gpt-x");
  });

  it.each([
    ["nothing", "", "not_shorter"],
    ["more than was asked", "word ".repeat(2_000), "not_shorter"],
    ["an error", new Error("out of memory at /secret/path"), "local_backend_failed"],
  ])("keeps the prompt when the model answers with %s", async (_, answer, reason) => {
    const { model } = scripted(() => answer);
    await using t = await openPrompts(model);
    const prepared = await t.engine.call("prompt.prepare", {
      prompt: "Where are amounts kept?",
      workspace_id: t.workspace_id,
    });
    expect(prepared).toMatchObject({ optimized: false, reason, compression_ratio: 1 });
    expect(prepared.optimized_prompt).toContain("cents");
    expect(JSON.stringify(prepared)).not.toContain("/secret");
  });

  it("does not ask a model that is not there", async () => {
    const { model, asked } = scripted(() => "x", { there: false });
    await using t = await openPrompts(model);
    const prepared = await t.engine.call("prompt.prepare", { prompt: "A prompt of some words" });
    expect(prepared.reason).toBe("local_backend_unavailable");
    expect(asked).toEqual([]);
  });
});

describe("prompt.record_result", () => {
  it("records what came of a prompt, again and again", async () => {
    await using t = await openPrompts();
    const { trace_id } = await t.engine.call("prompt.prepare", { prompt: "p" });
    for (const result of ["done", { ok: true }, null])
      expect(await t.engine.call("prompt.record_result", { trace_id, result })).toEqual({ recorded: true, trace_id });
  });

  it("refuses an unknown trace, and a result that is too large", async () => {
    await using t = await openPrompts();
    const record = (trace_id: string, result: unknown) => t.engine.call("prompt.record_result", { trace_id, result });
    await expect(record("tr_none", 1)).rejects.toMatchObject({ code: "TRACE_NOT_FOUND" });
    const { trace_id } = await t.engine.call("prompt.prepare", { prompt: "p" });
    await expect(record(trace_id, "x".repeat(2 ** 20))).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  });

  it("goes with its workspace", async () => {
    await using t = await openPrompts();
    const { trace_id } = await t.engine.call("prompt.prepare", { prompt: "p", workspace_id: t.workspace_id });
    await t.engine.call("workspace.unregister", { workspace_id: t.workspace_id });
    await expect(t.engine.call("prompt.record_result", { trace_id, result: 1 })).rejects.toMatchObject({
      code: "TRACE_NOT_FOUND",
    });
  });
});
