import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a program of this package is started from its sources. */
export const PROGRAM = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
export const PARCELS = fileURLToPath(new URL("../openapi/fixtures/parcels.yaml", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end. */
export function run(
  command: string,
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...options.env } });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
    child.stdin.end(options.input ?? "");
  });
}

/** Runs `ocp` with these arguments. */
export function ocp(...args: string[]): Promise<Ended> {
  return run(process.execPath, [PROGRAM, ...args]);
}
