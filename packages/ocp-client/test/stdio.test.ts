import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { OcpClient, OcpConnectionError, OcpError } from "../src/index.ts";
import { connectFile, fileServer, scratch, starts } from "./support/spawn.ts";

const set = { key: "k", value: 1, scope: "global", workspace_id: "ws_1" };

async function failure(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => Promise.reject(new Error("it worked")),
    (error: Error) => error,
  );
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { interval: 10 }).toBe(true);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a server that does not start", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("is reported with the command when there is none", async () => {
    // Where a folder of PATH may not be entered, the system says that instead.
    vi.stubEnv("PATH", dirname(process.execPath));
    const error = await failure(OcpClient.stdio(["ocp-server-that-is-not-there", "--flag"]));
    expect(OcpConnectionError.is(error, "START_FAILED")).toBe(true);
    expect(error.message).toContain("`ocp-server-that-is-not-there --flag`: no such command");
    expect(error.message).toContain("npm install ocp-server");
  });

  it("is reported with the last lines of its log", async () => {
    const error = await failure(OcpClient.stdio(fileServer(scratch(), { "*": "refuse" })));
    expect(OcpConnectionError.is(error, "START_FAILED")).toBe(true);
    expect(error.message).toContain(
      "ended before it answered the handshake. It said:\nstarting\nOCP_API_KEY is not one of the keys",
    );
  });

  it("is given up after the time allowed, and ended", async () => {
    const folder = scratch();
    const started = performance.now();
    const error = await failure(OcpClient.stdio(fileServer(folder, { "*": "silent" }), { connectTimeoutMs: 700 }));
    expect(OcpConnectionError.is(error, "START_FAILED")).toBe(true);
    expect(error.message).toContain("did not answer the handshake within 700 ms");
    // Without a limit of its own it would be given a minute.
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it("is given up when the signal says so, with the signal's reason", async () => {
    const reason = new Error("the user left");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    const error = await failure(
      OcpClient.stdio(fileServer(scratch(), { "*": "silent" }), { signal: controller.signal }),
    );
    expect(error).toBe(reason);
  });

  it.each([[[""]], [[]], ["ocp-server"], [undefined]])("is not even tried when the command is %j", async (command) => {
    const error = await failure(OcpClient.stdio(command as never));
    expect(OcpError.is(error, "INVALID_PARAMS")).toBe(true);
    expect(error.message).toContain("Write a list");
  });
});

describe("a spawned server", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("works in the given folder and inherits the OCP variables, but no others", async () => {
    const folder = scratch();
    const cwd = join(folder, "a b");
    mkdirSync(cwd);
    vi.stubEnv("OCP_WATCH", "0");
    vi.stubEnv("OCP_PORT", "1");
    vi.stubEnv("DATABASE_PASSWORD", "hunter2");
    await connectFile(
      folder,
      { "*": "report-environment" },
      { cwd, env: { OCP_PORT: undefined, EXTRA: "given", HOME: "/elsewhere" } },
    );
    const report = JSON.parse(readFileSync(join(folder, "environment"), "utf8"));
    expect(realpathSync(report.cwd)).toBe(realpathSync(cwd));
    expect(report.env).toMatchObject({ OCP_WATCH: "0", EXTRA: "given", HOME: "/elsewhere", PATH: process.env["PATH"] });
    expect(report.env).not.toHaveProperty("OCP_PORT");
    expect(report.env).not.toHaveProperty("DATABASE_PASSWORD");
  });

  it("ends when the client is closed", async () => {
    const folder = scratch();
    const client = await connectFile(folder);
    const [pid = 0] = starts(folder);
    expect(alive(pid)).toBe(true);
    await client.close();
    await until(() => !alive(pid));
  });

  it("hands its log to onStderr line by line", async () => {
    const lines: string[] = [];
    const client = await connectFile(scratch(), { "state.get": "exit-once" }, { onStderr: (line) => lines.push(line) });
    await client.state.get({ key: "k" });
    expect(lines).toContain("boom: out of cheese");
  });
});

describe("a server that dies", () => {
  it("during an idempotent call is started again and the call repeated", async () => {
    const folder = scratch();
    const client = await connectFile(folder, { "state.get": "exit-once" });
    await client.state.set(set);
    const { entry } = await client.state.get({ key: "k" });
    expect(entry?.value).toBe(1);
    expect(starts(folder)).toHaveLength(2);
  });

  it("during every attempt is started again only once, and reported with its last words", async () => {
    const folder = scratch();
    const client = await connectFile(folder, { "state.get": "exit" }, { attempts: 9 });
    const error = await failure(client.state.get({ key: "k" }));
    expect(OcpConnectionError.is(error, "CONNECTION_LOST")).toBe(true);
    expect(error.message).toContain("was lost during state.get");
    expect(error.message).toContain("boom: out of cheese");
    expect(starts(folder)).toHaveLength(2);
  });

  it("during a write is reported and the write not repeated, and the next call starts it again", async () => {
    const folder = scratch();
    const client = await connectFile(folder, { "state.set": "exit-once" });
    const error = await failure(client.state.set(set));
    expect(error).toMatchObject({ code: "CONNECTION_LOST", sent: true });
    expect(error.message).toContain("may or may not have taken effect");
    expect(readFileSync(join(folder, "log"), "utf8").split("\n")).toHaveLength(2);
    await expect(client.state.set(set)).resolves.toEqual({ version: 2 });
    expect(starts(folder)).toHaveLength(2);
  });

  it("between calls is started again for any call, since none was lost", async () => {
    const folder = scratch();
    const client = await connectFile(folder);
    const [pid = 0] = starts(folder);
    process.kill(pid, "SIGKILL");
    await until(() => !alive(pid));
    await expect(client.state.set(set)).resolves.toEqual({ version: 1 });
  });

  it("is started once for all the calls that wait for it", async () => {
    const folder = scratch();
    const client = await connectFile(folder);
    const [pid = 0] = starts(folder);
    process.kill(pid, "SIGKILL");
    await until(() => !alive(pid));
    await Promise.all(Array.from({ length: 20 }, () => client.state.get({ key: "k" })));
    expect(starts(folder)).toHaveLength(2);
  });

  it("and does not come back is reported, and a call waits for it no longer than it may", async () => {
    const folder = scratch();
    const mark = join(folder, "replaced.mjs");
    // A server that is replaced by one that never answers.
    writeFileSync(mark, `await import(${JSON.stringify(fileServer(folder)[1])});`);
    const client = await OcpClient.stdio([process.execPath, mark, folder]);
    const [pid = 0] = starts(folder);
    writeFileSync(mark, "setInterval(() => {}, 1000); process.stdin.resume().on('end', () => process.exit());");
    process.kill(pid, "SIGKILL");
    await until(() => !alive(pid));
    const late = await failure(client.state.get({ key: "k" }, { timeoutMs: 300 }));
    expect(late).toMatchObject({ code: "TIMEOUT", sent: false });
    const reason = new Error("the user left");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    expect(await failure(client.state.get({ key: "k" }, { signal: controller.signal }))).toBe(reason);
    await client.close();
  });
});

describe("a call that hangs", () => {
  it("times out alone: the connection goes on", async () => {
    const folder = scratch();
    const client = await connectFile(folder, { "state.delete": "hang" });
    const error = await failure(client.state.delete({ key: "k", scope: "global" }, { timeoutMs: 200 }));
    expect(OcpConnectionError.is(error, "TIMEOUT")).toBe(true);
    await expect(client.state.get({ key: "k" })).resolves.toEqual({ entry: null });
    expect(starts(folder)).toHaveLength(1);
  });
});

describe("large answers", () => {
  it("arrive whole, beyond what an MCP client takes by default", async () => {
    const folder = scratch();
    const value = "ü".repeat(4_000_000);
    writeFileSync(join(folder, "log"), `${JSON.stringify({ key: "k", value })}\n`);
    const client = await connectFile(folder);
    const { entry } = await client.state.get({ key: "k" });
    expect(entry?.value === value).toBe(true);
  });
});

it("leaves nothing behind that keeps a program running", () => {
  const folder = scratch();
  const program = join(folder, "program.mjs");
  const index = new URL("../src/index.ts", import.meta.url).href;
  writeFileSync(
    program,
    `import { OcpClient } from ${JSON.stringify(index)};
     const client = await OcpClient.stdio(${JSON.stringify(fileServer(folder))});
     const events = client.events.on({ workspace_id: "ws_1" });
     await events.ready;
     await client.close();
     console.log("closed", (await events.next()).done);`,
  );
  const run = spawnSync(process.execPath, [program], { encoding: "utf8", timeout: 120_000 });
  expect(run.stdout.trim()).toBe("closed true");
  expect(run.status).toBe(0);
  expect(existsSync(join(folder, "unsubscribed"))).toBe(true);
});
