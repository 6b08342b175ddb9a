// Searching while an embedding service gives a workspace its vectors: how long a search and a ping take meanwhile and
// afterwards. The service is on this machine and answers at once, so vectors come far faster than a model makes them.
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { copyDependencies } from "./index/dependencies.ts";
import { programOf, startProcess } from "./mcp-process.ts";
import { median, printTable, quantile, round, timed } from "./report.ts";
import { createModelLikeVectors } from "./vectors/model-like.ts";

const DIMENSIONS = 384;
const QUERIES = ["parse options", "http server close", "createConnection", "error handling in streams"];
const AFTERWARDS = 50;

/** When no text has come for so long, all are embedded. */
const QUIET_MS = 3_000;
const PATIENCE_MS = 60_000;

/** Speaks the wire format of OpenAI's embeddings. */
async function startService() {
  const make = createModelLikeVectors(DIMENSIONS);
  let texts = 0;
  const service = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      const { input } = JSON.parse(body) as { input: string[] };
      texts += input.length;
      const data = input.map((_, index) => ({
        object: "embedding",
        index,
        embedding: Buffer.from(make().buffer).toString("base64"),
      }));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ object: "list", data, model: "m", usage: { prompt_tokens: 0, total_tokens: 0 } }));
    });
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  return {
    url: `http://127.0.0.1:${(service.address() as AddressInfo).port}/v1`,
    texts: () => texts,
    close: () => service.close(),
  };
}

const folder = await mkdtemp(join(tmpdir(), "ocp-bench-"));
const tree = join(folder, "tree");
const source = process.argv[2];
if (source === undefined)
  await copyDependencies(fileURLToPath(new URL("../../node_modules/.pnpm", import.meta.url)), tree);
else await cp(resolve(source), tree, { recursive: true, filter: (path) => !path.endsWith("/.git") });

const service = await startService();
const server = startProcess([programOf("ocp-server")], {
  OCP_DB_PATH: join(folder, "ocp.db"),
  OCP_EMBEDDER: "openai",
  OPENAI_BASE_URL: service.url,
  OCP_EMBED_DIM: String(DIMENSIONS),
});
await server.initialize();
const { workspace_id } = (await server.call("workspace.register", { root_uri: tree })) as { workspace_id: string };
const meanwhile = { ping: [] as number[], search: [] as number[] };
const afterwards = { ping: [] as number[], search: [] as number[] };

async function ask(times: { ping: number[]; search: number[] }, turn: number): Promise<void> {
  times.ping.push(await timed(() => server.request("ping")));
  const query = QUERIES[turn % QUERIES.length]!;
  // Whoever pings while a search is under way waits for what holds the thread.
  const [searched, pinged] = await Promise.all([
    timed(() => server.call("context.search", { workspace_id, query, k: 5 })),
    timed(() => server.request("ping")),
  ]);
  times.search.push(searched);
  times.ping.push(pinged);
}

await server.call("workspace.index", { workspace_id });
const began = performance.now();
let took = 0;
for (let turn = 0, embedded = -1; service.texts() === 0 || performance.now() - began - took < QUIET_MS; turn++) {
  if (service.texts() === 0 && performance.now() - began > PATIENCE_MS) throw new Error("No text was embedded.");
  const isComing = service.texts() > embedded;
  embedded = service.texts();
  if (isComing) took = performance.now() - began;
  // What is asked once all are there is of no interest.
  await ask(isComing ? meanwhile : { ping: [], search: [] }, turn);
  await sleep(50);
}
for (let turn = 0; turn < AFTERWARDS; turn++) await ask(afterwards, turn);
const { workspaces } = (await server.call("workspace.list", {})) as { workspaces: readonly { chunks: number }[] };
printTable("Searching while vectors come", [
  { measure: "chunks, texts embedded", value: `${workspaces[0]!.chunks}, ${service.texts()}` },
  { measure: "time until all were", value: `${round(took / 1000, 1)} s` },
  ...[
    { name: "meanwhile", times: meanwhile },
    { name: "afterwards", times: afterwards },
  ].flatMap(({ name, times }) => [
    {
      measure: `search ${name}, p50 / p99 / worst of ${times.search.length}`,
      value: `${round(median(times.search), 1)} / ${round(quantile(times.search, 0.99), 1)} / ${round(Math.max(...times.search), 1)} ms`,
    },
    {
      measure: `ping ${name}, p50 / p99 / worst`,
      value: `${round(median(times.ping), 1)} / ${round(quantile(times.ping, 0.99), 1)} / ${round(Math.max(...times.ping), 1)} ms`,
    },
  ]),
]);
await server.end();
service.close();
await rm(folder, { recursive: true });
