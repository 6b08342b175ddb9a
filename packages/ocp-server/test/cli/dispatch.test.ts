import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OcpError } from "ocp-core";
import { afterAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/catalogue.ts";
import { VARIABLES } from "../../src/config.ts";
import { VERSION } from "../../src/version.ts";
import { createFakeEngine, createWorkspace, runCli } from "./support/context.ts";

const folder = mkdtempSync(join(tmpdir(), "ocp dispatch-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the command line", () => {
  it("prints its version and its help", async () => {
    expect(await runCli(["--version"])).toEqual({ code: 0, out: `${VERSION}\n`, err: "" });
    const { code, out } = await runCli(["--help"]);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) expect(out).toContain(`  ${name} `);
    for (const { name } of VARIABLES) expect(out).toContain(name);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThan(120);
  });

  it.each(COMMANDS.map(({ name }) => name))("prints help for %s, with every option", async (name) => {
    const { command } = await COMMANDS.find((entry) => entry.name === name)!.load();
    const { code, out } = await runCli([name, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: ocp-server ${name}`);
    for (const option of Object.keys(command.options)) expect(out).toMatch(new RegExp(`-${option}\\b`));
    expect(await runCli(["help", name])).toEqual({ code, out, err: "" });
  });

  it.each([
    [["serach"], /no command 'serach'. Did you mean 'search'\?/],
    [["frobnicate"], /They are: serve, index/],
    [["search", "--jsno", "x"], /no option --jsno. Did you mean --json\?/],
    [["search", "--zzzzzzzzz"], /no option --zzzzzzzzz. See ocp-server search --help/],
    [["search", "-k"], /See ocp-server search --help/],
    [["search", "-k", "few", "x"], /-k takes a whole number from 1/],
    [["search", "-k", "0", "x"], /-k takes a whole number from 1/],
    [["pack", "--budget", "1.5", "x"], /--budget takes a whole number/],
    [["workspaces", "extra"], /'extra' is one word too many/],
    [["index", "a", "b"], /'b' is one word too many \(quote names that have spaces\)/],
    [["search"], /Say what to search for/],
    [["pack"], /Say what the context is for/],
    [["state"], /What about the state\? Choose one of get, set, list, delete/],
    [["state", "gte", "k"], /'state gte' does not exist. Did you mean 'get'\?/],
    [["state", "set", "k"], /Write: ocp-server state set <key> <value/],
    [["state", "set", "k", "a", "b"], /quote a value that has spaces/],
    [["state", "get", "k", "--ttl", "3"], /--ttl belongs to 'state set'/],
    [["state", "list", "--if-version", "3"], /--if-version belongs to/],
    [["init"], /Which host\? Choose one of claude-code/],
    [["init", "vs-code"], /Did you mean 'vscode'\?/],
    [["init", "cursor", "--user", "--project"], /either --user or --project/],
    [["init", "windsurf", "--project"], /has no configuration of a single project/],
  ])("answers %j with what to do instead, and exit code 2", async (argv, message) => {
    const { code, out, err } = await runCli(argv);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });

  it("suggests to index a folder that is taken for a command", async () => {
    expect((await runCli([folder])).err).toContain(`ocp-server index '${folder}'`);
  });

  it("reports all that is wrong with the environment at once", async () => {
    const { code, err } = await runCli(["workspaces"], { env: { OCP_EMBED_DIM: "x", OCP_LOG: "y" } });
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: The environment has 2 problems:\n {2}OCP_EMBED_DIM: .*\n {2}OCP_LOG: .*\n$/);
  });

  it.each([
    [{ OCP_API_KEYS: "topsecret" }, /needs an API key and none was given/],
    [{ OCP_API_KEYS: "topsecret", OCP_API_KEY: "othersecret" }, /not one of this server's/],
    [
      { OCP_API_KEY_WORKSPACES: "topsecret:ws_0123456789abcdef", OCP_API_KEY: "othersecret" },
      /not one of this server's/,
    ],
  ])("refuses to serve and to search with the keys %j, without printing one", async (env, message) => {
    for (const argv of [[], ["serve"], ["search", "x"]]) {
      const { code, out, err } = await runCli(argv, { env });
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(message);
      expect(err).not.toContain("secret");
    }
  });

  it("acts as the caller whose key it presents", async () => {
    const fake = createFakeEngine({ "workspace.list": () => ({ workspaces: [], next_cursor: null }) });
    const env = { OCP_API_KEY_WORKSPACES: "k:ws_0123456789abcdef", OCP_API_KEY: "k" };
    await runCli(["workspaces"], { engine: fake.engine, env });
    expect([...fake.calls[0]!.caller!.workspaces!]).toEqual(["ws_0123456789abcdef"]);
  });

  it("warns about misspelled variables, but not in silence", async () => {
    const { engine } = createFakeEngine({ "workspace.list": () => ({ workspaces: [], next_cursor: null }) });
    expect((await runCli(["workspaces"], { engine, env: { OCP_DBPATH: "x" } })).err).toContain(
      "Warning: OCP_DBPATH is not a variable",
    );
    expect((await runCli(["workspaces"], { engine, env: { OCP_DBPATH: "x", OCP_LOG: "silent" } })).err).not.toContain(
      "Warning",
    );
  });

  it("prints an error of the protocol as JSON too when JSON was asked for, and closes the engine", async () => {
    const fake = createFakeEngine({
      "workspace.list": () => {
        throw new OcpError("STORAGE_UNAVAILABLE", "The disk is gone.\u001b[2J");
      },
    });
    const { code, out, err } = await runCli(["workspaces", "--json"], { engine: fake.engine });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "STORAGE_UNAVAILABLE" } });
    expect(err).toBe("Error: The disk is gone.\n");
    expect(fake.closed()).toBe(1);
  });

  it("takes words behind '--' as they are", async () => {
    const fake = createFakeEngine({
      "workspace.list": () => ({ workspaces: [createWorkspace(folder)], next_cursor: null }),
      "context.search": () => ({ chunks: [], scores: [] }),
    });
    await runCli(["search", "--", "--help", "-k"], { engine: fake.engine, cwd: folder });
    expect(fake.calls.at(-1)!.input).toMatchObject({ query: "--help -k" });
  });
});
