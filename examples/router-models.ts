// Stands in for Ollama and for Anthropic, so that the examples of the router run anywhere.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

const server = createServer((request, response) => void answer(request, response));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { model, messages } = JSON.parse(await text(request)) as { model: string; messages: { content: unknown }[] };
  const asked = JSON.stringify(messages.at(-1)?.content);
  if (request.url === "/api/chat") {
    const content = asked.includes("CAP theorem") ? "I don't know." : "It checks the token of each request.";
    const line = { model, message: { role: "assistant", content }, done: true, done_reason: "stop" };
    response.end(`${JSON.stringify({ ...line, prompt_eval_count: 12, eval_count: 9 })}\n`);
    return;
  }
  const usage = { input_tokens: 20, output_tokens: 1 };
  const message = { id: "msg_1", type: "message", role: "assistant", model, content: [], usage };
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of [
    { type: "message_start", message },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Three endpoints " } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "take any token." } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 8 } },
    { type: "message_stop" },
  ])
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
}

/** Starts it, and sets the environment as a reader of the examples has it. */
export async function standInForModels(): Promise<void> {
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { OCP_OLLAMA_URL: url, ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "not a key" });
}
