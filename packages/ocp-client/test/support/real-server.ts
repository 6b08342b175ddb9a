import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { OcpClient, type ConnectOptions, type StdioOptions } from "../../src/index.ts";

const BIN = fileURLToPath(new URL("../../../ocp-server/bin/ocp-server.js", import.meta.url));

/** The command that starts the built server of this repository. */
export const SERVER: [string, ...string[]] = [process.execPath, BIN];

/** A client with a server process of its own on a database in `folder`, closed with the test. */
export async function connectReal(folder: string, options: ConnectOptions & StdioOptions = {}): Promise<OcpClient> {
  const env = { OCP_DB_PATH: join(folder, "ocp.db"), OCP_WATCH: "0", ...options.env };
  const client = await OcpClient.stdio(SERVER, { ...options, env });
  onTestFinished(() => client.close());
  return client;
}

/** Writes a project of a few files into `folder` and returns its root. */
export function project(folder: string, files: Record<string, string>): string {
  const root = join(folder, "a project");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** The command of a server that writes down its process id each time it starts, and what it wrote down. */
export function tracked(folder: string): { command: [string, ...string[]]; pids(): number[] } {
  const wrapper = join(folder, "tracked.mjs");
  const list = join(folder, "pids");
  const [, bin] = SERVER.map((part) => JSON.stringify(part));
  writeFileSync(
    wrapper,
    `import { appendFileSync } from "node:fs";
     appendFileSync(${JSON.stringify(list)}, process.pid + "\\n");
     process.argv[1] = ${bin};
     await import(${bin});`,
  );
  return {
    command: [process.execPath, wrapper],
    pids: () => (existsSync(list) ? readFileSync(list, "utf8").trim().split("\n").map(Number) : []),
  };
}
