import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VERSION } from "../../src/version.ts";
import { createSandbox, finish, initialize, LAUNCHER, type Sandbox } from "./support/processes.ts";

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});
afterEach(() => sandbox[Symbol.dispose]());

/** Writes files into a folder of the sandbox and answers its path. */
function project(files: Record<string, string>, name = 'pro"ject ü'): string {
  const root = join(sandbox.home, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const sources = {
  "src/auth/token.ts":
    "/** Checks a signed token. */\nexport function verifyToken(token: string): boolean {\n  return token.length > 3;\n}\n",
  "src/net/retry.py": "def retry_request(times):\n    for attempt in range(times):\n        send(attempt)\n",
  "README.md": "# Example\n\n## Deployment\n\nDeploy it with care.\n",
};

describe("the built command line", () => {
  it("indexes a folder, finds, packs and lists what is in it, all in the database that hosts share", async () => {
    const root = project(sources);
    const index = await sandbox.run(["index"], { cwd: root });
    expect(index).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Indexed .+\n {2}3 files: \d+ chunks written, 0 chunks unchanged, in /) as string,
    });
    expect(existsSync(join(sandbox.home, ".local/share/ocp/ocp.db"))).toBe(process.platform === "linux");

    const search = await sandbox.run(["search", "verify", "a", "token"], { cwd: root });
    expect(search.code).toBe(0);
    expect(search.out).toMatch(/^ 1\. src\/auth\/token\.ts:2 {2}function verifyToken {2}0\.\d{3}\n/);
    expect(search.out).not.toContain("\u001b");

    const coloured = await sandbox.run(["search", "retry_request"], {
      cwd: join(root, "src"),
      env: { FORCE_COLOR: "1" },
    });
    expect(coloured.out).toContain("net/retry.py:1");
    expect(coloured.out).toContain("\u001b[1m\u001b[33mretry\u001b[39m\u001b[22m_");

    const narrowed = await sandbox.run(["search", "token", "--json", "--in", "src/net"], { cwd: root });
    const { chunks } = JSON.parse(narrowed.out) as { chunks: { source: { uri: string } }[] };
    expect(chunks.filter(({ source }) => !source.uri.includes("/src/net/"))).toEqual([]);

    const pack = await sandbox.run(["pack", "how to deploy", "--budget", "200"], { cwd: root });
    expect(pack.out).toMatch(/^\[README\.md:\d+-\d+\]\n/);
    const [, tokens] = /^(\d+) of 200 tokens \(cl100k_base\), from \d+ chunks?\n$/.exec(pack.err)!;
    expect(Number(tokens)).toBeLessThanOrEqual(200);

    const again = await sandbox.run(["index", "--json"], { cwd: root });
    expect(JSON.parse(again.out)).toMatchObject({ indexed: 0, removed: 0, files: 3 });
    const { workspaces } = JSON.parse((await sandbox.run(["workspaces", "--json"])).out) as { workspaces: unknown[] };
    expect(workspaces).toEqual([expect.objectContaining({ files: 3, stale: 0, status: "ready" })]);
  });

  it("says what to type before anything is indexed, also in a folder with no content", async () => {
    const root = project({ "only.bin": "\0\0" });
    const before = await sandbox.run(["search", "x"], { cwd: root });
    expect(before).toMatchObject({ code: 1, out: "" });
    expect(before.err).toMatch(/is not indexed yet\. Type: \S*node\S* .*ocp-server\.js index \.\n$/);
    expect((await sandbox.run(["index"], { cwd: root })).out).toContain("There was no file to index");
    expect((await sandbox.run(["search", "x"], { cwd: root })).err).toContain("held no file to search");
  });

  it("shares state between processes, with conditions", async () => {
    const root = project(sources);
    await sandbox.run(["index"], { cwd: root });
    expect(await sandbox.run(["state", "set", "plan", '{"step":1}'], { cwd: root })).toMatchObject({
      code: 0,
      out: "version 1\n",
    });
    expect(JSON.parse((await sandbox.run(["state", "get", "plan"], { cwd: root })).out)).toEqual({ step: 1 });
    const conflict = await sandbox.run(["state", "set", "plan", "2", "--if-version", "0", "--json"], { cwd: root });
    expect(conflict.code).toBe(1);
    expect(JSON.parse(conflict.out)).toMatchObject({ error: { code: "CONFLICT", current_version: 1 } });
    await sandbox.run(["state", "set", "notes", "-", "--agent", "a"], { stdin: "for myself" });
    expect((await sandbox.run(["state", "get", "notes", "--agent", "a"])).out).toBe("for myself\n");
    expect((await sandbox.run(["state", "list"], { cwd: root })).out).toMatch(/^KEY .*\nplan +1 /);
    expect((await sandbox.run(["state", "delete", "plan"], { cwd: root })).out).toBe("deleted\n");
  });

  it("prints nothing that a terminal would obey, whatever files hold", async () => {
    const root = project({
      "evil\u001b[2J.md": "# Owned \u001b]0;title\u0007\u001b[31m needle \u202E\u009b2J\nneedle text\n",
    });
    await sandbox.run(["index"], { cwd: root });
    for (const args of [["search", "needle"], ["pack", "needle"], ["search", "--json", "needle"], ["workspaces"]]) {
      const { code, out, err } = await sandbox.run(args, { cwd: root });
      expect(code).toBe(0);
      expect(out).toContain(args[0] === "workspaces" ? "ready" : "needle");
      // oxlint-disable-next-line no-control-regex
      expect(out + err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it("is quiet when the reader of its output goes away", async () => {
    const root = project(
      Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => [`f${i}.md`, `# Needle ${i}\n\n${`needle ${i} word `.repeat(400)}\n`]),
      ),
    );
    await sandbox.run(["index"], { cwd: root });
    const child = sandbox.start(["pack", "needle", "--budget", "100000", "--json"], { cwd: root });
    let err = "";
    child.stderr.on("data", (part: Buffer) => (err += part.toString()));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it.skipIf(process.platform === "win32")("stops in order at Ctrl-C, and the next run goes on from there", async () => {
    const files = Array.from({ length: 4000 }, (_, i) => [
      `d${i % 40}/f${i}.ts`,
      `export function f${i}() {\n  return ${i};\n}\n`.repeat(8),
    ]);
    const root = project(Object.fromEntries(files) as Record<string, string>);
    const child = sandbox.start(["index"], { cwd: root });
    const ended = finish(child);
    const database = join(
      sandbox.home,
      process.platform === "darwin" ? "Library/Application Support/ocp/ocp.db" : ".local/share/ocp/ocp.db",
    );
    while (!existsSync(`${database}-wal`) || statSync(`${database}-wal`).size < 1_000_000)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill("SIGINT");
    const { code, err } = await ended;
    expect(err).toContain("Stopped. What was indexed so far is kept; the same command goes on from there.");
    expect(code).toBe(130);

    const rest = JSON.parse((await sandbox.run(["index", "--json"], { cwd: root })).out) as {
      indexed: number;
      skipped: number;
    };
    expect(rest.skipped).toBeGreaterThan(0);
    expect(rest.indexed).toBeGreaterThan(0);
    const doctor = JSON.parse((await sandbox.run(["doctor", "--json"], { cwd: root })).out) as {
      checks: { subject: string; level: string }[];
    };
    expect(doctor.checks.find(({ subject }) => subject === "database")!.level).toBe("ok");
    expect(doctor.checks.find(({ subject }) => subject === "index")!.level).toBe("ok");
  });

  it("reports on itself", async () => {
    expect(await sandbox.run(["--version"])).toMatchObject({ code: 0, out: `${VERSION}\n`, err: "" });
    const doctor = await sandbox.run(["doctor"]);
    expect(doctor.out).toMatch(/^ok {4}node {8}Node\.js /);
    expect(doctor.out).toContain("does not exist yet");
    expect(readdirSync(sandbox.home)).toEqual([]);
  });

  it("finds a file that is no database", async () => {
    writeFileSync(join(sandbox.home, "x.db"), "this is no database, whatever it is called".repeat(100));
    const { code, out } = await sandbox.run(["doctor", "--db", "x.db"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^fail {2}database {4}.*x\.db/m);
  });
});

describe("the built server", () => {
  it("speaks only protocol on stdout and ends with its input", async () => {
    const begin = performance.now();
    const child = sandbox.start([], { env: { OCP_DBPATH: "misspelled" } });
    const { line, err } = await initialize(child);
    const started = performance.now() - begin;
    expect(JSON.parse(line)).toMatchObject({ id: 1, result: { serverInfo: { name: "ocp-server", version: VERSION } } });
    expect(err).toContain("Warning: OCP_DBPATH is not a variable");
    const ended = finish(child);
    child.stdin.end();
    const { code, out, ms } = await ended;
    expect({ code, out }).toEqual({ code: 0, out: "" });
    // On a machine that is so busy that starting takes long, ending may take as long.
    expect(ms).toBeLessThan(Math.max(1_000, started));
  });

  it.each([
    [{ OCP_API_KEYS: "topsecret" }, "none was given"],
    [{ OCP_API_KEYS: "topsecret", OCP_API_KEY: "wrongsecret" }, "not one of this server's"],
    [{ OCP_DATABASE_URL: "postgres://u:topsecret@h/d", OCP_EMBEDDER: "word2vec" }, "2 problems"],
  ])("refuses to start with %j, without printing a secret", async (env, message) => {
    const { code, out, err } = await sandbox.run([], { env });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
    expect(err).not.toContain("secret");
  });

  it("starts from the configuration that init wrote", async () => {
    await sandbox.run(["init", "cursor", "--yes"]);
    const text = readFileSync(join(sandbox.home, ".cursor/mcp.json"), "utf8");
    const { ocp } = (
      JSON.parse(text) as { mcpServers: { ocp: { command: string; args: string[]; env: Record<string, string> } } }
    ).mcpServers;
    const child = spawn(ocp.command, ocp.args, { cwd: sandbox.home, env: { ...sandbox.env, ...ocp.env } });
    const { line } = await initialize(child);
    expect(JSON.parse(line)).toHaveProperty("result.serverInfo.name", "ocp-server");
    const ended = finish(child);
    child.stdin.end();
    expect((await ended).code).toBe(0);
  });
});

describe("the launcher", () => {
  const asVersion = (version: string): string =>
    `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } }); process.argv = ["node", "ocp-server", "--version"]; require(${JSON.stringify(LAUNCHER)});`;

  it.each(["6.17.1", "18.20.8", "20.20.2", "22.13.9"])(
    "refuses Node.js %s before it loads anything, and says what works",
    async (version) => {
      const { code, out, err } = await finish(
        spawn(process.execPath, ["-e", asVersion(version)], { env: sandbox.env }),
      );
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain(`needs Node.js 22.14 or newer; this is ${version} (`);
      expect(err).toContain(`npx -y -p node@24 node "${LAUNCHER}"`);
    },
  );

  it.each(["22.14.0", "23.0.0", "100.1.0"])("accepts Node.js %s", async (version) => {
    const ended = await finish(spawn(process.execPath, ["-e", asVersion(version)], { env: sandbox.env }));
    expect(ended).toMatchObject({ code: 0, out: `${VERSION}\n`, err: "" });
  });

  it("holds nothing that an old Node.js cannot read", () => {
    const code = readFileSync(LAUNCHER, "utf8")
      .replace(/^\s*\/\/.*$/gm, "")
      .replace(/\/\*.*?\*\//gs, "");
    expect(code).not.toMatch(/=>|`|\?\.|\?\?|\bconst\b|\blet\b|\bimport\b|\bexport\b|\basync\b|node:|\.\.\./);
  });

  it("says what to build in a checkout that is not built, and what to type where it is installed", async () => {
    cpSync(dirname(LAUNCHER), join(sandbox.home, "bin"), { recursive: true });
    const unbuilt = join(sandbox.home, "bin", "ocp-server.js");
    const { code, err } = await finish(spawn(process.execPath, [unbuilt], { env: sandbox.env }));
    expect(code).toBe(1);
    expect(err).toContain("build it first: npx -y pnpm@10.34.8 build");

    const modules = join(sandbox.home, "node_modules");
    mkdirSync(modules);
    cpSync(dirname(LAUNCHER), join(modules, "ocp-server", "bin"), { recursive: true });
    symlinkSync(join(modules, "ocp-server", "bin", "ocp-server.js"), join(modules, "link.js"));
    const installed = asVersion("20.0.0").replace(JSON.stringify(LAUNCHER), JSON.stringify(join(modules, "link.js")));
    expect((await finish(spawn(process.execPath, ["-e", installed], { env: sandbox.env }))).err).toContain(
      "npx -y -p node@24 -p ocp-server ocp-server\n",
    );
  });
});
