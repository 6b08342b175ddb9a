// How long a host waits for the server: from starting the process to its answers, beside the reference file server.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { memoryOf, programOf, startProcess } from "./mcp-process.ts";
import { median, printTable, round } from "./report.ts";

const RUNS = Number(process.argv[2] ?? 15);

interface Sample {
  initialize: number;
  tools: number;
  memory: number;
  exit: number;
}

async function sample(args: readonly string[], env: Record<string, string>): Promise<Sample> {
  const server = startProcess(args, env);
  await server.initialize();
  const initialize = server.sinceStart();
  await server.request("tools/list");
  const tools = server.sinceStart();
  await sleep(400);
  const memory = memoryOf(server.pid).now;
  return { initialize, tools, memory, exit: await server.end() };
}

const folder = await mkdtemp(join(tmpdir(), "ocp-bench-"));
const peers = [
  { name: "ocp-server", args: [programOf("ocp-server")], env: { OCP_DB_PATH: join(folder, "ocp.db") } },
  {
    name: "@modelcontextprotocol/server-filesystem",
    args: [programOf("@modelcontextprotocol/server-filesystem"), folder],
    env: {},
  },
];
const samples = peers.map((): Sample[] => []);
// In turn, so that a machine that slows down slows both; the first round only warms the caches.
for (let run = 0; run <= RUNS; run++) {
  for (const [i, { args, env }] of peers.entries()) {
    const taken = await sample(args, env);
    if (run > 0) samples[i]!.push(taken);
  }
}
await rm(folder, { recursive: true });

const of = (list: Sample[], key: keyof Sample) => median(list.map((taken) => taken[key]));
printTable(
  `Start-up over stdio (median of ${RUNS})`,
  peers.map(({ name }, i) => ({
    server: name,
    "initialize, ms": round(of(samples[i]!, "initialize")),
    "tools listed, ms": round(of(samples[i]!, "tools")),
    "idle memory, MB": round(of(samples[i]!, "memory")),
    "exit after end of input, ms": round(of(samples[i]!, "exit")),
  })),
);
