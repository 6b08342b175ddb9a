/**
 * Runs the official MCP conformance suite against omp-server over HTTP, for the newest MCP revision of each era. Most
 * of its scenarios call tools, read resources or fill prompts of a server made for the suite; what a server of
 * standards has none of is listed below with the reason, and each entry has to be needed, so that the list stays true.
 * Everything else has to pass. Needs a build, and the npm registry.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { npm } from "./npm.ts";

const SUITE = "@modelcontextprotocol/conformance";
const SUITE_VERSION = "0.2.0-alpha.12";
const REVISIONS = ["2025-11-25", "2026-07-28"];

/** Checks that fail, as `scenario check`, and why. */
const EXPECTED: readonly { readonly reason: string; readonly checks: readonly RegExp[] }[] = [
  {
    reason: "calls a tool of the suite's own server",
    checks: [
      /^tools-call-/,
      /^json-schema-2020-12 /,
      /^elicitation-/,
      /^http-custom-header-server-validation /,
      /^input-required-result-(?!ignore-extra-params|missing-input-response|unsupported-methods|validate-input)/,
      /^server-stateless sep-2575-(?:server-rejects-undeclared-capability|missing-capability-http-400|http-server-no-independent-requests-on-stream|server-no-log-without-loglevel)$/,
    ],
  },
  {
    reason: "reads a resource of the suite's own server",
    checks: [/^resources-read-/, /^resources-templates-read /, /^resources-(?:un)?subscribe /],
  },
  { reason: "fills a prompt of the suite's own server", checks: [/^prompts-get-/] },
  {
    reason: "sets a log level, where nothing is logged to clients and none is declared",
    checks: [/^logging-set-level /],
  },
  { reason: "uses the tasks extension, which is not declared", checks: [/^tasks-/] },
];

interface Check {
  readonly id: string;
  readonly status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
  readonly errorMessage?: string;
}
type NamedCheck = Check & { readonly name: string };

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "mcp-conformance-"));
/** The entries of the list that a check needed. */
const needed = new Set<RegExp>();
let failed = 0;
try {
  writeFileSync(join(folder, "package.json"), "{}");
  npm(["install", `${SUITE}@${SUITE_VERSION}`, "--ignore-scripts"], folder);
  const program = join(root, "packages/omp-server/bin/omp-server.js");
  const server = spawn(process.execPath, [program, "--http", "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const url = await addressOf(server.stderr);
    for (const revision of REVISIONS) report(revision, run(url, revision));
  } finally {
    server.kill();
  }
} finally {
  rmSync(folder, { recursive: true });
}
for (const { checks } of EXPECTED)
  for (const check of checks) if (!needed.has(check)) fault(`${check} is listed and nothing like it failed`);
console.log(failed === 0 ? "All as expected." : `${failed} not as expected.`);
process.exitCode = failed === 0 ? 0 : 1;

async function addressOf(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const [url] = /http:\/\/\S+/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error("omp-server did not start. Is it built?");
}

/** The checks of every scenario of a revision, each named `scenario check`. */
function run(url: string, revision: string): NamedCheck[] {
  const results = join(folder, revision);
  const suite = join(folder, "node_modules", SUITE, "dist/index.js");
  // Its exit code says that something failed, which is expected.
  spawnSync(process.execPath, [suite, "server", "--url", url, "--requirements", revision, "-o", results], {
    timeout: 900_000,
  });
  return readdirSync(results).flatMap((name) => {
    const scenario = /^server-(.+?)-\d{4}-\d\d-\d\dT/.exec(name)?.[1] ?? name;
    const checks = JSON.parse(readFileSync(join(results, name, "checks.json"), "utf8")) as Check[];
    return checks.map((check) => ({ ...check, name: `${scenario} ${check.id}` }));
  });
}

function report(revision: string, checks: readonly NamedCheck[]): void {
  const failing = checks.filter(({ status }) => status === "FAILURE");
  for (const { name, errorMessage = "" } of failing)
    if (!EXPECTED.some((group) => group.checks.some((check) => check.test(name))))
      fault(`${revision} ${name}: ${errorMessage}`);
  for (const { reason, checks: expected } of EXPECTED) {
    const found = failing.filter(({ name }) => expected.some((check) => check.test(name)));
    for (const check of expected) if (found.some(({ name }) => check.test(name))) needed.add(check);
    if (found.length > 0) console.log(`     ${revision} ${found.length} failed as expected: each ${reason}`);
  }
  const passed = checks.filter(({ status }) => status === "SUCCESS").length;
  if (passed < 30) fault(`${revision} only ${passed} checks passed: did the suite run?`);
  console.log(`ok   ${revision} ${passed} passed`);
}

function fault(text: string): void {
  failed++;
  console.log(`FAIL ${text}`);
}
