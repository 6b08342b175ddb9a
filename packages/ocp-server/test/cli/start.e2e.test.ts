import { spawn } from "node:child_process";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSandbox, finish, LAUNCHER, type Result, type Sandbox } from "./support/processes.ts";

const SCRIPT = join(import.meta.dirname, "../../../../scripts/start.ts");

// `pnpm test` has built it; from a cache it is older than a fresh checkout, and would be built while other tests use it.
beforeAll(() => utimesSync(join(LAUNCHER, "../../dist/cli.js"), new Date(), new Date()));

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox();
  mkdirSync(join(sandbox.home, "my project"));
  writeFileSync(join(sandbox.home, "my project", "greet.py"), "def greet(name):\n    return 'hello ' + name\n");
  mkdirSync(join(sandbox.home, "empty"));
});
afterEach(() => sandbox[Symbol.dispose]());

/** Runs the newcomer's command as pnpm does: from the checkout, told where the person stands. */
async function start(...args: string[]): Promise<Result> {
  const env = { ...sandbox.env, INIT_CWD: sandbox.home };
  const child = spawn(process.execPath, [SCRIPT, ...args], { cwd: join(SCRIPT, "../.."), env });
  child.stdin.end();
  return finish(child);
}

describe("the newcomer's command", () => {
  it("indexes a folder, answers the question, packs, and prints configurations that work", async () => {
    const { code, out } = await start("my project", "how is somebody greeted");
    expect(code).toBe(0);
    expect(out).toContain("1 file: 1 chunk written");
    expect(out).toMatch(
      /\nhow is somebody greeted\n\n {1,2}1\. my project\/greet\.py:1 {2}function greet {2}0\.\d{3}\n/,
    );
    expect(out).toMatch(/│ \[greet\.py:1-2\]\n/);
    expect(out).toMatch(/\n {2}\d+ of 2,000 tokens \(cl100k_base\), from 1 chunk\n/);
    for (const host of ["Claude Code", "Cursor", "VS Code"]) expect(out).toContain(`${host}: add this to `);
    const snippets = [...out.matchAll(/^\{\n[^]*?^\}$/gm)].map(
      ([text]) => JSON.parse(text) as Record<string, { ocp: unknown }>,
    );
    expect(snippets).toHaveLength(3);
    for (const snippet of snippets) {
      expect(Object.values(snippet)[0]!.ocp).toMatchObject({ command: process.execPath, args: [LAUNCHER] });
    }
    expect(out).toContain("npx -y ocp-server");
  });

  it("asks three questions of its own where none is given and nobody can type", async () => {
    const { code, out } = await start("my project");
    expect(code).toBe(0);
    expect(out.match(/^(where|how) .+$/gm)).toHaveLength(3);
  });

  it("goes on to the configurations when the folder is empty", async () => {
    const { code, out } = await start("empty");
    expect(code).toBe(0);
    expect(out).toContain("There was no file to index");
    expect(out).not.toContain("packed for a prompt");
    expect(out).toContain("Claude Code: add this to ");
  });

  it.each([
    [["missing"], "There is no folder "],
    [["my project/greet.py"], "greet.py is a file. Name the folder that holds it: "],
    [["my project", "how", "is"], "Put the question in quotes: "],
  ])("says what is wrong with %j", async (args, message) => {
    const { code, out, err } = await start(...args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
  });
});
