import assert from "node:assert/strict";
// #region main
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const client = new Client({ name: "reader", version: "1.0.0" });
await client.connect(new StdioClientTransport({ command: "npx", args: ["-y", "omp-server"] }));

/** Calls a tool and answers its JSON, an error's too. */
async function ask(name: string, input: Record<string, unknown>) {
  const { content } = await client.callTool({ name, arguments: input });
  return JSON.parse((content[0] as { text: string }).text);
}

const { contracts } = await ask("list_contracts", {});
for (const { acronym, name, version, status } of contracts) console.log(`${acronym} ${version} ${status}: ${name}`);

const { results } = await ask("search_docs", { query: "What happens when two agents write the same key?" });
const [best] = results;
console.log(`${best.relevance_score}  ${best.path}`);

const { contract, document, section } = best;
const { content } = await ask("get_section", { contract, document, section });
console.log(content.split("\n")[0]);

const { error } = await ask("resolve_term", { term: "phlogiston" });
console.log(error.code, error.message);

await client.close();
// #endregion main
assert.equal(best.contract, "OCP");
assert.equal(error.code, "not_found");
