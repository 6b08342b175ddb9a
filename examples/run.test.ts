import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { it } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
const HELPERS = new Set(["router-models.ts", "shop.ts"]);
const programs = readdirSync(folder).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !HELPERS.has(file),
);
const ARGUMENTS: Record<string, string[]> = { "quick-start.ts": [join(folder, "fixtures/shop")] };

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program as its reader would, with the built server on the path and a database of its own. */
function run(program: string, database: string): Promise<Run> {
  const child = spawn(process.execPath, [program, ...(ARGUMENTS[program] ?? [])], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: [join(folder, "node_modules/.bin"), dirname(process.execPath), process.env["PATH"]].join(delimiter),
      OCP_DB_PATH: database,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (piece: Buffer) => (stdout += piece.toString()));
  child.stderr.on("data", (piece: Buffer) => (stderr += piece.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (status) => resolve({ status, stdout, stderr }));
  });
}

it.concurrent.for(programs)("%s runs to its end and prints something", async (program, { expect, onTestFinished }) => {
  const scratch = mkdtempSync(join(tmpdir(), "ocp-example-"));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  const { status, stdout, stderr } = await run(program, join(scratch, "ocp.db"));
  expect(stderr).toBe("");
  expect(stdout).not.toBe("");
  expect(status).toBe(0);
});
