import assert from "node:assert/strict";
// #region main
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { OCPAgent } from "ocp-http-headers";
import { ocp } from "ocp-http-headers/express";

// An API. One line tells it who asks and to what end; without that line it works as well, and ignores some headers.
const app = express();
app.use(express.json(), ocp());
app.post("/repos/:owner/:repo/issues", (req, res) => {
  req.ocp?.addRecentChange(`opened issue 89 in ${req.params.repo}`);
  res.status(201).json({ number: 89, title: req.body.title, helps_with: req.ocp?.current_goal });
});
const server = app.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

// An agent. Any OpenAPI document becomes tools: a path, a URL, or an object.
const agent = new OCPAgent({ agent_type: "ide_coding_assistant", user: "alice", workspace: "payment-service" });
await agent.registerAPI("github", "./fixtures/github.json", { auth: { token: "ghp_xxx" }, baseUrl: url });
agent.context.updateGoal("find out why refunds fail");

for (const tool of agent.searchTools("create issue")) console.log(`${tool.name}: ${tool.description}`);
const issue = await agent.callTool("issues/create", { owner: "acme", repo: "payment-service", title: "Refunds fail" });
console.log(issue.status, issue.data);
console.log(agent.context.recent_changes);
// #endregion main
server.close();
assert.deepEqual(issue.data, { number: 89, title: "Refunds fail", helps_with: "find out why refunds fail" });
assert.deepEqual(agent.context.recent_changes, ["opened issue 89 in payment-service"]);
assert.equal(agent.searchTools("create issue")[0]?.name, "issues/create");
