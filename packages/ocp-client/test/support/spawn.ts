import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { OcpClient } from "../../src/index.ts";

const FILE_SERVER = fileURLToPath(new URL("file-server.ts", import.meta.url));

/** A folder of its own for one test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "ocp-client-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** The command that starts a server which keeps its log in `folder` and fails as planned. */
export function fileServer(folder: string, faults: Record<string, string> = {}): [string, ...string[]] {
  return [process.execPath, FILE_SERVER, folder, JSON.stringify(faults)];
}

/** A client of a file server, closed with the test. */
export async function connectFile(
  folder: string,
  faults: Record<string, string> = {},
  options: Parameters<typeof OcpClient.stdio>[1] = {},
): Promise<OcpClient> {
  const client = await OcpClient.stdio(fileServer(folder, faults), options);
  onTestFinished(() => client.close());
  return client;
}

/** Process ids of the servers that were started on a folder, oldest first. */
export function starts(folder: string): number[] {
  return readFileSync(join(folder, "starts"), "utf8").trim().split("\n").map(Number);
}
