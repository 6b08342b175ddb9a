import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { once } from "node:events";

const require = createRequire(import.meta.url);

/** The path of a package's program. */
export function programOf(name: string): string {
  const folder = packageFolder(name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    bin: string | Record<string, string>;
  };
  return join(folder, typeof bin === "string" ? bin : Object.values(bin)[0]!);
}

function packageFolder(name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      readFileSync(join(folder, name, "package.json"));
      return join(folder, name);
    } catch {
      // The next folder up.
    }
  }
  return dirname(require.resolve(`${name}/package.json`));
}

/**
 * A server process that speaks MCP over stdio, driven by bare JSON-RPC so that no client's cost is measured. `wrapper` is a
 * command that becomes the one given to it.
 */
export function startProcess(
  args: readonly string[],
  env: Record<string, string> = {},
  wrapper: readonly string[] = [],
) {
  const started = performance.now();
  const [command, ...given] = [...wrapper, process.execPath, ...args];
  const child = spawn(command!, given, {
    stdio: ["pipe", "pipe", "ignore"],
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
  });
  const waiting = new Map<number, (message: Record<string, unknown>) => void>();
  let rest = "";
  let lastId = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const message = JSON.parse(line) as { id?: number };
      if (message.id !== undefined) waiting.get(message.id)?.(message);
    }
  });

  function request(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++lastId;
    const answer = new Promise<Record<string, unknown>>((resolve) => waiting.set(id, resolve));
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    return answer.finally(() => waiting.delete(id));
  }

  return {
    pid: child.pid!,
    sinceStart: () => performance.now() - started,
    request,
    async initialize(): Promise<void> {
      await request("initialize", {
        protocolVersion: "2025-06-18",
        capabilities: {},
        clientInfo: { name: "bench", version: "1" },
      });
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
    },
    async call(name: string, input: object): Promise<Record<string, unknown>> {
      const { result } = (await request("tools/call", { name, arguments: input })) as {
        result: { isError?: boolean; content: { text: string }[] };
      };
      if (result.isError) throw new Error(result.content[0]!.text);
      const { text } = result.content[0]!;
      return text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : { text };
    },
    /** Ends the input and resolves to how long the process took to exit, in ms. */
    async end(): Promise<number> {
      const from = performance.now();
      const exited = once(child, "exit");
      child.stdin.end();
      await exited;
      return performance.now() - from;
    },
    kill: () => child.kill("SIGKILL"),
  };
}

/** Resident memory of a process now and at its highest, in MB; NaN where the system does not say. */
export function memoryOf(pid: number): { now: number; peak: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1024;
    return { now: kilobytes("VmRSS"), peak: kilobytes("VmHWM") };
  } catch {
    return { now: Number.NaN, peak: Number.NaN };
  }
}

/** Processor time of a process and its threads so far, in ms; NaN where the system does not say. */
export function processorTimeOf(pid: number): number {
  try {
    // The name in parentheses may hold anything; user and system time are the 12th and 13th fields after it.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}
