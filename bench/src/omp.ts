// What omp-server costs: answers under a steady load from a second process, start-up, and a static export.
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { memoryOf, processorTimeOf, programOf, startProcess } from "./mcp-process.ts";
import { median, printTable, round } from "./report.ts";

const RUNS = 15;
const SETTLED_MS = 8_000;
const RATE = Number(process.argv[2] ?? 1000);
const SECONDS = Number(process.argv[3] ?? 20);

interface Peer {
  readonly name: string;
  readonly args: readonly string[];
  readonly call: { readonly name: string; readonly input: object };
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const okham = [process.env["OCP_DATA"], join(root, "../shared/data"), join(root, "../../shared/data")]
  .flatMap((folder) => (folder === undefined ? [] : [resolve(folder, "okham-specs")]))
  .find((folder) => existsSync(folder));
if (okham === undefined)
  console.log(
    "The OKHAM corpus is not here (set OCP_DATA to the folder that holds okham-specs): measured with the bundled one.",
  );
const program = programOf("omp-server");
const corpusArgs = okham === undefined ? [] : ["--corpus", okham, "--overlay", "okham"];
const corpus = okham === undefined ? "bundled" : "OKHAM";

await load();
await startUp();
await exporting();

async function load(): Promise<void> {
  const server = spawn(process.execPath, [program, "--http", "--port", "0", ...corpusArgs], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", OMP_RATE_LIMIT: "0" },
  });
  try {
    const url = await endpointOf(server.stderr);
    const contracts = await contractsOf(url);
    const loader = fileURLToPath(new URL("omp/load.ts", import.meta.url));
    // What is computed once is computed now.
    await execFileAsync([loader, url, String(RATE), "3", ...contracts]);
    const before = processorTimeOf(server.pid!);
    const output = await execFileAsync([loader, url, String(RATE), String(SECONDS), ...contracts]);
    const result = JSON.parse(output) as Record<"count" | "failed" | "rate" | "p50" | "p99" | "worst", number>;
    const busy = processorTimeOf(server.pid!) - before;
    printTable(`Mixed tool calls over HTTP, ${corpus} corpus, load from a second process`, [
      {
        calls: result.count,
        failed: result.failed,
        "calls/s": round(result.rate),
        "p50, ms": round(result.p50, 1),
        "p99, ms": round(result.p99, 1),
        "worst, ms": round(result.worst, 1),
        "server's processor time a call, ms": round(busy / result.count, 2),
        "memory, MB": round(memoryOf(server.pid!).now),
      },
    ]);
  } finally {
    server.kill();
  }
}

async function startUp(): Promise<void> {
  const peers: Peer[] = [
    {
      name: `omp-server, ${corpus} corpus`,
      args: [program, ...corpusArgs],
      call: {
        name: "get_contract_doc",
        input: { contract: okham === undefined ? "OCP" : "OMP", document: "SPECIFICATION" },
      },
    },
    ...(okham === undefined
      ? []
      : [
          {
            name: "@modelcontextprotocol/server-filesystem",
            args: [programOf("@modelcontextprotocol/server-filesystem"), okham],
            call: { name: "read_text_file", input: { path: join(okham, "specs/omp/0.1.0/spec.md") } },
          },
        ]),
  ];
  const samples = peers.map((): { initialize: number; busy: number; document: number }[] => []);
  // In turn, so that a machine that slows down slows both; the first round only warms the caches.
  for (let run = 0; run <= RUNS; run++) {
    for (const [i, { args, call }] of peers.entries()) {
      const server = startProcess(args);
      await server.initialize();
      const initialize = server.sinceStart();
      const busy = processorTimeOf(server.pid);
      await server.call(call.name, call.input);
      const document = server.sinceStart();
      await server.end();
      if (run > 0) samples[i]!.push({ initialize, busy, document });
    }
  }
  const later: number[] = [];
  for (const peer of peers) later.push(await laterCall(peer));
  const of = (i: number, key: "initialize" | "busy" | "document"): number =>
    median(samples[i]!.map((sample) => sample[key]));
  printTable(
    `From starting the process to answers over stdio (median of ${RUNS})`,
    peers.map(({ name }, i) => ({
      server: name,
      "initialize, ms": round(of(i, "initialize")),
      "its processor time, ms": round(of(i, "busy")),
      "first document, ms": round(of(i, "document")),
      "each later one, ms": round(later[i]!, 2),
    })),
  );
}

/** The median time of a document, once a server has done what it puts off at its start. */
async function laterCall({ args, call }: Peer): Promise<number> {
  const server = startProcess(args);
  await server.initialize();
  await server.call(call.name, call.input);
  await sleep(SETTLED_MS);
  const times: number[] = [];
  for (let n = 0; n < 500; n++) {
    const from = performance.now();
    await server.call(call.name, call.input);
    times.push(performance.now() - from);
  }
  await server.end();
  return median(times);
}

async function exporting(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "omp-bench-"));
  const times: number[] = [];
  let said = "";
  for (let run = 0; run < 5; run++) {
    const from = performance.now();
    said = execFileSync(process.execPath, [program, "export", ...corpusArgs, "--out", join(folder, String(run))], {
      encoding: "utf8",
    });
    times.push(performance.now() - from);
  }
  await rm(folder, { recursive: true });
  const [, files = "", megabytes = ""] = /(\d+) files, ([\d.]+) MB/.exec(said) ?? [];
  printTable(`Static export, ${corpus} corpus (median of 5, whole process)`, [
    { files, MB: megabytes, s: round(median(times) / 1000, 2) },
  ]);
}

function endpointOf(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((give, reject) => {
    let text = "";
    stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const url = /http:\/\/\S+\/mcp/.exec(text)?.[0];
      if (url !== undefined) give(url);
    });
    stderr.on("end", () => reject(new Error(`omp-server ended: ${text}`)));
  });
}

async function contractsOf(url: string): Promise<string[]> {
  const response = await fetch(new URL("/answers/list_contracts.json", url));
  const { contracts } = (await response.json()) as { contracts: { acronym: string }[] };
  return contracts.map(({ acronym }) => acronym);
}

function execFileAsync(args: readonly string[]): Promise<string> {
  return new Promise((give, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.on("exit", (code) => (code === 0 ? give(text) : reject(new Error(`the load ended with ${code}`))));
  });
}
