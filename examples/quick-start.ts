import assert from "node:assert/strict";
// #region main
import { OcpClient } from "ocp-client";

const [folder = process.cwd(), question = "authentication middleware"] = process.argv.slice(2);

await using client = await OcpClient.stdio(["npx", "-y", "ocp-server"]);
const { workspace_id } = await client.workspace.register({ root_uri: folder });
await client.workspace.index({ workspace_id });

const { chunks, scores } = await client.context.search({ workspace_id, query: question });
for (const [rank, chunk] of chunks.entries()) {
  const path = String(chunk.metadata["path"]);
  console.log(`${scores[rank]?.toFixed(2)}  ${path}:${chunk.source.range?.start_line ?? 1}  ${chunk.symbol ?? ""}`);
}
// #endregion main
assert.ok(chunks.some((chunk) => chunk.content.includes("authenticate")));
