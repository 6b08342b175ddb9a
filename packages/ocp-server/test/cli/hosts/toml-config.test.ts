import { describe, expect, it } from "vitest";
import type { ServerEntry } from "../../../src/cli/hosts/entry.ts";
import { scanToml, stringifyToml } from "../../../src/cli/hosts/toml.ts";
import { mergeTomlConfig } from "../../../src/cli/hosts/toml-config.ts";
import { processorTime } from "../../processor-time.ts";

const entry: ServerEntry = { command: "npx", args: ["-y", "ocp-server"], dbPath: "/data/ocp.db", replaceDb: false };
const tables = `[mcp_servers.ocp]
command = "npx"
args = ["-y", "ocp-server"]
startup_timeout_sec = 60

[mcp_servers.ocp.env]
OCP_DB_PATH = "/data/ocp.db"
`;

const merge = (text: string, options: Partial<ServerEntry> = {}) => mergeTomlConfig(text, { ...entry, ...options });

describe("mergeTomlConfig", () => {
  it.each([
    ["", tables],
    ['model = "x"', `model = "x"\n\n${tables}`],
    ['model = "x"\n', `model = "x"\n\n${tables}`],
    ['model = "x"\n\n', `model = "x"\n\n${tables}`],
    ["# only a comment\r\n", `# only a comment\r\n\r\n${tables.replaceAll("\n", "\r\n")}`],
  ])("appends its tables to %j", (text, expected) => {
    expect(merge(text)).toBe(expected);
    expect(merge(expected)).toBe(expected);
  });

  it("leaves every byte of the rest, however odd it is written", () => {
    const text = `model = "gpt" # [mcp_servers.ocp]
notes = """
[mcp_servers.ocp]
command = "not this"
"""
list = [ # items
  "[mcp_servers.ocp]",
  'b', { x = 1, y = [true] },
]
date = 1979-05-27 07:32:00Z
'quoted key'."a b" = -1_000.5e3

  [ mcp_servers . "other" ]  # mine
command="x"
[[profiles]]
name = '''it's'''
`;
    expect(merge(text)).toBe(`${text}\n${tables}`);
  });

  it("updates its own table and keeps what the user added there", () => {
    const text = `[mcp_servers.ocp] # ours
command = "node" # checkout
args = [
  "old.js", # path
]
enabled = true

[mcp_servers.ocp.env]
OCP_API_KEY = 'mine'
# end
[other]
a = 1
`;
    expect(merge(text)).toBe(`[mcp_servers.ocp] # ours
command = "npx" # checkout
args = ["-y", "ocp-server"]
enabled = true

[mcp_servers.ocp.env]
OCP_API_KEY = 'mine'
OCP_DB_PATH = "/data/ocp.db"
# end
[other]
a = 1
`);
    expect(merge(merge(text))).toBe(merge(text));
  });

  it("keeps the database that the user configured, unless another is asked for", () => {
    for (const environment of [
      "[mcp_servers.ocp.env]\nOCP_DB_PATH = '/mine.db'\n",
      "env = { OCP_DB_PATH = '/mine.db', A = '1' }\n",
      "env.OCP_DB_PATH = '/mine.db'\n",
    ]) {
      const text = `[mcp_servers.ocp]\ncommand = 'npx'\nargs = [ "-y", 'ocp-server', ]\n${environment}`;
      expect(merge(text)).toBe(text);
      expect(merge(text, { replaceDb: true })).toBe(text.replace("'/mine.db'", '"/data/ocp.db"'));
    }
  });

  it.each([
    ["env = {}\n", 'env = { OCP_DB_PATH = "/data/ocp.db" }\n'],
    ["env = { A = '1' }\n", "env = { OCP_DB_PATH = \"/data/ocp.db\", A = '1' }\n"],
    ["env.A = '1'\n", "env.A = '1'\nenv.OCP_DB_PATH = \"/data/ocp.db\"\n"],
    ["", 'env.OCP_DB_PATH = "/data/ocp.db"\n'],
  ])("adds the database to an environment that is written as %j", (environment, expected) => {
    const head = '[mcp_servers.ocp]\ncommand = "npx"\nargs = ["-y", "ocp-server"]\n';
    expect(merge(head + environment)).toBe(head + expected);
  });

  it("completes a table that has nothing but its name, at the end of a file without a line end", () => {
    const merged = merge("[mcp_servers.ocp]");
    expect(merged).toBe(
      '[mcp_servers.ocp]\ncommand = "npx"\nargs = ["-y", "ocp-server"]\nenv.OCP_DB_PATH = "/data/ocp.db"\n',
    );
    expect(merge(merged)).toBe(merged);
  });

  it.each([
    ["a = \n", /not valid TOML at 1:5 \(a value is missing or does not end\)/],
    ["a = 1 b = 2\n", /not valid TOML at 1:6/],
    ['ok = 1\na = "open\n', /not valid TOML at 2:5/],
    ['a = """open\n', /not valid TOML at 1:5/],
    ["a = [1, 2\n", /not valid TOML at 1:5 \('\]' is missing\)/],
    ["[table\n", /not valid TOML at 1:7 \('\]' is missing\)/],
    ["just text\n", /not valid TOML at 1:6 \('=' is missing\)/],
    ["[mcp_servers.ocp]\n[mcp_servers.ocp]\n", /at 2:1 it has \[mcp_servers\.ocp\] again/],
    ["[mcp_servers.ocp]\nurl = 'https://x'\n", /at 2:1, the entry "ocp" connects to a URL/],
    ["mcp_servers = {}\n", /at 1:1 .* cannot be edited safely/],
    ["[mcp_servers]\nocp = { command = 'x' }\n", /at 2:1 .* cannot be edited safely/],
    ["mcp_servers.ocp.command = 'x'\n", /at 1:1 .* cannot be edited safely/],
    ["[[mcp_servers.ocp]]\n", /at 1:1 .* cannot be edited safely/],
    ["[mcp_servers.ocp.env]\nA = '1'\n", /at 1:1 .* cannot be edited safely/],
  ])("refuses %j and says where the fault is", (text, message) => {
    expect(() => merge(text)).toThrow(message);
  });
});

describe("scanToml", () => {
  it("refuses what is nested without end", () => {
    expect(() => scanToml(`a = ${"[".repeat(100_000)}`)).toThrow(/nested too deeply/);
  });

  it("reads long strings and hostile repetition in linear time", async () => {
    const long = `a = """${'x\\n"'.repeat(200_000)}"""\nb = '${"y".repeat(1_000_000)}'\n${"# c\n".repeat(100_000)}`;
    const spent = await processorTime(() => expect(scanToml(long).map(({ key }) => key)).toEqual([["a"], ["b"]]));
    expect(spent).toBeLessThan(2000);
  });
});

describe("stringifyToml", () => {
  it("escapes what TOML strings cannot hold", () => {
    expect(stringifyToml('C:\\Users\\"me"\n\u007f')).toBe('"C:\\\\Users\\\\\\"me\\"\\n\\u007F"');
    expect(stringifyToml(["/c", "npx"])).toBe('["/c", "npx"]');
  });
});
