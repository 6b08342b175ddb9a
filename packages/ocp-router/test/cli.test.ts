import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EASY, HARD, startTwoVendors, type TwoVendors } from "./support/two-vendors.ts";

const PROGRAM = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

let two: TwoVendors;
let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  two = await startTwoVendors();
  folder = mkdtempSync(join(tmpdir(), "ocp-router-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await two[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: {
      PATH: process.env["PATH"],
      NO_COLOR: "1",
      HOME: folder,
      OCP_OLLAMA_URL: two.ollama.url,
      ANTHROPIC_BASE_URL: two.vendor.url,
      ANTHROPIC_API_KEY: "sk-test-key-1234567",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function run(args: readonly string[], env?: Readonly<Record<string, string>>) {
  const child = start(args, env);
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [out, err, code] = await Promise.all([readText(child.stdout), readText(child.stderr), ended]);
  return { out, err, code };
}

/** Starts `serve` and waits until it says where it listens. */
async function serve(env?: Readonly<Record<string, string>>, ...args: string[]) {
  const child = start(["serve", "--port", "0", ...args], env);
  const said = { err: "", out: "" };
  child.stdout.on("data", (part) => (said.out += String(part)));
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (part) => {
      said.err += String(part);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said.err)?.[0];
      if (found && said.err.includes("ANTHROPIC_BASE_URL")) resolve(found);
    });
    child.on("close", () => reject(new Error(said.err)));
  });
  const ask = async (prompt: string): Promise<string | null> => {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "any", messages: [{ role: "user", content: prompt }] }),
    });
    await response.text();
    return response.headers.get("x-ocp-route-to");
  };
  const stop = async (): Promise<number | null> => {
    // Once all that it has said was read.
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    child.kill("SIGTERM");
    return ended;
  };
  return { url, ask, stop, said };
}

describe("serve and stats", () => {
  it("route what comes, show it, keep a record, and add it up", async () => {
    const { ask, stop, said } = await serve();
    expect(await ask(EASY)).toBe("local");
    expect(await ask(HARD)).toBe("paid");
    expect(await ask(EASY)).toBe("local");
    expect(await stop()).toBe(0);
    expect(said.err).toMatch(/local {2}0\.00 {2}llama3\.2 {2}11\+6 tokens/);
    expect(said.err).toMatch(/paid {3}0\.55 {2}claude-sonnet-4-6 .*security-sensitive/);
    expect(said.err).not.toContain("sk-test");
    expect(said.out).toBe("");
    const { out, code } = await run(["stats"]);
    expect(code).toBe(0);
    expect(out).toContain("3 requests · 67% answered locally · $0.00018 spent · $0.00025 saved");
    expect(out).toMatch(/llama3\.2 +2 +22 +12 /);
    expect(out).toMatch(/█+░+ {2}2 local, 1 paid/);
    const { out: json } = await run(["stats", "--json", "--days", "2"]);
    expect(JSON.parse(json)).toMatchObject({ total: { calls: 3 }, by_tier: { local: { calls: 2 } } });
    const record = join(folder, ".local", "share", "ocp", "router.jsonl");
    if (process.platform === "linux") expect(readFileSync(record, "utf8")).not.toContain("auth middleware");
  });

  it("say at once what would make requests fail, or cost unseen", async () => {
    two.ollama.models = ["other"];
    const { stop, said } = await serve({ ANTHROPIC_API_KEY: "", OCP_PAID_MODEL: "claude-unheard-of" });
    await expect.poll(() => said.err).toContain("No price is known for claude-unheard-of");
    expect(said.err).toContain("ollama pull llama3.2");
    expect(said.err).toContain("ANTHROPIC_API_KEY is not set");
    expect(await stop()).toBe(0);
  });

  it("keep the record in SQLite, or none", async () => {
    const path = join(folder, "trace.db");
    const { ask, stop } = await serve({ OCP_TRACE: path });
    await ask(EASY);
    await stop();
    expect((await run(["stats"], { OCP_TRACE: path })).out).toContain("1 request · 100% answered locally");
    const quiet = await serve({}, "--no-trace", "--quiet");
    await quiet.ask(EASY);
    await quiet.stop();
    expect(quiet.said.err).not.toContain("Record");
    const { err, code } = await run(["stats"]);
    expect([code, err]).toEqual([1, expect.stringContaining("ocp-router serve")]);
  });

  it("refuse to be open to others without a key, to talk to themselves, and a port that is taken", async () => {
    expect(await run(["serve", "--host", "0.0.0.0"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("OCP_ROUTER_KEY"),
    });
    const loop = await run(["serve", "--port", "4177"], { ANTHROPIC_BASE_URL: "http://localhost:4177" });
    expect(loop).toMatchObject({ code: 1, err: expect.stringContaining("points at this endpoint itself") });
    const taken = await run(["serve", "--port", String(two.ollama.port)], { OCP_OLLAMA_URL: "http://127.0.0.1:9" });
    expect(taken).toMatchObject({ code: 1, err: expect.stringContaining("is taken") });
  });
});

describe("doctor", () => {
  it("finds all well", async () => {
    two.ollama.models = ["llama3.2:latest"];
    const { out, code } = await run(["doctor"]);
    expect(code).toBe(0);
    expect(out).toContain("All is well.");
    expect(two.vendor.seen).toHaveLength(0);
  });

  it("says what to do about each thing that is missing", async () => {
    two.ollama.models = ["qwen3:4b"];
    const model = await run(["doctor"], { ANTHROPIC_API_KEY: "", ANTHROPIC_BASE_URL: "" });
    expect(model.code).toBe(1);
    expect(model.out).toMatch(/fail {2}local .*no model llama3\.2; it has qwen3:4b\.\n +ollama pull llama3\.2/);
    expect(model.out).toMatch(/warn {2}paid .*ANTHROPIC_API_KEY is not set/);
    const { out } = await run(["doctor", "--json"], {
      OCP_OLLAMA_URL: "http://127.0.0.1:9",
      OCP_ROUTE_MODEL: "nowhere.json",
    });
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      checks: expect.arrayContaining([
        expect.objectContaining({ level: "fail", message: expect.stringContaining("ollama serve") }),
        expect.objectContaining({
          level: "fail",
          subject: "classifier",
          message: expect.stringContaining("OCP_ROUTE_MODEL"),
        }),
      ]),
    });
  });

  it("lists everything that is wrong with the settings, and no key", async () => {
    const { out, code } = await run(["doctor"], {
      OCP_ROUTE_THRESHOLD: "1.5",
      OCP_PAID_BACKEND: "sk-test-key-1234567",
      OCP_OLLAMA_URL: "ftp://x",
      OCP_PRICES: '{"m": 1}',
    });
    expect(code).toBe(1);
    for (const name of ["OCP_ROUTE_THRESHOLD", "OCP_PAID_BACKEND", "OCP_OLLAMA_URL", "OCP_PRICES"])
      expect(out).toContain(name);
  });
});

it("explains itself, and wrong use", async () => {
  const help = await run([]);
  expect(help.out).toContain("serve");
  expect(help.out).toContain("OCP_ROUTE_THRESHOLD");
  expect((await run(["serve", "--help"])).out).toContain("--port <n>");
  expect((await run(["--version"])).out).toMatch(/^\d+\.\d+\.\d+/);
  expect(await run(["sreve"])).toMatchObject({ code: 2, err: expect.stringContaining("There is no command 'sreve'") });
  expect(await run(["stats", "--wat"])).toMatchObject({ code: 2, err: expect.stringContaining("--wat") });
});
