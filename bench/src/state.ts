// Reads and writes of shared state a second: over stdio and in-process, by one process and by eight on one database,
// beside the reference memory server (which keeps its data in one JSON file and is meant for one process).
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createOcpServer } from "ocp-server";
import { programOf, startProcess } from "./mcp-process.ts";
import { median, printTable, quantile, round } from "./report.ts";

const OPERATIONS = Number(process.argv[2] ?? 1000);
const PROCESSES = 8;

interface Caller {
  write(i: number): Promise<unknown>;
  read(i: number): Promise<unknown>;
  close(): Promise<unknown>;
}

interface Result {
  writes: number;
  reads: number;
  writeTimes: number[];
}

async function measure({ write, read, close }: Caller): Promise<Result> {
  for (let i = 0; i < 20; i++) await write(i);
  const writeTimes: number[] = [];
  const start = performance.now();
  for (let i = 0; i < OPERATIONS; i++) {
    const from = performance.now();
    await write(i);
    writeTimes.push(performance.now() - from);
  }
  const middle = performance.now();
  for (let i = 0; i < OPERATIONS; i++) await read(i);
  const end = performance.now();
  await close();
  return { writes: (OPERATIONS / (middle - start)) * 1000, reads: (OPERATIONS / (end - middle)) * 1000, writeTimes };
}

async function overStdio(dbPath: string): Promise<Caller> {
  const server = startProcess([programOf("ocp-server")], { OCP_DB_PATH: dbPath, OCP_WATCH: "0" });
  await server.initialize();
  const { workspace_id } = await server.call("workspace.register", { root_uri: "doc://bench" });
  const entry = (i: number) => ({ key: `${process.pid}.${i % 100}`, scope: "global", workspace_id });
  return {
    write: (i) => server.call("state.set", { ...entry(i), value: { step: i, note: "a short note" } }),
    read: (i) => server.call("state.get", entry(i)),
    close: () => server.end(),
  };
}

async function inProcess(dbPath: string): Promise<Caller> {
  const server = createOcpServer({ dbPath, watch: false });
  const { workspace_id } = await server.call("workspace.register", { root_uri: "doc://bench" });
  const entry = (i: number) => ({ key: `${process.pid}.${i % 100}`, scope: "global", workspace_id });
  return {
    write: (i) => server.call("state.set", { ...entry(i), value: { step: i, note: "a short note" } }),
    read: (i) => server.call("state.get", entry(i)),
    close: async () => server[Symbol.asyncDispose](),
  };
}

async function memoryServer(folder: string): Promise<Caller> {
  const server = startProcess([programOf("@modelcontextprotocol/server-memory")], {
    MEMORY_FILE_PATH: join(folder, "memory.json"),
  });
  await server.initialize();
  await server.call("create_entities", { entities: [{ name: "bench", entityType: "note", observations: [] }] });
  return {
    write: (i) =>
      server.call("add_observations", {
        observations: [{ entityName: "bench", contents: [`step ${i}: a short note`] }],
      }),
    read: () => server.call("open_nodes", { names: ["bench"] }),
    close: () => server.end(),
  };
}

const CALLERS = { stdio: overStdio, "in-process": inProcess, memory: memoryServer };
type Mode = keyof typeof CALLERS;

async function inChildren(mode: Mode, path: string, count: number): Promise<Result[]> {
  const children = Array.from({ length: count }, () =>
    fork(fileURLToPath(import.meta.url), [String(OPERATIONS), mode, path]),
  );
  return Promise.all(children.map(async (child) => (await once(child, "message"))[0] as Result));
}

const [, , , mode, path] = process.argv;
if (mode !== undefined) {
  process.send!(await measure(await CALLERS[mode as Mode](path!)), () => process.exit(0));
} else {
  const rows = [];
  for (const [name, kind, count] of [
    ["ocp-server over stdio", "stdio", 1],
    ["ocp-server over stdio", "stdio", PROCESSES],
    ["ocp-server in-process", "in-process", 1],
    ["ocp-server in-process", "in-process", PROCESSES],
    ["@modelcontextprotocol/server-memory over stdio", "memory", 1],
  ] as const) {
    const folder = await mkdtemp(join(tmpdir(), "ocp-bench-"));
    const results = await inChildren(kind, kind === "memory" ? folder : join(folder, "ocp.db"), count);
    await rm(folder, { recursive: true });
    const times = results.flatMap((result) => result.writeTimes);
    rows.push({
      server: name,
      processes: count,
      "writes/s": round(results.reduce((sum, result) => sum + result.writes, 0)),
      "reads/s": round(results.reduce((sum, result) => sum + result.reads, 0)),
      "write p50, ms": round(median(times), 2),
      "write p99, ms": round(quantile(times, 0.99), 2),
    });
  }
  printTable(`Shared state, ${OPERATIONS} writes and reads per process, one after the other`, rows);
}
