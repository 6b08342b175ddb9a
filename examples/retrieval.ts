import assert from "node:assert/strict";
import { OcpClient, type Chunk } from "ocp-client";
import { copyOfShop } from "./shop.ts";

const folder = copyOfShop();
await using client = await OcpClient.stdio(["ocp-server"]);
const { workspace_id } = await client.workspace.register({ root_uri: folder });
await client.workspace.index({ workspace_id });

// #region search
const { chunks, scores } = await client.context.search({ workspace_id, query: "JWT token validation", k: 10 });
for (const [rank, chunk] of chunks.entries()) {
  console.log(`${scores[rank]?.toFixed(3)} ${chunk.source.uri} ${chunk.symbol ?? chunk.kind}`);
}
// #endregion search
assert.ok(chunks.some((chunk) => chunk.content.includes("verifyToken")));

// #region filters
const { chunks: sums } = await client.context.search({
  workspace_id,
  query: "how is the basket summed up?",
  filters: { language: "python", path: "src/**" },
});
// #endregion filters
assert.ok(sums.length > 0 && sums.every((chunk) => chunk.language === "python"));

// #region explain
const { parts = [] } = await client.context.search({ workspace_id, query: "verifyToken", explain: true });
console.log(parts[0]); // { words, file, definition, path }
// #endregion explain
assert.ok(parts[0]!.definition > 0);

const { chunk_id } = chunks[0]!;
// #region get
const { chunk } = await client.context.getChunk({ chunk_id, allow_stale: true });
if (chunk.metadata["stale"]) console.log("The file changed after it was indexed.");
// #endregion get
assert.equal(chunk.chunk_id, chunk_id);

// #region pack
const pack = await client.context.pack({
  workspace_id,
  intent: "explain how authentication works",
  budget_tokens: 800,
});
console.log(pack.context); // the pieces, each headed [path:start-end]
console.log(pack.tokens); // exactly how many tokens that is, 800 at most
for (const { path, start_line, symbol, reason } of pack.left_out) {
  console.log(`${path}:${start_line} ${symbol ?? ""} was left out: ${reason}`); // no room, or nothing new
}
// #endregion pack
assert.ok(pack.tokens > 0 && pack.tokens <= 800);
assert.match(pack.context, /\[src\/auth\/.+:\d+-\d+\]/);

// #region prompt
const prompt = "Explain how a token is verified.";
const { optimized_prompt, optimized, reason, trace_id } = await client.prompt.prepare({ workspace_id, prompt });
console.log(optimized_prompt); // send this
console.log(optimized ? "a local model shortened it" : reason);
await client.prompt.recordResult({ trace_id, result: "answered well" });
// #endregion prompt
assert.ok(optimized_prompt.endsWith(prompt) && optimized_prompt.includes("verifyToken"));
assert.equal(reason, "local_backend_unavailable");

// #region pages
const all: Chunk[] = [];
let cursor: string | undefined;
do {
  const page = await client.workspace.listChunks({ workspace_id, limit: 5, cursor });
  all.push(...page.chunks);
  cursor = page.next_cursor ?? undefined;
} while (cursor !== undefined);
// #endregion pages
assert.ok(all.length > 5);
assert.equal(new Set(all.map((each) => each.chunk_id)).size, all.length);
console.log(`${all.length} chunks in all`);
