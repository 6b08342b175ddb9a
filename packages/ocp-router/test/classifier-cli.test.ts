import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ocp-router-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  args: readonly string[],
  { input = "", env = {} }: { input?: string; env?: object } = {},
): Promise<Run> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: "", HOME: folder, NO_COLOR: "1", ...env } };
    const child = execFile(process.execPath, [MAIN, ...args], options, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
    });
    child.stdin?.end(input);
  });
}

test("explain prints the score, the way and what each signal adds", async () => {
  const { code, out } = await run(["explain", "review security vulnerabilities across all endpoints"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^0\.55 .*paid model/);
  expect(out).toContain("+0.55  security-sensitive");
});

test("explain reads a prompt from its input, and answers in JSON", async () => {
  const { out } = await run(["explain", "--json"], { input: "explain the auth middleware" });
  expect(JSON.parse(out)).toMatchObject({ route_to: "local", complexity_score: 0, signals: ["simple:explain task"] });
});

test("fit writes weights that explain then uses", async () => {
  const rows = Array.from({ length: 60 }, (_, at) => {
    const [word, label] = at % 2 === 0 ? ["zeppelin", "paid"] : ["bicycle", "local"];
    return JSON.stringify({ prompt: `${word} number ${at}`, label, category: `c${at % 3}` });
  });
  await writeFile(join(folder, "data.jsonl"), rows.join("\n"));
  const { code, out, err } = await run(["fit", "data.jsonl", "--out", "w.json", "--paid-share", "50"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("60 labelled prompts");
  expect(out).toContain("OCP_ROUTE_MODEL=w.json");
  expect(JSON.parse(await readFile(join(folder, "w.json"), "utf8"))).toMatchObject({ format: "ocp-router-weights" });
  const explained = await run(["explain", "zeppelin number 99"], { env: { OCP_ROUTE_MODEL: "w.json" } });
  expect(explained.out).toMatch(/paid model[\s\S]*fitted:words 'zeppelin'/);
});

test.each([
  [["fit"], 2, /Name one file/],
  [["fit", "missing.jsonl"], 1, /missing\.jsonl cannot be read/],
  [["fit", "data.jsonl", "--paid-share", "lots"], 2, /--paid-share takes a number/],
  [["explain"], 2, /Which prompt\? Put it in quotation marks/],
  [["explain", " "], 2, /Which prompt\? Put it in quotation marks/],
  [["explain", "--model", "missing.json", "hello"], 1, /missing\.json holds no weights/],
])("%j ends with code %i and says what to do", async (args, code, message) => {
  const result = await run(args);
  expect(result.code).toBe(code);
  expect(result.err).toMatch(message);
  expect(result.err).not.toMatch(/^\s+at /m);
});
