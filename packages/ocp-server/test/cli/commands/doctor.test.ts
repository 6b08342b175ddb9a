import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeEngine, createWorkspace, runCli, type RunOptions } from "../support/context.ts";

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "ocp doctor-")));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

interface Report {
  ok: boolean;
  checks: { level: string; subject: string; message: string; advice?: string }[];
}

async function examine(options: RunOptions = {}): Promise<Report & { code: number }> {
  const { code, out } = await runCli(["doctor", "--json"], {
    ...options,
    input: { home, cwd: home, ...options.input },
  });
  return { code, ...(JSON.parse(out) as Report) };
}

const about = ({ checks }: Report, subject: string) => checks.filter((check) => check.subject === subject);

function createDatabase(...workspaces: ReturnType<typeof createWorkspace>[]) {
  mkdirSync(join(home, ".local/share/ocp"), { recursive: true });
  writeFileSync(join(home, ".local/share/ocp/ocp.db"), "a database");
  return createFakeEngine({ "workspace.list": () => ({ workspaces, next_cursor: null }) });
}

describe("doctor", () => {
  it("is content with a fresh machine, and makes no database by looking", async () => {
    const report = await examine();
    expect(report).toMatchObject({ code: 0, ok: true });
    expect(about(report, "database")[0]).toMatchObject({
      level: "ok",
      message: expect.stringContaining("does not exist yet") as string,
    });
    expect(about(report, "keys")[0]!.message).toContain("open");
    expect(readdirSync(home)).toEqual([]);
  });

  it("prints a line for each check and a verdict", async () => {
    const { code, out } = await runCli(["doctor"], { input: { home, cwd: home, nodeVersion: "20.1.0" } });
    expect(code).toBe(1);
    expect(out).toMatch(
      /^fail {2}node {8}Node\.js 20\.1\.0 on linux \(.+\)\n {18}Node\.js 22\.14\.0 or newer is needed\.\n/,
    );
    expect(out).toMatch(/\n1 problem to solve\.\n$/);
  });

  it("lists every wrong setting and stops there", async () => {
    const report = await examine({ env: { OCP_EMBED_DIM: "x", OCP_WATCH: "y" } });
    expect(report.code).toBe(1);
    expect(report.checks.map(({ level, subject }) => `${level} ${subject}`)).toEqual([
      "ok node",
      "fail settings",
      "fail settings",
    ]);
  });

  it("tries the embedder, and says what to do when it does not answer", async () => {
    expect(about(await examine(), "embedder")[0]).toMatchObject({
      level: "ok",
      message: "hash, 512 dimensions, built in and offline",
    });
    const [finding] = about(
      await examine({ env: { OCP_EMBEDDER: "ollama", OCP_OLLAMA_URL: "http://127.0.0.1:9" } }),
      "embedder",
    );
    expect(finding).toMatchObject({
      level: "warn",
      message: expect.stringMatching(/^ollama:nomic-embed-text:words: .*ollama serve/) as string,
      advice: expect.stringContaining("OCP_EMBEDDER=hash") as string,
    });
  });

  it("finds a key that does not fit, without printing it", async () => {
    const report = await examine({ env: { OCP_API_KEYS: "topsecret", OCP_API_KEY: "othersecret" } });
    expect(about(report, "keys")[0]).toMatchObject({ level: "fail" });
    expect(JSON.stringify(report)).not.toContain("secret");
  });

  it("finds a database that is a folder", async () => {
    expect(about(await examine({ env: { OCP_DB_PATH: home } }), "database")[0]).toMatchObject({
      level: "fail",
      message: `${home} is a folder`,
    });
  });

  it("finds a damaged database", async () => {
    const { engine } = createDatabase();
    const report = await examine({ engine: { ...engine, check: async () => ["row 3 missing from index"] } });
    expect(about(report, "database")[0]).toMatchObject({
      level: "fail",
      message: expect.stringContaining("row 3 missing") as string,
    });
  });

  it("finds a database that does not open", async () => {
    const { engine } = createDatabase();
    const check = async (): Promise<string[]> => {
      throw new Error("it is not a database");
    };
    expect(about(await examine({ engine: { ...engine, check } }), "database")[0]).toMatchObject({
      level: "fail",
      message: expect.stringContaining("does not open: it is not a database") as string,
    });
  });

  it("says which workspaces are behind, and what to type", async () => {
    const { engine, closed } = createDatabase(
      createWorkspace(home, { name: "fresh" }),
      createWorkspace(home, { name: "stale", stale: 2 }),
      createWorkspace(home, { name: "broken off", status: "partial" }),
      createWorkspace(home, { name: "new", status: "empty", indexed_at: null, chunks: 0 }),
      createWorkspace(join(home, "gone"), { name: "gone" }),
      createWorkspace("doc://x", { name: "documents" }),
    );
    const report = await examine({ engine });
    expect(report.ok).toBe(true);
    expect(
      about(report, "index").map(({ level, message }) => `${level} ${message.split(/[:;,(]/)[0]!.trim()}`),
    ).toEqual(["ok fresh", "warn stale", "warn broken off", "warn new", "warn gone", "ok documents"]);
    expect(about(report, "index")[1]!.advice).toBe("Bring it up to date: ocp-server index .");
    expect(closed()).toBe(1);
  });

  it("reports watching as the settings and the system have it", async () => {
    expect(about(await examine({ env: { OCP_WATCH: "0" } }), "watching")[0]!.message).toContain("switched off");
    expect(about(await examine({ input: { platform: "darwin" } }), "watching")[0]).toMatchObject({ level: "ok" });
  });

  it.runIf(process.platform === "linux")("reads the limits of the system on Linux", async () => {
    expect(about(await examine(), "watching")[0]!.message).toMatch(/inotify (allows [\d,]+ folders|is not available)/);
  });

  it.skipIf(process.getuid?.() === 0)("finds a place that cannot be written", async () => {
    const report = await examine({ env: { OCP_DB_PATH: "/proc/ocp/ocp.db" } });
    expect(about(report, "disk")[0]).toMatchObject({ level: "fail" });
  });
});
