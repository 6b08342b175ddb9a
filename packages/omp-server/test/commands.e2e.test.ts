import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PROGRAM, teaFolder } from "./conformance/wire.ts";

function run(args: readonly string[], cwd?: string): { status: number | null; out: string; err: string } {
  const env = { PATH: process.env["PATH"] ?? "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    env,
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, out: stdout, err: stderr };
}

describe("omp-server new", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "omp-new-")));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("writes a contract that check --strict accepts, beside others too", () => {
    for (const [acronym, ...more] of [
      ["TEA", "--name", "Tea Exchange Agreement", "--base", "https://tea.example/schemas"],
      ["CUP", "--category", "supporting", "--version", "1.0.0"],
    ] as const)
      expect(run(["new", acronym, ...more], folder)).toMatchObject({
        status: 0,
        out: expect.stringContaining("schema.json") as string,
      });
    expect(run(["check", "--strict", folder])).toMatchObject({ status: 0 });
    const schema = JSON.parse(readFileSync(join(folder, "standards/tea/0.1.0/schema.json"), "utf8")) as { $id: string };
    expect(schema.$id).toBe("https://tea.example/schemas/tea/0.1.0/schema.json");
  });

  test("writes nothing where something is, and nothing that could not be served", () => {
    expect(run(["new", "TEA"], folder)).toMatchObject({
      status: 1,
      err: expect.stringContaining("Tea Exchange Agreement") as string,
    });
    for (const args of [
      ["tea"],
      ["TOOLONG"],
      [],
      ["TEX", "--version", "1.0"],
      ["TEX", "--category", "other"],
      ["TEX", "--base", "file:///etc"],
    ]) {
      const { status, err } = run(["new", ...args], folder);
      expect(status, args.join(" ")).toBe(2);
      expect(err, args.join(" ")).not.toMatch(/\n +at /);
    }
    expect(run(["check", "--strict", folder]).status).toBe(0);
  });
});

describe.skipIf(process.platform !== "linux")("a place where nothing can be written", () => {
  // Node.js's own recursive `mkdir` never ends below /proc.
  test.for([
    ["export", "--out", "/proc/none/site"],
    ["export", "--out", "/dev/null/site"],
    ["new", "TEA", "--corpus", "/proc/none"],
  ])("is said, and ends '%s %s %s'", (args) => {
    const { status, err } = run(args);
    expect(status).toBe(1);
    expect(err).toMatch(/^Error: (?:\/proc\/none|\/dev\/null) cannot be made: .+\(E\w+\)\.\n$/);
  });
});

describe("omp-server diff", () => {
  const corpus = teaFolder();

  test("compares two versions of a corpus, for people and for programs", () => {
    const people = run(["diff", "TEA", "1.2.0", "1.10.0", "--corpus", corpus]);
    expect(people.status).toBe(0);
    expect(people.out).toMatch(/^TEA 1\.2\.0 \(STABLE\) → 1\.10\.0 \(STABLE\): may break/);
    const { out } = run(["diff", "tea", "1.2.0", "1.10.0", "--corpus", corpus, "--json"]);
    expect(JSON.parse(out)).toMatchObject({ contract: "TEA", from: "1.2.0", to: "1.10.0", effect: "may_break" });
  });

  test("compares a version with the same of another checkout, and fails with --check when it breaks", () => {
    const other = teaFolder();
    const file = join(other, "standards/tea/1.10.0/schema.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"maximum": 10', '"maximum": 3'));
    const args = ["diff", "TEA", "1.10.0", "--corpus", corpus, "--with", other, "--check"];
    const { status, out } = run(args);
    expect(status).toBe(1);
    expect(out).toContain("/properties/minutes/maximum");
    expect(out).toContain("black: /minutes must be <= 3");
    expect(run(["diff", "TEA", "1.10.0", "--corpus", corpus, "--with", corpus, "--check"]).status).toBe(0);
  });

  test("says what there is when something is not", () => {
    expect(run(["diff", "TEA", "1.10.0", "7.0.0", "--corpus", corpus])).toMatchObject({
      status: 1,
      err: "Error: TEA has no version 7.0.0. It has: 2.0.0, 1.10.0, 1.2.0, 0.9.0.\n",
    });
    expect(run(["diff", "NONE", "1.0.0", "2.0.0", "--corpus", corpus]).err).toContain("CUP, MAT, POT, TEA");
    expect(run(["diff", "TEA"]).status).toBe(2);
  });
});
