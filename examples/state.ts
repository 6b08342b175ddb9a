import assert from "node:assert/strict";
import { OcpClient, OcpError } from "ocp-client";
import { copyOfShop } from "./shop.ts";

const folder = copyOfShop();
await using client = await OcpClient.stdio(["ocp-server"]);
const { workspace_id } = await client.workspace.register({ root_uri: folder });

// #region global
await client.state.set({ key: "config.model", value: "large", scope: "global", workspace_id });

const { entry } = await client.state.get({ key: "config.model", scope: "global", workspace_id });
console.log(entry?.value); // large
// #endregion global
assert.equal(entry?.value, "large");

// #region session
const { session_id } = await client.session.open({ workspace_id });
await client.state.set({ key: "plan", value: { step: 1 }, scope: "session", workspace_id, session_id });
// #endregion session

// #region agent
await client.state.set({ key: "notes", value: "remember X", scope: "agent", agent_id: "agent-001" });
// #endregion agent

// #region resolve
const plan = await client.state.get({ key: "plan", workspace_id, session_id, agent_id: "agent-001" });
console.log(plan.entry?.scope); // session
// #endregion resolve
assert.equal(plan.entry?.scope, "session");

// #region increment
async function increment(key: string): Promise<number> {
  for (;;) {
    const { entry: current } = await client.state.get({ key, scope: "global", workspace_id });
    const value = Number(current?.value ?? 0) + 1;
    try {
      await client.state.set({ key, value, scope: "global", workspace_id, if_version: current?.version ?? 0 });
      return value;
    } catch (error) {
      if (!OcpError.is(error, "CONFLICT")) throw error; // else somebody wrote in between: read again
    }
  }
}
// #endregion increment
const counted = await Promise.all(Array.from({ length: 10 }, () => increment("counter")));
assert.deepEqual(
  counted.sort((a, b) => a - b),
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
);
console.log(`ten writers counted to ${counted.at(-1)}`);

// #region ttl
await client.state.set({ key: "lock.deploy", value: "agent-001", scope: "global", workspace_id, ttl_seconds: 300 });
// #endregion ttl

// #region list
const { entries } = await client.state.list({ prefix: "config.", workspace_id });
for (const { key, value, version } of entries) console.log(`${key} = ${JSON.stringify(value)} (version ${version})`);
// #endregion list
assert.deepEqual(
  entries.map(({ key }) => key),
  ["config.model"],
);

// #region delete
const { deleted } = await client.state.delete({ key: "config.model", scope: "global", workspace_id });
// #endregion delete
assert.equal(deleted, true);
