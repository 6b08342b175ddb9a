// From a document on disk to its list of operations: how long, and how much memory at the most, for this repository's
// reader and four others. The documents are large and not part of the repository: OCP_DATA is the folder that holds
// openapi/, and by default the one beside the repository.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { READERS } from "./openapi/readers.ts";
import { median, printTable, round } from "./report.ts";

const DOCUMENTS = ["kubernetes-2.0.json", "github-3.0.json", "stripe-3.0.yaml", "openai-3.1.yaml", "museum-3.1.yaml"];
const ROUNDS = 3;
const LIMIT_MS = 60_000;
const ONE = fileURLToPath(new URL("openapi/one.ts", import.meta.url));

interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peak: number;
  readonly count: number;
}

const repository = fileURLToPath(new URL("../..", import.meta.url));
const folder = [process.env["OCP_DATA"], join(repository, "../shared/data"), join(repository, "../../shared/data")]
  .filter((candidate) => candidate !== undefined)
  .map((candidate) => join(candidate, "openapi"))
  .find((candidate) => existsSync(candidate));

if (folder === undefined) console.log("Set OCP_DATA to a folder with openapi/kubernetes-2.0.json and the others.");
else
  for (const document of DOCUMENTS) {
    const rows: Record<string, string>[] = [];
    for (const library of Object.keys(READERS))
      rows.push({ library, ...(await measure(library, join(folder, document))) });
    printTable(`${document}: file to operations, median of ${ROUNDS}, a process each`, rows);
  }

async function measure(library: string, file: string): Promise<Record<string, string>> {
  const runs: Measured[] = [];
  for (let round_ = 0; round_ < ROUNDS; round_++) {
    const run = await runOnce(library, file);
    if (typeof run === "string") return { ms: run, "CPU ms": "", "peak MB": "", operations: "" };
    runs.push(run);
  }
  const middle = (pick: (run: Measured) => number): string => round(median(runs.map(pick)));
  return {
    ms: middle(({ ms }) => ms),
    "CPU ms": middle(({ cpuMs }) => cpuMs),
    "peak MB": middle(({ peak }) => peak),
    operations: middle(({ count }) => count),
  };
}

/** The figures, or in a few words why there are none. */
function runOnce(library: string, file: string): Promise<Measured | string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [ONE, library, file], { stdio: ["ignore", "pipe", "ignore"] });
    let out = "";
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, LIMIT_MS);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.on("close", (code) => {
      clearTimeout(timer);
      const last = out.trim().split("\n").at(-1) ?? "";
      if (timedOut) resolve(`none in ${LIMIT_MS / 1000} s`);
      else if (code !== 0 || !last.startsWith("{")) resolve("fails");
      else resolve(JSON.parse(last) as Measured);
    });
  });
}
