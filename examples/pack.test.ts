import { createOcpServer } from "ocp-server";
import { afterAll, expect, it } from "vitest";
import { copyOfShop } from "./shop.ts";

const folder = copyOfShop();
const server = createOcpServer({ dbPath: `${folder}/ocp.db`, watch: false });
afterAll(() => server[Symbol.asyncDispose]());

async function pack(intent: string, budget_tokens: number): Promise<string> {
  const { workspace_id } = await server.call("workspace.register", { root_uri: folder });
  await server.call("workspace.index", { workspace_id });
  const { context, tokens, chunks_used, chunks_partial, left_out, left_out_counts } = await server.call(
    "context.pack",
    { workspace_id, intent, budget_tokens },
  );
  const missing = left_out.map(
    ({ path, start_line, end_line, symbol, reason }) => `  ${path}:${start_line}-${end_line} ${symbol}: ${reason}`,
  );
  return [
    context,
    "----",
    `${tokens} of ${budget_tokens} tokens; ${chunks_used.length} chunks, ${chunks_partial.length} of them in part`,
    `left out: ${JSON.stringify(left_out_counts)}`,
    ...missing,
    "",
  ].join("\n");
}

it.each([
  ["authentication", "explain how authentication works", 800],
  ["tight", "how are tokens signed and orders totalled up", 160],
])("packs the shop as reviewed: %s", async (name, intent, budget) => {
  const packed = await pack(intent, budget);
  await expect(packed).toMatchFileSnapshot(`fixtures/packs/${name}.txt`);
  expect(await pack(intent, budget)).toBe(packed);
});
