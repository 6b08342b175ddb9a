import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../src/cli/commands/catalogue.ts";
import { dispatch } from "../src/cli/dispatch.ts";
import { clockOf, logLevel, VARIABLES, wholeNumber, type Environment } from "../src/config.ts";
import { OKHAM, SAMPLE, temporaryFolder, WITHOUT_OKHAM } from "./support.ts";

async function run(argv: readonly string[], { env = {}, cwd = "/" }: { env?: Environment; cwd?: string } = {}) {
  let [out, err] = ["", ""];
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const code = await dispatch({ input: { argv, env, cwd }, terminal });
  return { code, out, err };
}

describe("check", () => {
  test("says what is withheld and why, and fails only when it is strict", async () => {
    await using folder = await temporaryFolder(SAMPLE);
    const lenient = await run(["check", folder.path]);
    expect(lenient.code).toBe(0);
    expect(lenient.out).toContain(
      "withheld  /standards/abc/0.9.0/examples/wrong.json  its root must have required property 'name'",
    );
    expect(lenient.out).toMatch(/2 contracts, 4 versions, .* 1 withheld, 0 warnings\.\n$/);
    expect((await run(["check", "--strict"], { env: { OMP_CORPUS: folder.path } })).code).toBe(1);
    const asJson = JSON.parse((await run(["check", folder.path, "--json"])).out) as { problems: object[] };
    expect(asJson.problems).toHaveLength(2);
  });

  test("says everything that is wrong where nothing can be served", async () => {
    const contract = (acronym: string) => JSON.stringify({ acronym, name: "N", versions: [] });
    await using folder = await temporaryFolder({
      "standards/aa/contract.json": contract("AA"),
      "standards/bb/contract.json": contract("BB"),
    });
    const { code, out, err } = await run(["check", folder.path]);
    expect(code).toBe(1);
    expect(out.match(/^withheld {2}\/standards\/(?:aa|bb)\/.*$/gm)).toHaveLength(2);
    expect(err).toContain("can be served. The first reason: /standards/aa/");
  });

  test("says first what is wrong nearest to the root", async () => {
    await using folder = await temporaryFolder({
      "standards/aa/1.0.0/README.md": new Uint8Array([0xff]),
      "standards/aa/contract.json": "{",
    });
    const { err } = await run(["check", folder.path]);
    expect(err).toContain("The first reason: /standards/aa/contract.json is not JSON");
  });

  test("finds nothing wrong with the standards of this project", async () => {
    expect(await run(["check", "--strict"])).toMatchObject({ code: 0, err: "" });
  });

  test("knows the overlays that come with the package by name, and no others", async () => {
    await using folder = await temporaryFolder(SAMPLE);
    const known = await run(["check", folder.path, "--overlay", "okham.json"], { cwd: folder.path });
    expect(known.out).toContain("overlay  states something of OTC, which is no contract here");
    const unknown = await run(["check", folder.path, "--overlay", "../okham"], { cwd: folder.path });
    expect(unknown).toMatchObject({
      code: 1,
      err: expect.stringContaining("There is no overlay '../okham'") as string,
    });
  });

  if (OKHAM === undefined) console.log(`skipped: ${WITHOUT_OKHAM}`);
  test.skipIf(OKHAM === undefined)("of the corpus of OKHAM names ten files", async () => {
    const { out } = await run(["check", OKHAM!, "--overlay", "okham"]);
    expect(out.split("\n").filter((line) => line.startsWith("withheld"))).toHaveLength(10);
  });
});

describe("the command line", () => {
  test.for([
    [["chekc"], "There is no command 'chekc'. Did you mean 'check'?"],
    [["check", "--stict"], "'check' has no option --stict. Did you mean --strict?"],
    [["check", "a", "b"], "'b' is one word too many. See omp-server check --help"],
    [["--overlay", "okham", "check"], "A command stands before its options: omp-server check …"],
    [["--corpus"], "--corpus"],
    [["--port", "1"], "--host and --port are for HTTP: add --http."],
    [["lock"], "Name the corpus to lock: omp-server lock ./standards"],
  ] as const)("says of %j what is wrong with it", async ([argv, message]) => {
    const { code, out, err } = await run(argv);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(message);
  });

  test.for([
    [["--http", "--port", "70000"], {}, "The port is '70000'; it takes a whole number from 0 to 65535."],
    [["--http"], { OMP_LOG: "loud" }, "OMP_LOG is 'loud'; it takes silent, error, warn, info, debug."],
    [["--http"], { SOURCE_DATE_EPOCH: "now" }, "SOURCE_DATE_EPOCH is 'now'"],
    // An address that documents may use, and no machine.
    [["--http", "--host", "192.0.2.1", "--port", "0"], {}, "Nothing can listen on 192.0.2.1:0 (EADDRNOTAVAIL)."],
    [["check", "/nowhere"], {}, "There is no folder /nowhere."],
  ] as const)("says of %j with %j what cannot be", async ([argv, env, message]) => {
    const { code, err } = await run(argv, { env });
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test("has help for the whole and for each command, and a version", async () => {
    const { out } = await run(["--help"]);
    for (const { name } of COMMANDS) {
      expect(out).toContain(`  ${name}`);
      const help = await run(["help", name]);
      expect(help.out).toContain(`Usage: omp-server ${name}`);
      expect((await run([name, "--help"])).out).toBe(help.out);
    }
    for (const { name } of VARIABLES) expect(out).toContain(name);
    expect((await run(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test("the README names every variable, command and tool", () => {
  const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
  for (const { name } of VARIABLES) expect(readme).toContain(`\`${name}\``);
  for (const { name } of COMMANDS.slice(1)) expect(readme).toContain(`omp-server ${name}`);
});

test("the time of answers is that of the machine, or the one that is set", () => {
  expect(clockOf({ SOURCE_DATE_EPOCH: "86400" })().toISOString()).toBe("1970-01-02T00:00:00.000Z");
  expect(Math.abs(clockOf({ SOURCE_DATE_EPOCH: " " })().getTime() - Date.now())).toBeLessThan(60_000);
  expect(logLevel({ OMP_LOG: "WARN" })).toBe("warn");
  expect(() => wholeNumber("1e3", { name: "x", max: 10_000 })).toThrow(/x is '1e3'/);
});
