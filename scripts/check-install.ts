/**
 * Installs the packed packages into an empty folder, as a user would, and uses them there: with the official clients of
 * both lines, the Inspector and our own client, on the oldest Node.js that the packages support and on the newest; and
 * looks at what the launcher says to a Node.js that is too old. Needs a build, and the npm registry.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "./npm.ts";

const SUPPORTED = ["22.14.0", "24.21.0", "26.10.0"];
const TOO_OLD = ["18.20.8", "20.19.5", "22.12.0"];
/** Only ends what hangs; the machine may be busy. */
const HANGS_MS = 300_000;
const INSPECTOR = "@modelcontextprotocol/inspector@2.12.0";

const root = fileURLToPath(new URL("..", import.meta.url));
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { packageManager: string };
const platform = process.platform === "win32" ? "win" : process.platform;
const folder = mkdtempSync(join(tmpdir(), "ocp-install-"));
let failed = 0;

function check(title: string, action: () => string | undefined): void {
  const start = performance.now();
  let fault: string | undefined;
  try {
    fault = action();
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  if (fault !== undefined) failed++;
  console.log(
    `${fault === undefined ? "ok  " : "FAIL"} ${title} (${Math.round(performance.now() - start)} ms)${fault === undefined ? "" : `\n${fault}`}`,
  );
}

/** The program of a version of Node.js, from the registry. */
function nodeProgram(version: string): string {
  const name = `node-${platform}-${process.arch}`;
  const home = join(folder, `node-${version}`);
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), "{}");
  npm(["install", `${name}@${version}`, "--ignore-scripts"], home);
  return join(home, "node_modules", name, "bin", platform === "win" ? "node.exe" : "node");
}

const CONTENT = "# Greeting\n\nThe quick brown fox says hello.\n";

/** One program for every client: index a folder, search it, and print the path of the best hit. */
const PROGRAMS = {
  "v1 client": `
    import { Client } from "@modelcontextprotocol/sdk/client/index.js";
    import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
    const client = new Client({ name: "check", version: "1" });
    await use(client, new StdioClientTransport(server));`,
  "v2 client": `
    import { Client } from "@modelcontextprotocol/client";
    import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
    const client = new Client({ name: "check", version: "1" }, { versionNegotiation: { mode: "auto" } });
    await use(client, new StdioClientTransport(server));`,
  "ocp-client": `
    import { OcpClient } from "ocp-client";
    await using client = await OcpClient.stdio([server.command, ...server.args], { env: server.env });
    const { workspace_id } = await client.workspace.register({ root_uri: process.cwd() + "/root" });
    await client.workspace.index({ workspace_id });
    console.log((await client.context.search({ workspace_id, query: "fox" })).chunks[0].metadata.path);`,
};

/** What the other programs print, each of which must run from the registry as it is. */
const OTHERS: Readonly<Record<string, { file: string; args: readonly string[]; prints: RegExp }>> = {
  "ocp tools": { file: "ocp-http-headers/bin/ocp.js", args: ["tools", "api.json"], prints: /listFoxes/ },
  "ocp-router explain": { file: "ocp-router/bin/ocp-router.js", args: ["explain", "say hello"], prints: /local/ },
  "omp-server check": { file: "omp-server/bin/omp-server.js", args: ["check"], prints: /nothing is withheld/ },
};
const API = {
  openapi: "3.1.0",
  info: { title: "Foxes", version: "1" },
  servers: [{ url: "https://foxes.example" }],
  paths: { "/foxes": { get: { operationId: "listFoxes", responses: { "200": { description: "All of them" } } } } },
};

const SHARED = `
  import { rmSync } from "node:fs";
  rmSync("ocp.db", { force: true });
  const server = { command: process.execPath, args: ["node_modules/ocp-server/bin/ocp-server.js"], env: { ...process.env, OCP_DB_PATH: process.cwd() + "/ocp.db" } };
  async function use(client, transport) {
    await client.connect(transport);
    await client.listTools();
    const call = async (name, args) => (await client.callTool({ name, arguments: args })).structuredContent;
    const { workspace_id } = await call("workspace.register", { root_uri: process.cwd() + "/root" });
    await call("workspace.index", { workspace_id });
    console.log((await call("context.search", { workspace_id, query: "fox" })).chunks[0].metadata.path);
    await client.close();
  }`;

try {
  const app = join(folder, "an empty folder");
  mkdirSync(join(app, "root"), { recursive: true });
  writeFileSync(join(app, "root", "greeting.md"), CONTENT);
  writeFileSync(join(app, "api.json"), JSON.stringify(API));
  writeFileSync(join(app, "package.json"), '{ "private": true, "type": "module" }');
  for (const name of readdirSync(join(root, "packages"))) {
    execFileSync("npx", ["-y", packageManager, "pack", "--out", join(folder, `${name}.tgz`)], {
      cwd: join(root, "packages", name),
      stdio: "pipe",
    });
  }
  const tarballs = readdirSync(folder)
    .filter((name) => name.endsWith(".tgz"))
    .map((name) => join(folder, name));
  check("the tarballs install into an empty folder", () => {
    npm(["install", ...tarballs, "@modelcontextprotocol/sdk@1", "@modelcontextprotocol/client@2"], app);
    return undefined;
  });

  const program = join("node_modules", "ocp-server", "bin", "ocp-server.js");
  for (const version of SUPPORTED) {
    const node = nodeProgram(version);
    for (const [name, source] of Object.entries(PROGRAMS)) {
      check(`Node ${version}: the ${name} indexes and finds`, () => {
        const file = join(app, "check.mjs");
        // Older lines of Node.js do not know \`await using\`; a published program would be compiled.
        writeFileSync(
          file,
          `${SHARED}\n${version.startsWith("22") ? source.replace("await using", "const") + "\nawait client.close?.(); process.exit(0);" : source}`,
        );
        const { stdout, stderr } = spawnSync(node, [file], { cwd: app, encoding: "utf8", timeout: HANGS_MS });
        return stdout.trim() === "greeting.md" ? undefined : `printed '${stdout}', '${stderr}'`;
      });
    }
    for (const [name, { file, args, prints }] of Object.entries(OTHERS)) {
      check(`Node ${version}: ${name}`, () => {
        const path = join(app, "node_modules", file);
        const { stdout, stderr } = spawnSync(node, [path, ...args], { cwd: app, encoding: "utf8", timeout: HANGS_MS });
        return prints.test(stdout) ? undefined : `printed '${stdout}', '${stderr}'`;
      });
    }
    check(`Node ${version}: ocp-server --version and search`, () => {
      const env = { ...process.env, OCP_DB_PATH: join(app, "ocp.db") };
      const run = (...args: string[]) =>
        spawnSync(node, [program, ...args], { cwd: app, encoding: "utf8", env, timeout: HANGS_MS });
      const found = run("search", "quick fox", "--in", "root", "--json");
      return found.stdout.includes("greeting.md") && /^\d/.test(run("--version").stdout)
        ? undefined
        : `${found.stdout}${found.stderr}`;
    });
  }

  const inspector = join(folder, "inspector");
  mkdirSync(inspector);
  writeFileSync(join(inspector, "package.json"), "{}");
  npm(["install", INSPECTOR], inspector);
  const newest = join(
    folder,
    `node-${SUPPORTED.at(-1)}`,
    "node_modules",
    `node-${platform}-${process.arch}`,
    "bin",
    "node",
  );
  for (const era of ["legacy", "modern"]) {
    check(`the Inspector lists the tools and calls one (${era})`, () => {
      const cli = join(inspector, "node_modules", ".bin", "mcp-inspector");
      const env = { ...process.env, MCP_STORAGE_DIR: folder, OCP_DB_PATH: join(app, "ocp.db") };
      const inspect = (...args: string[]) =>
        spawnSync(
          newest,
          [cli, "--cli", newest, join(app, program), "--protocol-era", era, "--format", "json", ...args],
          { cwd: app, encoding: "utf8", env, timeout: HANGS_MS },
        );
      const tools = inspect("--method", "tools/list");
      if (!tools.stdout.includes("context.search")) return `${tools.stdout.slice(0, 500)}${tools.stderr}`;
      const called = inspect("--method", "tools/call", "--tool-name", "workspace.list");
      return called.status === 0 && called.stdout.includes("workspace_id")
        ? undefined
        : `${called.stdout}${called.stderr}`;
    });
  }

  for (const version of TOO_OLD) {
    check(`Node ${version}: the launcher says what it needs and what works anyway`, () => {
      const { status, stderr, stdout } = spawnSync(nodeProgram(version), [program], {
        cwd: app,
        encoding: "utf8",
        timeout: HANGS_MS,
      });
      const clear =
        stderr.includes(version) &&
        stderr.includes("22.14") &&
        stderr.includes("npx -y -p node@24 -p ocp-server ocp-server");
      return status === 1 && clear && stdout === "" ? undefined : `exit ${status}: ${stdout}${stderr}`;
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;
