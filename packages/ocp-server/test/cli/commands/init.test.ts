import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HOSTS } from "../../../src/cli/hosts/hosts.ts";
import { runCli, type RunOptions } from "../support/context.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ocp init-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const run = (argv: string[], options: RunOptions = {}) =>
  runCli(["init", ...argv], { ...options, input: { home, cwd: home, ...options.input } });
const write = (path: string, text: string | Uint8Array): string => {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
};

describe("init", () => {
  it.each(HOSTS.map(({ id }) => id))("sets up %s in a fresh home, and finds it set up the second time", async (id) => {
    const first = await run([id, "--yes"]);
    expect(first.code).toBe(0);
    const path = /^Wrote (.+)$/m.exec(first.out)![1]!;
    const text = readFileSync(path, "utf8");
    expect(text).toContain("ocp-server");
    expect(text).toContain(join(home, ".local/share/ocp/ocp.db"));
    expect(statSync(path).mode & 0o777).toBe(0o600);

    const files = readdirSync(dirname(path));
    const second = await run([id, "--yes"]);
    expect(second).toEqual({ code: 0, out: expect.stringMatching(/^.+ is set up already: /) as string, err: "" });
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(readdirSync(dirname(path))).toEqual(files);
  });

  it("merges, shows the change without other servers' secrets, and keeps a copy of the old file", async () => {
    const old = '{\n  "mcpServers": {\n    "other": { "env": { "API_KEY": "hunter2" } }\n  }\n}\n';
    const path = write(".cursor/mcp.json", old);
    chmodSync(path, 0o640);
    const { code, out, err } = await run(["cursor", "--yes"]);
    expect(code).toBe(0);
    expect(err).toMatch(/^\+ {7}"command": "npx",$/m);
    expect(err).not.toContain("hunter2");
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
      mcpServers: { other: { env: { API_KEY: "hunter2" } }, ocp: { command: "npx" } },
    });
    expect(statSync(path).mode & 0o777).toBe(0o640);
    const copy = /^The old one is (.+)$/m.exec(out)![1]!;
    expect(readFileSync(copy, "utf8")).toBe(old);
    expect(readdirSync(dirname(path))).toHaveLength(2);
  });

  it("writes nothing without --yes or a yes", async () => {
    const path = write(".cursor/mcp.json", "{}");
    const untouched = () =>
      expect({ text: readFileSync(path, "utf8"), files: readdirSync(dirname(path)) }).toEqual({
        text: "{}",
        files: ["mcp.json"],
      });
    expect(await run(["cursor"])).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("add --yes") as string,
    });
    untouched();
    for (const typed of [[""], ["n"], ["maybe"], []]) {
      expect(await run(["cursor"], { typed })).toMatchObject({ code: 1, out: "" });
      untouched();
    }
    expect((await run(["cursor"], { typed: ["Yes"] })).code).toBe(0);
    expect(readFileSync(path, "utf8")).toContain("ocp-server");
  });

  it.each([
    ["cursor", ".cursor/mcp.json", '{\n  "a": \n}', /not valid JSON at 3:1/],
    ["codex", ".codex/config.toml", "a = [\n", /not valid TOML at 1:5/],
    ["cursor", ".cursor/mcp.json", new Uint8Array([0xff, 0xfe, 0x7b, 0x00]), /not UTF-8 text/],
    ["vscode", ".config/Code/User/mcp.json", "[]", /does not hold a JSON object/],
  ])("leaves a %s configuration alone that it cannot read", async (id, file, content, message) => {
    const path = write(file, content);
    const before = readFileSync(path);
    const { code, out, err } = await run([id, "--yes"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(message);
    expect(err).toContain(`ocp-server init ${id} --print`);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(dirname(path))).toHaveLength(1);
  });

  it("writes through a symbolic link, as people keep their settings in a repository", async () => {
    const target = write("dotfiles/mcp.json", "{}");
    mkdirSync(join(home, ".cursor"));
    symlinkSync(target, join(home, ".cursor/mcp.json"));
    expect((await run(["cursor", "--yes"])).code).toBe(0);
    expect(lstatSync(join(home, ".cursor/mcp.json")).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8")).toContain("ocp-server");
  });

  it("refuses a folder where the file should be", async () => {
    mkdirSync(join(home, ".cursor/mcp.json"), { recursive: true });
    expect((await run(["cursor", "--yes"])).err).toContain("it is a folder");
  });

  it("prints what to paste without touching anything", async () => {
    const { code, out, err } = await run(["claude-code", "--print"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      mcpServers: {
        ocp: {
          type: "stdio",
          command: "npx",
          args: ["-y", "ocp-server"],
          env: { OCP_DB_PATH: join(home, ".local/share/ocp/ocp.db") },
        },
      },
    });
    expect(err).toMatch(
      /^or type: claude mcp add --env '?OCP_DB_PATH=.+ocp\.db'? --scope user ocp -- npx -y ocp-server$/m,
    );
    expect(readdirSync(home)).toEqual([]);
  });

  it("starts a checkout with the Node.js that is running", async () => {
    const program = join(home, "my code/bin/ocp-server.js");
    const { out } = await run(["vscode", "--print"], { input: { home, cwd: home, program, execPath: "/opt/node" } });
    expect(JSON.parse(out)).toMatchObject({
      servers: { ocp: { type: "stdio", command: "/opt/node", args: [program] } },
    });
  });

  it("uses the database that is asked for, and the project's own file", async () => {
    await run(["claude-code", "--yes", "--project", "--db", "data/x.db"]);
    expect(JSON.parse(readFileSync(join(home, ".mcp.json"), "utf8"))).toMatchObject({
      mcpServers: { ocp: { env: { OCP_DB_PATH: join(home, "data/x.db") } } },
    });
    const { out } = await run(["cursor", "--print"], { env: { OCP_DB_PATH: "/srv/ocp.db" } });
    expect(out).toContain("/srv/ocp.db");
  });
});

describe("the configuration files of hosts", () => {
  const where = (
    id: string,
    scope: "user" | "project",
    place: { platform: NodeJS.Platform; home: string; env?: Record<string, string> },
  ) =>
    HOSTS.find((host) => host.id === id)!.path(scope, {
      env: {},
      cwd: place.platform === "win32" ? "C:\\p" : "/p",
      ...place,
    });

  it("are where each system and host keeps them", () => {
    const linux = { platform: "linux", home: "/h" } as const;
    const mac = { platform: "darwin", home: "/Users/h" } as const;
    const windows = {
      platform: "win32",
      home: "C:\\Users\\h",
      env: { APPDATA: "C:\\Users\\h\\AppData\\Roaming" },
    } as const;
    expect(where("claude-code", "user", linux)).toBe("/h/.claude.json");
    expect(where("claude-code", "user", { ...linux, env: { CLAUDE_CONFIG_DIR: "/c" } })).toBe("/c/.claude.json");
    expect(where("claude-code", "project", linux)).toBe("/p/.mcp.json");
    expect(where("claude-desktop", "user", linux)).toBe("/h/.config/Claude/claude_desktop_config.json");
    expect(where("claude-desktop", "user", mac)).toBe(
      "/Users/h/Library/Application Support/Claude/claude_desktop_config.json",
    );
    expect(where("claude-desktop", "user", windows)).toBe(
      "C:\\Users\\h\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
    );
    expect(where("cursor", "user", windows)).toBe("C:\\Users\\h\\.cursor\\mcp.json");
    expect(where("cursor", "project", windows)).toBe("C:\\p\\.cursor\\mcp.json");
    expect(where("vscode", "user", linux)).toBe("/h/.config/Code/User/mcp.json");
    expect(where("vscode", "user", mac)).toBe("/Users/h/Library/Application Support/Code/User/mcp.json");
    expect(where("vscode", "project", linux)).toBe("/p/.vscode/mcp.json");
    expect(where("windsurf", "user", mac)).toBe("/Users/h/.codeium/windsurf/mcp_config.json");
    expect(where("codex", "user", linux)).toBe("/h/.codex/config.toml");
    expect(where("codex", "user", { ...linux, env: { CODEX_HOME: "/x" } })).toBe("/x/config.toml");
    expect(where("codex", "project", linux)).toBe("/p/.codex/config.toml");
  });
});
