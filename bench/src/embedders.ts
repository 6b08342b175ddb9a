// What an embedder's vectors are worth to search: the same queries with words alone and with vectors of more and more
// weight, and the weight that other repositories would have chosen.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { openEmbedderOf, type Embedder } from "ocp-server/workbench";
import { printTable } from "./report.ts";
import { openEmbeddings, WEIGHTS } from "./retrieval/embeddings.ts";
import { INPUT, readQueries } from "./retrieval/queries.ts";
import { eachTree } from "./retrieval/trees.ts";
import { scoreTable } from "./retrieval/score-table.ts";
import { byKind, byWeight, chosenElsewhere } from "./retrieval/weighed.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { model: { type: "string", multiple: true, default: [] }, keep: { type: "string" } },
});
const [queriesFile, checkouts] = positionals;
if (queriesFile === undefined || checkouts === undefined) {
  console.error(`Usage: pnpm bench:embedders <queries.jsonl> <checkouts-folder> [options]   (absolute paths)

${INPUT}

  --model <folder>   a model for the transformers embedder, as for OCP_EMBED_MODEL_PATH; as often as you like.
                     Without, the embedder that OCP_EMBEDDER and the variables beside it name
  --keep <folder>    where vectors stay, so that the next run need not embed again`);
  process.exit(1);
}
const environments = values.model.map((folder) => ({
  OCP_EMBEDDER: "transformers",
  OCP_EMBED_MODEL_PATH: resolve(folder),
}));
const embedders: Embedder[] = [];
for (const env of environments.length > 0 ? environments : [process.env]) embedders.push(await openEmbedderOf(env));

const queries = await readQueries(resolve(queriesFile));
const embeddings = openEmbeddings(embedders);
await eachTree(queries, checkouts, embeddings.measure, values.keep === undefined ? undefined : resolve(values.keep));
for (const embedder of embedders) {
  await embedder[Symbol.asyncDispose]();
  const { asked, judged, made, ms } = embeddings.of(embedder);
  printTable(`${embedder.id}: by weight`, byWeight(asked, WEIGHTS, embedder.weight));
  printTable(`${embedder.id}: difference by repository at ${embedder.weight}`, byKind(asked, embedder.weight));
  if (new Set(queries.map(({ repo }) => repo)).size > 1)
    printTable(`${embedder.id}: weight chosen on the other repositories`, chosenElsewhere(asked, WEIGHTS));
  printTable(`${embedder.id}: what a score says`, scoreTable(judged));
  if (made > 0) console.log(`\n- ${made} texts embedded in this run, ${(ms / made).toFixed(0)} ms each.`);
}
console.log(`
- k1 to k4: mean nDCG@10 by file of the hits of context.search; k1s: k1 with the documentation that the queries were taken from blanked; M3: the mean of k1s, k2 and k3.
- pack@4000: share of queries whose packed context of at most 4,000 tokens shows a line of an answer; mean of M3's kinds.
- weight 0: without an embedder. shipped: the weight that ocp-server gives this embedder.`);
