// A model server that answers at once, so that only what stands before it takes time. Speaks Ollama's /api/chat.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const WORDS = 50;

const server = createServer((request, response) => {
  request.resume().on("end", () => {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    for (let word = 0; word < WORDS; word++) {
      const message = { role: "assistant", content: `word${word} ` };
      response.write(`${JSON.stringify({ model: "llama3.2", message, done: false })}\n`);
    }
    const last = { model: "llama3.2", message: { role: "assistant", content: "" }, done: true, done_reason: "stop" };
    response.end(`${JSON.stringify({ ...last, prompt_eval_count: 20, eval_count: WORDS })}\n`);
  });
});

server.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
