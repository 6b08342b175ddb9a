import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const server = createServer((_request, response) => {
  response.writeHead(201, { "content-type": "application/json" }).end('{"number": 89, "title": "Refunds fail"}');
}).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

// #region model
import { OCPAgent, toOpenAITools } from "ocp-http-headers";

const agent = new OCPAgent({ user: "alice" });
await agent.registerAPI("github", "./fixtures/github.json", { baseUrl: url });

const tools = toOpenAITools(agent.searchTools("open an issue", { limit: 5 })); // or toAnthropicTools, toMcpTools
console.log(tools.map(({ name }) => name)); // names that every model host accepts

// What a model answers with: the name of a tool, and arguments as JSON.
const call = { name: "issues_create", arguments: '{"owner": "acme", "repo": "shop", "title": "Refunds fail"}' };
const { data } = await agent.callTool(call.name, JSON.parse(call.arguments));
console.log(data);
// #endregion model
assert.deepEqual(data, { number: 89, title: "Refunds fail" });
assert.ok(tools.some(({ name }) => name === "issues_create"));
const wrong = agent.callTool("issues_create", { owner: "acme", repo: "shop", title: 5 });
await assert.rejects(wrong, { code: "INVALID_ARGUMENTS" });
server.close();
