import assert from "node:assert/strict";
import { OcpClient } from "ocp-client";
import { copyOfShop } from "./shop.ts";

const folder = copyOfShop();
await using client = await OcpClient.stdio(["ocp-server"]);

// #region register
const { workspace_id, created } = await client.workspace.register({ root_uri: folder, name: "shop" });
console.log(workspace_id); // ws_ and 16 hex digits
// #endregion register
assert.equal(created, true);
assert.match(workspace_id, /^ws_[0-9a-f]{16}$/);

// #region again
const again = await client.workspace.register({ root_uri: `file://${folder}/src/..` });
console.log(again.workspace_id === workspace_id, again.created); // true false
// #endregion again
assert.deepEqual([again.workspace_id, again.created], [workspace_id, false]);

// #region index
const { indexed, skipped, files, duration_ms } = await client.workspace.index({ workspace_id });
console.log(`${indexed} chunks of ${files} files in ${Math.round(duration_ms)} ms, ${skipped} left as they were`);
// #endregion index
assert.ok(indexed > 5);

// #region progress
await client.workspace.index(
  { workspace_id },
  { onProgress: ({ progress, total }) => console.log(`${progress} of ${total} files`) },
);
// #endregion progress

// #region paths
await client.workspace.index({ workspace_id, paths: ["src/auth", "docs/deploy.md"] });
// #endregion paths

// #region invalidate
const { invalidated } = await client.workspace.invalidate({ workspace_id, paths: ["src/orders"] });
console.log(`${invalidated} chunks are not found any more, until they are indexed again`);
// #endregion invalidate
assert.ok(invalidated > 0);

// #region background
await using progress = client.events.on({ workspace_id, types: ["index.progress"] });
await progress.ready;

await client.workspace.index({ workspace_id, wait: false });
for await (const { payload } of progress) {
  console.log(`${payload.files_done} of ${payload.files_total} files`);
  if (payload.progress === 1) break;
}
// #endregion background

// #region put
const tickets = await client.workspace.register({ root_uri: "tickets://shop", name: "tickets" });
await client.workspace.put({
  workspace_id: tickets.workspace_id,
  documents: [
    {
      uri: "tickets://shop/17",
      title: "Rounding",
      content: "The total is a cent short when the tax ends in half a cent.",
    },
    { uri: "tickets://shop/16", content: null }, // removes it
  ],
});
// #endregion put
const found = await client.context.search({ workspace_id: tickets.workspace_id, query: "tax rounding" });
assert.match(found.chunks[0]?.content ?? "", /cent short/);

// #region list
const { workspaces } = await client.workspace.list();
for (const workspace of workspaces) console.log(`${workspace.name}: ${workspace.status}, ${workspace.chunks} chunks`);
// #endregion list
assert.deepEqual(workspaces.map(({ name }) => name).sort(), ["shop", "tickets"]);

// #region unregister
await client.workspace.unregister({ workspace_id: tickets.workspace_id });
// #endregion unregister
assert.equal((await client.workspace.list()).workspaces.length, 1);
