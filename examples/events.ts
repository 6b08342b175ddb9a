import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { OcpClient } from "ocp-client";
import { copyOfShop } from "./shop.ts";

const folder = copyOfShop();
await using client = await OcpClient.stdio(["ocp-server"]);
const { workspace_id } = await client.workspace.register({ root_uri: folder });
await client.workspace.index({ workspace_id });

// #region follow
const changes = client.events.on({ workspace_id, types: ["state.changed", "session.handoff"] });
await changes.ready; // from here on nothing is missed

await client.state.set({ key: "phase", value: "review", scope: "global", workspace_id });

for await (const event of changes) {
  if (event.type === "state.changed") console.log(`${event.payload.key} is now at version ${event.payload.version}`);
  else console.log(`${event.payload.from_agent} handed over to ${event.payload.to_agent}`);
  break; // ends the subscription, too
}
// #endregion follow

// #region files
await using files = client.events.on({ workspace_id, types: ["chunk.indexed"] });
await files.ready;

await appendFile(join(folder, "docs/deploy.md"), "\n## Hotfix\n\nTag it, then promote the tagged image.\n");

for await (const { payload } of files) {
  console.log(`${payload.chunk_ids.length} chunks were read again`);
  break;
}
const { chunks } = await client.context.search({ workspace_id, query: "how do I ship a hotfix?" });
// #endregion files
assert.ok(chunks.some(({ content }) => content.includes("promote the tagged image")));

// #region resume
let last: string | undefined; // keep it where you keep your own progress
const stop = AbortSignal.timeout(60_000);
for await (const event of client.events.on({ workspace_id, since: last ?? "2026-05-01T00:00:00Z", signal: stop })) {
  last = event.event_id;
  if (event.type === "state.changed") break;
}
// #endregion resume
assert.ok(last);

// #region poll
const { cursor } = await client.events.poll({ workspace_id });
await client.state.set({ key: "phase", value: "release", scope: "global", workspace_id });

const { events } = await client.events.poll({ workspace_id, cursor, wait_ms: 10_000 });
console.log(events.map(({ type }) => type));
// #endregion poll
assert.ok(events.length > 0);
