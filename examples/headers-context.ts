import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
// #region context
import { AgentContext, createContextFetch, parseContext } from "ocp-http-headers";

const context = new AgentContext({ agent_type: "ide_coding_assistant", user: "Zoë", workspace: "payment-service" });
context.updateGoal("debug_deployment_failure", "Deployments fail since Monday");
context.setErrorContext("permission denied", "deployment.py");
context.addRecentChange("Modified deployment.py").accumulate("repos", ["payment-service"]);

const headers = context.toHeaders(); // printable ASCII, at most 12 KB, no credentials
const received = parseContext(headers); // null when there is nothing to read; never throws
const faulty = parseContext({ ...headers, "OCP-Session": "gzip:broken" }, { strict: true });
console.log(received?.user, received?.current_goal, faulty.reason);
// #endregion context
assert.deepEqual(received?.toJSON(), context.toJSON());
assert.equal(faulty.reason, "session_not_gzip");

const server = createServer((request, response) => {
  const theirs = parseContext(request);
  theirs?.updateGoal("fix_permissions");
  response.writeHead(200, theirs?.toHeaders()).end("[]");
}).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/runs`;

// #region fetch
const send = createContextFetch(context); // a `fetch` that carries the context, and learns from answers
const response = await send(url);
console.log(response.status, context.current_goal);
// #endregion fetch
assert.equal(context.current_goal, "fix_permissions");
server.close();

const folder = mkdtempSync(join(tmpdir(), "ocp-example-"));
// #region storage
import { openFileStore } from "ocp-http-headers/storage";

const store = openFileStore(join(folder, "contexts"));
await store.save(context);
const restored = await store.load(context.context_id);
console.log(restored?.context_summary, await store.list());
// #endregion storage
rmSync(folder, { recursive: true });
assert.equal(restored?.current_goal, "fix_permissions");
