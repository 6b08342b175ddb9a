import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support.ts";
import { spawnServer, startServer } from "./support.ts";

/** As much of Ollama's API as one answer takes; it is given once `ready` is. */
async function startOllama(answer: string, ready: Promise<void> = Promise.resolve()) {
  const asked: string[] = [];
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const part of request) body += String(part);
    asked.push(`${request.url} ${body}`);
    if (request.url === "/api/tags") response.end(JSON.stringify({ models: [{ name: "tiny:latest" }] }));
    else if (request.url === "/api/show")
      response.end(JSON.stringify({ capabilities: ["completion"], model_info: { "tiny.context_length": 8192 } }));
    else if (request.url === "/api/chat") {
      const said = { model: "tiny", created_at: "2026-01-01T00:00:00Z" };
      await ready;
      const piece = { ...said, message: { role: "assistant", content: answer }, done: false };
      const counts = { prompt_eval_count: 9, eval_count: 3, done: true, done_reason: "stop" };
      response.write(`${JSON.stringify(piece)}\n`);
      response.end(`${JSON.stringify({ ...said, message: { role: "assistant", content: "" }, ...counts })}\n`);
    } else response.writeHead(404).end();
  }
  const server = createServer((request, response) => void serve(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("prompt tools over stdio", () => {
  it("rewrite by the model that OCP_LOCAL_MODEL and OCP_OLLAMA_URL name", async () => {
    await using ollama = await startOllama("Find checkPassword.");
    await using folder = await temporaryFolder({
      "root/auth.md": "# Passwords\n\nThey are checked by checkPassword.\n",
    });
    const env = { OCP_LOCAL_MODEL: "tiny", OCP_OLLAMA_URL: ollama.url };
    await using server = await startServer(join(folder.path, "ocp.db"), { env });
    const { workspace_id } = await server.call("workspace.register", { root_uri: join(folder.path, "root") });
    await server.call("workspace.index", { workspace_id });
    const prepared = await server.call("prompt.prepare", { prompt: "Which function checks passwords?", workspace_id });
    expect(prepared).toMatchObject({ optimized: true, optimized_prompt: "Find checkPassword." });
    expect(ollama.asked.some((line) => line.startsWith("/api/chat") && line.includes("[auth.md:1-3]"))).toBe(true);
    const { trace_id } = prepared;
    expect(await server.call("prompt.record_result", { trace_id, result: "ok" })).toEqual({ recorded: true, trace_id });
  });

  it("are answered though the model takes a while and nothing more is asked, but no poll is waited for", async () => {
    const ready = Promise.withResolvers<void>();
    await using ollama = await startOllama("Hello.", ready.promise);
    await using folder = await temporaryFolder();
    const env = { OCP_LOCAL_MODEL: "tiny", OCP_OLLAMA_URL: ollama.url };
    const server = spawnServer(join(folder.path, "ocp.db"), env);
    const clientInfo = { name: "t", version: "1" };
    server.send({
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo },
    });
    const call = (id: number, name: string, input: object) =>
      server.send({ id, method: "tools/call", params: { name, arguments: input } });
    const answerTo = async (wanted: number): Promise<Record<string, string>> => {
      const { result } = await server.receive(({ id }) => id === wanted);
      return (result as { structuredContent: Record<string, string> }).structuredContent;
    };
    call(2, "workspace.register", { root_uri: "doc://x" });
    const { workspace_id } = await answerTo(2);
    call(3, "events.subscribe", { workspace_id });
    const { subscription_id } = await answerTo(3);
    call(4, "events.poll", { subscription_id, wait_ms: 25_000 });
    call(5, "prompt.prepare", { prompt: "Say hello" });
    await expect.poll(() => ollama.asked.some((line) => line.startsWith("/api/chat"))).toBe(true);
    server.child.stdin!.end();
    await sleep(1_000);
    ready.resolve();
    await server.exited;
    const answered = server.lines.map(({ id }) => id);
    expect(answered).toContain(5);
    expect(answered).not.toContain(4);
  });

  it("answer without a rewrite where nobody listens at that address", async () => {
    await using folder = await temporaryFolder();
    const env = { OCP_LOCAL_MODEL: "tiny", OCP_OLLAMA_URL: "http://127.0.0.1:9" };
    await using server = await startServer(join(folder.path, "ocp.db"), { env });
    expect(await server.call("prompt.prepare", { prompt: "Say hello" })).toMatchObject({
      optimized: false,
      optimized_prompt: "Say hello",
      reason: "local_backend_unavailable",
    });
  });
});
