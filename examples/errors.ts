import assert from "node:assert/strict";
import { OcpClient, OcpConnectionError, OcpError } from "ocp-client";
import { copyOfShop } from "./shop.ts";

const folder = copyOfShop();
await using client = await OcpClient.stdio(["ocp-server"]);
const { workspace_id } = await client.workspace.register({ root_uri: folder });

// #region codes
async function readVersion(key: string): Promise<number> {
  try {
    const { entry } = await client.state.get({ key, scope: "global", workspace_id });
    return entry?.version ?? 0;
  } catch (error) {
    if (OcpError.is(error, "PERMISSION_DENIED")) return 0; // the server's answer: match on the code
    if (OcpConnectionError.is(error)) console.error(`no answer: ${error.code}`); // there was none
    throw error;
  }
}
// #endregion codes
assert.equal(await readVersion("nothing"), 0);

// #region details
await client.state.set({ key: "owner", value: "ada", scope: "global", workspace_id });
try {
  await client.state.set({ key: "owner", value: "bob", scope: "global", workspace_id, if_version: 0 });
} catch (error) {
  if (!OcpError.is(error, "CONFLICT")) throw error;
  console.log(error.message); // what happened and what to do next
  console.log(error.details["current_version"]); // 1
}
// #endregion details
await assert.rejects(client.state.set({ key: "owner", value: "bob", scope: "global", workspace_id, if_version: 0 }), {
  code: "CONFLICT",
  details: { current_version: 1 },
});

// #region limits
const { chunks } = await client.context.search(
  { workspace_id, query: "rollback" },
  { signal: AbortSignal.timeout(60_000), timeoutMs: 20_000, attempts: 1 },
);
// #endregion limits
assert.deepEqual(chunks, []);

const reason = new Error("the user left");
await assert.rejects(client.workspace.list({}, { signal: AbortSignal.abort(reason) }), reason);
await assert.rejects(client.context.search({ workspace_id: "ws_unknown", query: "x" }), {
  code: "WORKSPACE_NOT_FOUND",
});
