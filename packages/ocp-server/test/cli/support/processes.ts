import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The program as it is started after a build. */
export const LAUNCHER = join(import.meta.dirname, "../../../bin/ocp-server.js");

export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** A home of its own for the processes of a test, with a name that needs quoting. */
export interface Sandbox extends Disposable {
  readonly home: string;
  readonly env: Record<string, string>;
  /** Starts the program; the caller ends it. */
  start(
    args: readonly string[],
    options?: { cwd?: string; env?: Record<string, string> },
  ): ChildProcessWithoutNullStreams;
  /** Runs the program to its end. */
  run(
    args: readonly string[],
    options?: { cwd?: string; env?: Record<string, string>; stdin?: string },
  ): Promise<Result>;
}

export function createSandbox(): Sandbox {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "ocp it's a home-")));
  const env = { HOME: home, USERPROFILE: home, LOCALAPPDATA: join(home, "local"), PATH: process.env["PATH"] ?? "" };
  const sandbox: Sandbox = {
    home,
    env,
    start(args, options = {}) {
      const command = [LAUNCHER, ...args];
      return spawn(process.execPath, command, { cwd: options.cwd ?? home, env: { ...env, ...options.env } });
    },
    async run(args, options = {}) {
      const child = sandbox.start(args, options);
      child.stdin.on("error", () => {});
      child.stdin.end(options.stdin ?? "");
      return finish(child);
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
  };
  return sandbox;
}

/** Waits until a process has ended and answers what it printed. */
export async function finish(child: ChildProcessWithoutNullStreams): Promise<Result> {
  const started = performance.now();
  const printed = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.err += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, ...printed, ms: performance.now() - started };
}

/** Sends one message to a server on stdio and waits for the line that answers it. */
export async function initialize(child: ChildProcessWithoutNullStreams): Promise<{ line: string; err: string }> {
  let out = "";
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const answered = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      const end = out.indexOf("\n");
      if (end >= 0) resolve(out.slice(0, end));
    });
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`the server ended with ${code}: ${err}`)));
  });
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } };
  child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })}\n`);
  return { line: await answered, err };
}
