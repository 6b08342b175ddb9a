import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { ToolInput, ToolName, ToolOutput } from "ocp-core";

/** The built program, as a host starts it. */
export const PROGRAM = fileURLToPath(new URL("../../bin/ocp-server.js", import.meta.url));

/** Only ends what hangs; the machine may be busy. */
const PATIENCE_MS = 280_000;

export type Environment = Record<string, string>;

export function serverEnvironment(dbPath: string, env: Environment = {}): Environment {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "",
    OCP_DB_PATH: dbPath,
    OCP_WATCH: "0",
    OCP_LOG: "error",
    ...env,
  };
}

export interface ConnectedServer extends AsyncDisposable {
  readonly client: Client;
  readonly pid: number;
  /** Calls a tool; an error result is thrown as `CODE: message`, with its fields. */
  call<N extends ToolName>(name: N, input: ToolInput<N>): Promise<ToolOutput<N>>;
}

/** Starts the built server on a database and connects the official client of the current line to it. */
export async function startServer(
  dbPath: string,
  { env, mode = "legacy" }: { env?: Environment; mode?: "legacy" | "auto" } = {},
): Promise<ConnectedServer> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROGRAM],
    env: serverEnvironment(dbPath, env),
    stderr: "inherit",
  });
  const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
  await client.connect(transport, { timeout: PATIENCE_MS });
  return {
    client,
    pid: transport.pid!,
    async call(name, input) {
      const result = await client.callTool({ name, arguments: input }, { timeout: PATIENCE_MS });
      const [content] = result.content as { text: string }[];
      const parsed = JSON.parse(content!.text) as { error?: { code: string; message: string } };
      if (result.isError)
        throw Object.assign(new Error(`${parsed.error?.code}: ${parsed.error?.message}`), parsed.error);
      return parsed as never;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** The server as a bare process that JSON-RPC lines are written to. */
export function spawnServer(dbPath: string, env: Environment = {}) {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM], {
    env: serverEnvironment(dbPath, env),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines: Record<string, unknown>[] = [];
  const waiting: (() => void)[] = [];
  let rest = "";
  let stderr = "";
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    // Anything but JSON on stdout breaks strict clients, so it breaks this test.
    for (const line of parts) lines.push(JSON.parse(line) as Record<string, unknown>);
    for (const wake of waiting.splice(0)) wake();
  });
  // What is still being written to a server that was killed is lost, as it should be.
  child.stdin!.on("error", () => {});
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return {
    child,
    lines,
    stderr: () => stderr,
    send: (message: object) => child.stdin!.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`),
    /** The first message that matches, waiting for it. */
    async receive(matches: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
      const deadline = performance.now() + PATIENCE_MS;
      for (;;) {
        const found = lines.find(matches);
        if (found) return found;
        if (performance.now() > deadline)
          throw new Error(`no such message; got ${JSON.stringify(lines).slice(0, 2000)}; stderr: ${stderr}`);
        await Promise.race([
          new Promise<void>((resolve) => waiting.push(resolve)),
          new Promise((resolve) => setTimeout(resolve, 200)),
        ]);
      }
    },
    /** Once all that it has written was read. */
    exited: once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>,
  };
}
