import { spawnSync } from "node:child_process";

const PAUSE_MS = 10_000;

/** Runs npm without its noise, and once more when it fails, since registries and networks now and then do. Throws what it says. */
export function npm(args: readonly string[], cwd: string): void {
  const command = [...args, "--no-audit", "--no-fund", "--loglevel=error"];
  const run = () => spawnSync("npm", command, { cwd, encoding: "utf8", shell: process.platform === "win32" });
  if (run().status === 0) return;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  const { status, stdout, stderr, error } = run();
  if (status !== 0) throw new Error(`npm ${args.join(" ")}: ${error?.message ?? `${stdout}${stderr}`}`);
}
