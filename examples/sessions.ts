import assert from "node:assert/strict";
import { OcpClient, type Handoff } from "ocp-client";
import { copyOfShop } from "./shop.ts";

const folder = copyOfShop();
await using client = await OcpClient.stdio(["ocp-server"]);
const { workspace_id } = await client.workspace.register({ root_uri: folder });

// #region open
const { session_id } = await client.session.open({ workspace_id, session_id: "release-2", ttl_seconds: 3600 });
await client.state.set({ key: "plan", value: ["test", "deploy"], scope: "session", workspace_id, session_id });
// #endregion open

// #region handoff
const { handoff_id } = await client.session.handoff({
  session_id,
  from_agent: "planner",
  to_agent: "executor",
  message: { task: "deploy to staging", approved: true },
});
// #endregion handoff

// #region inbox
const { entries } = await client.state.list({ prefix: "handoff.", scope: "agent", agent_id: "executor" });
for (const { key, value } of entries) {
  const { from_agent, message } = value as Handoff;
  console.log(`${from_agent} says ${JSON.stringify(message)}`);
  await client.state.delete({ key, scope: "agent", agent_id: "executor" });
}
// #endregion inbox
assert.deepEqual(
  entries.map(({ key }) => key),
  [`handoff.${handoff_id}`],
);

// #region checkpoint
const { checkpoint_id } = await client.session.checkpoint({ session_id, label: "before the deployment" });
// #endregion checkpoint

// #region close
await client.session.close({ session_id });
// #endregion close

// #region restore
const restored = await client.session.restore({ checkpoint_id });
const plan = await client.state.get({ key: "plan", scope: "session", workspace_id, session_id: restored.session_id });
console.log(plan.entry?.value); // [ 'test', 'deploy' ]
// #endregion restore
assert.notEqual(restored.session_id, session_id);
assert.deepEqual(plan.entry?.value, ["test", "deploy"]);

// #region list
const { sessions } = await client.session.list({ workspace_id });
for (const session of sessions) {
  console.log(`${session.session_id}: ${session.status}, ${session.checkpoints.length} checkpoints`);
}
// #endregion list
assert.deepEqual(sessions.map(({ status }) => status).sort(), ["closed", "open"]);
