import { parse } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { formatSnippet, type ServerEntry } from "../../../src/cli/hosts/entry.ts";
import { mergeJsonConfig } from "../../../src/cli/hosts/json-config.ts";

const entry: ServerEntry = { command: "npx", args: ["-y", "ocp-server"], dbPath: "/data/ocp.db", replaceDb: false };
const host = { format: "json", serversKey: "mcpServers", typed: false } as const;
const vscode = { format: "json", serversKey: "servers", typed: true } as const;
const ours = { command: "npx", args: ["-y", "ocp-server"], env: { OCP_DB_PATH: "/data/ocp.db" } };

const merge = (text: string, options: Partial<ServerEntry> = {}) =>
  mergeJsonConfig(text, host, { ...entry, ...options });

describe("mergeJsonConfig", () => {
  it.each(["", "  \n", "{}", "{\n}\n", '{ "mcpServers": {} }'])("makes %j into a whole configuration", (text) => {
    expect(JSON.parse(merge(text))).toEqual({ mcpServers: { ocp: ours } });
  });

  it("writes the entry as VS Code wants it", () => {
    expect(JSON.parse(mergeJsonConfig("{}", vscode, entry))).toEqual({ servers: { ocp: { type: "stdio", ...ours } } });
    expect(mergeJsonConfig("", vscode, entry)).toBe(formatSnippet(vscode, entry));
  });

  it("adds the entry behind the others and leaves every other byte, comments included", () => {
    const text = `// my servers
{
  /* keep */ "theme": "dark",
  "mcpServers": {
    // files
    "files": { "command": "x", "args": [ 1,2 ] } // the old one
    /* end */
  },
  "last": 1, // trailing comma
}
`;
    expect(merge(text)).toBe(`// my servers
{
  /* keep */ "theme": "dark",
  "mcpServers": {
    // files
    "files": { "command": "x", "args": [ 1,2 ] }, // the old one
    "ocp": {
      "command": "npx",
      "args": [
        "-y",
        "ocp-server"
      ],
      "env": {
        "OCP_DB_PATH": "/data/ocp.db"
      }
    }
    /* end */
  },
  "last": 1, // trailing comma
}
`);
  });

  it("copes with a trailing comma before the place of the entry", () => {
    const merged = merge('{\n\t"mcpServers": {\n\t\t"a": {}, // one\n\t},\n}');
    expect(merged.startsWith('{\n\t"mcpServers": {\n\t\t"a": {}, // one\n\t\t"ocp": {\n\t\t\t"command"')).toBe(true);
    expect(parse(merged)).toEqual({ mcpServers: { a: {}, ocp: ours } });
  });

  it("keeps a document on one line there", () => {
    expect(merge('{"a":1}')).toBe(
      '{"a":1, "mcpServers": {"ocp":{"command":"npx","args":["-y","ocp-server"],"env":{"OCP_DB_PATH":"/data/ocp.db"}}}}',
    );
  });

  it("keeps Windows line ends and a byte order mark", () => {
    const merged = merge('\uFEFF{\r\n    "a": 1\r\n}\r\n');
    expect(merged.startsWith('\uFEFF{\r\n    "a": 1,\r\n    "mcpServers": {\r\n        "ocp": {\r\n')).toBe(true);
    expect(merged.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  it("changes nothing the second time", () => {
    for (const text of ["", "{}", '{"a":{}}', '{\n "mcpServers": { "x": {} }\n}', "{ // c\n}"]) {
      const once = merge(text);
      expect(merge(once)).toBe(once);
    }
  });

  it("updates its own entry and keeps what the user added to it", () => {
    const text = `{
  "mcpServers": {
    "ocp": {
      "command": "node", // from a checkout
      "args": ["old.js"],
      "disabled": false,
      "env": { "OCP_API_KEY": "mine", "OCP_DB_PATH": "/other.db" }
    }
  }
}`;
    const expected = { disabled: false, command: "npx", args: ["-y", "ocp-server"] };
    expect(parse(merge(text)).mcpServers.ocp).toEqual({
      ...expected,
      env: { OCP_API_KEY: "mine", OCP_DB_PATH: "/other.db" },
    });
    expect(merge(text)).toContain('"command": "npx", // from a checkout');
    const replaced = parse(merge(text, { replaceDb: true })).mcpServers.ocp;
    expect(replaced).toEqual({ ...expected, env: { OCP_API_KEY: "mine", OCP_DB_PATH: "/data/ocp.db" } });
  });

  it("adds the database where the entry has an environment without it, or none", () => {
    expect(
      parse(merge('{"mcpServers":{"ocp":{"command":"npx","args":["-y","ocp-server"],"env":{}}}}')).mcpServers.ocp,
    ).toEqual(ours);
    expect(parse(merge('{"mcpServers":{"ocp":{}}}')).mcpServers.ocp).toEqual(ours);
  });

  it.each([
    ['{\n  "a": 1,\n  "b" 2\n}', /not valid JSON at 3:7 \(colon expected\)/],
    ["{", /not valid JSON at 1:2/],
    ["[]", /not hold a JSON object/],
    ["null", /not hold a JSON object/],
    ["not json", /not valid JSON at 1:1/],
    ['{"mcpServers": []}', /what is at 1:16 should be an object/],
    ['{"mcpServers": {"ocp": null}}', /what is at 1:24 should be an object/],
    ['{"mcpServers": {"ocp": {"env": 3}}}', /should be an object/],
    ['{"mcpServers": {}, "mcpServers": {}}', /"mcpServers" twice/],
    ['{"mcpServers": {"ocp": {"url": "https://x"}}}', /connects to a URL/],
  ])("refuses %j and says where the fault is", (text, message) => {
    expect(() => merge(text)).toThrow(message);
  });

  it("refuses a document that is nested without end", () => {
    expect(() => merge(`{"a":${"[".repeat(200_000)}`)).toThrow(/not valid JSON|too deeply/);
  });
});
