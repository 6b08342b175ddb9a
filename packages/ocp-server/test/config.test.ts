import { inspect } from "node:util";
import { OcpError, TOOL_NAMES } from "ocp-core";
import { describe, expect, it } from "vitest";
import { createKeyring } from "../src/access/keys.ts";
import { parseConfig, userDatabasePath, VARIABLES, type Environment } from "../src/config.ts";

const read = (env: Environment, options = {}) => parseConfig({ env, cwd: "/home/ada", home: "/home/me" }, options);

function problemsOf(env: Environment): string[] {
  try {
    read(env);
  } catch (error) {
    if (OcpError.is(error, "INVALID_PARAMS")) return error.details["problems"] as string[];
    throw error;
  }
  return [];
}

describe("parseConfig", () => {
  it("has the documented defaults", () => {
    const config = read({});
    expect(config).toMatchObject({
      dbPath: "/home/ada/ocp.db",
      keys: [],
      embedder: "hash",
      embedDimensions: 512,
      watch: true,
      allowedRoots: undefined,
      toolNames: "dotted",
      tools: TOOL_NAMES,
      tokenizer: "cl100k_base",
      maxFileBytes: 1_000_000,
      log: "warn",
      warnings: [],
    });
    expect(config.presentedKey()).toBeUndefined();
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("says in its table of variables what the defaults are", () => {
    const defaults = Object.fromEntries(VARIABLES.map((variable) => [variable.name, variable.default]));
    const config = read({});
    expect(defaults).toMatchObject({
      OCP_DB_PATH: "ocp.db",
      OCP_EMBEDDER: config.embedder,
      OCP_EMBED_DIM: `${config.embedDimensions} (hash)`,
      OCP_OLLAMA_URL: config.ollamaUrl,
      OPENAI_BASE_URL: config.openaiUrl,
      OCP_WATCH: "1",
      OCP_MAX_FILE_BYTES: String(config.maxFileBytes),
      OCP_TOKENIZER: config.tokenizer,
      OCP_TOOL_NAMES: config.toolNames,
      OCP_LOG: config.log,
    });
  });

  it("reads every variable", () => {
    const config = read({
      OCP_DB_PATH: "~/data/ocp.db",
      OCP_EMBEDDER: "HASH",
      OCP_EMBED_DIM: "64",
      OCP_WATCH: "0",
      OCP_ALLOWED_ROOTS: "/srv/../code, doc://handbook",
      OCP_TOOL_NAMES: "underscore",
      OCP_TOOLS: "state_get, context",
      OCP_TOKENIZER: "o200k_base",
      OCP_MAX_FILE_BYTES: "2000000",
      OCP_LOG: "debug",
    });
    expect(config).toMatchObject({
      dbPath: "/home/me/data/ocp.db",
      embedDimensions: 64,
      watch: false,
      allowedRoots: ["file:///code", "doc://handbook"],
      toolNames: "underscore",
      tools: ["context.search", "context.get_chunk", "context.pack", "state.get"],
      tokenizer: "o200k_base",
      maxFileBytes: 2_000_000,
      log: "debug",
    });
  });

  it("takes an empty value for an unset one, as containers pass them", () => {
    const empty = Object.fromEntries(VARIABLES.map(({ name }) => [name, " "]));
    expect(read({ ...empty, OCP_DATABASE_URL: "" })).toMatchObject({
      dbPath: "/home/ada/ocp.db",
      keys: [],
      watch: true,
    });
  });

  it("lets the command line name the database over the environment, and the environment over the default", () => {
    expect(read({ OCP_DB_PATH: "/a.db" }, { db: "b.db", defaultDb: "/c.db" }).dbPath).toBe("/home/ada/b.db");
    expect(read({ OCP_DB_PATH: "/a.db" }, { defaultDb: "/c.db" }).dbPath).toBe("/a.db");
    expect(read({}, { defaultDb: "/c.db" }).dbPath).toBe("/c.db");
  });

  it("reports every problem at once, each with its name, what is allowed and the default", () => {
    const problems = problemsOf({
      OCP_EMBED_DIM: "many",
      OCP_WATCH: "maybe",
      OCP_TOKENIZER: "cl100k",
      OCP_TOOL_NAMES: "dashed",
      OCP_LOG: "verbose",
      OCP_MAX_FILE_BYTES: "1e9",
      OCP_ALLOWED_ROOTS: "relative/path",
      OCP_TOOLS: "contxt",
      OCP_DB_PATH: "${HOME}/ocp.db",
      OCP_EMBEDDER: "magic",
    });
    expect(problems.map((problem) => problem.slice(0, problem.indexOf(":"))).toSorted()).toEqual([
      "OCP_ALLOWED_ROOTS",
      "OCP_DB_PATH",
      "OCP_EMBEDDER",
      "OCP_EMBED_DIM",
      "OCP_LOG",
      "OCP_MAX_FILE_BYTES",
      "OCP_TOKENIZER",
      "OCP_TOOLS",
      "OCP_TOOL_NAMES",
      "OCP_WATCH",
    ]);
    for (const problem of problems) expect(problem).toMatch(/ Allowed: .+ Default: .+\.$/);
    expect(problems.find((problem) => problem.startsWith("OCP_TOOLS"))).toContain("did you mean context");
  });

  it.each([":memory:", "a\0b", "$DATA/ocp.db"])("refuses the database path %j", (value) => {
    expect(problemsOf({ OCP_DB_PATH: value })).toHaveLength(1);
  });

  it.each(["15", "4097", "-1", "512.5", "0x200", "5e2"])("refuses %s dimensions", (value) => {
    expect(problemsOf({ OCP_EMBED_DIM: value })).toHaveLength(1);
  });

  it("says of a database server that it is not in this release, without printing its URL", () => {
    const [problem] = problemsOf({ OCP_DATABASE_URL: "postgres://me:hunter2@db/ocp" });
    expect(problem).toMatch(/OCP_DATABASE_URL: PostgreSQL is not in this release. Unset it/);
    expect(problem).not.toContain("hunter2");
  });

  it("reads what each embedder needs", () => {
    expect(read({ OCP_EMBEDDER: "fastembed", OCP_EMBED_MODEL: "Xenova/gte-small" })).toMatchObject({
      embedder: "transformers",
      embedModel: "Xenova/gte-small",
      embedModelPath: undefined,
      embedDimensions: undefined,
    });
    expect(read({ OCP_EMBEDDER: "transformers", OCP_EMBED_MODEL_PATH: "models" }).embedModelPath).toBe(
      "/home/ada/models",
    );
    const openai = read({ OCP_EMBEDDER: "openai", OPENAI_API_KEY: "sk-1", OCP_EMBED_DIM: "256" });
    expect(openai).toMatchObject({ embedder: "openai", embedDimensions: 256 });
    expect(openai.openaiKey()).toBe("sk-1");
    expect(read({ OCP_EMBEDDER: "ollama", OCP_OLLAMA_URL: "http://gpu:11434/" })).toMatchObject({
      embedder: "ollama",
      ollamaUrl: "http://gpu:11434",
      embedDimensions: undefined,
    });
  });

  it.each([
    [{ OCP_EMBED_MODEL: "bge-small" }, /^OCP_EMBED_MODEL: the hash embedder has no models .*Unset it/],
    [{ OCP_EMBEDDER: "ollama", OCP_EMBED_MODEL: "two words" }, /^OCP_EMBED_MODEL: /],
    [{ OCP_EMBEDDER: "transformers", OCP_EMBED_MODEL: "../up" }, /^OCP_EMBED_MODEL: .*OCP_EMBED_MODEL_PATH/],
    [{ OCP_EMBEDDER: "ollama", OCP_EMBED_MODEL_PATH: "models" }, /^OCP_EMBED_MODEL_PATH: .*Unset it/],
    [{ OCP_EMBEDDER: "openai" }, /^OPENAI_API_KEY: .*needs a key/],
    [{ OCP_EMBEDDER: "openai", OPENAI_API_KEY: "k", OCP_EMBED_DIM: "5" }, /^OCP_EMBED_DIM: .*from 16 to 4096/],
    [{ OCP_OLLAMA_URL: "gpu:11434" }, /^OCP_OLLAMA_URL: that is no http or https URL/],
    [{ OPENAI_BASE_URL: "ftp://x" }, /^OPENAI_BASE_URL: that is no http or https URL/],
  ])("refuses %j", (env, message) => {
    const problems = problemsOf(env);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
    expect(problems[0]).toMatch(/ Allowed: .+ Default: .+\.$/);
  });

  it("never prints the password of a URL", () => {
    const [problem] = problemsOf({ OPENAI_BASE_URL: "https://me:hunter2@host/v1" });
    expect(problem).toMatch(/must not hold a password/);
    expect(problem).not.toContain("hunter2");
  });

  it("needs no key for a server that is not OpenAI's, and warns when one would go over the network readable", () => {
    const env = { OCP_EMBEDDER: "openai", OPENAI_BASE_URL: "http://gpu.example/v1" };
    expect(read(env).warnings).toEqual([]);
    expect(read({ ...env, OPENAI_API_KEY: "sk-1" }).warnings[0]).toMatch(/not https/);
    expect(read({ ...env, OPENAI_API_KEY: "sk-1", OPENAI_BASE_URL: "http://127.0.0.1:8000/v1" }).warnings).toEqual([]);
  });

  it("says that dimensions cannot be chosen for a model on this machine", () => {
    expect(read({ OCP_EMBEDDER: "transformers", OCP_EMBED_DIM: "256" }).warnings[0]).toMatch(
      /OCP_EMBED_DIM is ignored/,
    );
  });

  it("warns about a variable whose name is nearly right, and about no other", () => {
    const { warnings } = read({
      OCP_DBPATH: "x",
      OCP_API_KEY_WORKSPACE: "x",
      OCP_COMPANY_SETTING: "x",
      OCP_HOST: "x",
      OCP_PORT: "x",
    });
    expect(warnings).toEqual([
      "OCP_DBPATH is not a variable of this server and is ignored. Did you mean OCP_DB_PATH?",
      "OCP_API_KEY_WORKSPACE is not a variable of this server and is ignored. Did you mean OCP_API_KEY_WORKSPACES?",
    ]);
  });
});

describe("keys in the configuration", () => {
  const workspace = "ws_0123456789abcdef";
  const other = "ws_fedcba9876543210";

  it("come from both variables; a key under both is restricted", () => {
    const config = read({
      OCP_API_KEYS: "alpha, beta",
      OCP_API_KEY_WORKSPACES: `beta:${workspace};with:colon:${workspace},${other};`,
    });
    const keyring = createKeyring(config);
    expect(config.keys).toHaveLength(3);
    expect(keyring.authenticate("alpha").workspaces).toBeUndefined();
    expect([...keyring.authenticate("beta").workspaces!]).toEqual([workspace]);
    expect([...keyring.authenticate("with:colon").workspaces!]).toEqual([workspace, other]);
    expect(config.warnings).toEqual([]);
  });

  it("reach all the workspaces of their entries when they are listed twice", () => {
    const config = read({ OCP_API_KEY_WORKSPACES: `k:${workspace};k:${other}` });
    expect([...createKeyring(config).authenticate("k").workspaces!]).toEqual([workspace, other]);
  });

  it.each([
    ["OCP_API_KEYS", ",,"],
    ["OCP_API_KEYS", "topsecret with space"],
    ["OCP_API_KEY_WORKSPACES", "topsecret"],
    ["OCP_API_KEY_WORKSPACES", "topsecret:"],
    ["OCP_API_KEY_WORKSPACES", ":ws_0123456789abcdef"],
    ["OCP_API_KEY_WORKSPACES", "topsecret:ws_1,othertopsecret:ws_2"],
    ["OCP_API_KEY_WORKSPACES", ";"],
  ])("are refused when %s is %j, without printing it", (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
    expect(problems[0]).not.toContain("topsecret");
  });

  it("are warned about, without printing them, when a workspace id looks wrong", () => {
    const { warnings } = read({ OCP_API_KEY_WORKSPACES: "a:ws_1;b:topsecret" });
    expect(warnings).toHaveLength(2);
    expect(warnings.join()).not.toContain("topsecret");
  });

  it("appear in no dump of the settings", () => {
    const config = read({
      OCP_API_KEYS: "topsecret",
      OCP_API_KEY: "topsecret",
      OCP_API_KEY_WORKSPACES: `topsecret2:${workspace}`,
      OPENAI_API_KEY: "topsecret3",
    });
    expect(inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)).not.toContain("topsecret");
    expect(config.presentedKey()).toBe("topsecret");
  });

  it("are missed when only OCP_API_KEY is set, which protects nothing", () => {
    expect(read({ OCP_API_KEY: "mine" }).warnings[0]).toMatch(/OCP_API_KEY is set, but the server .* is open/);
  });
});

describe("userDatabasePath", () => {
  it("is in the place for data of each system", () => {
    expect(userDatabasePath({ env: {}, home: "/home/me", platform: "linux" })).toBe("/home/me/.local/share/ocp/ocp.db");
    expect(userDatabasePath({ env: { XDG_DATA_HOME: "/data" }, home: "/home/me", platform: "linux" })).toBe(
      "/data/ocp/ocp.db",
    );
    expect(userDatabasePath({ env: { XDG_DATA_HOME: "data" }, home: "/home/me", platform: "linux" })).toBe(
      "/home/me/.local/share/ocp/ocp.db",
    );
    expect(userDatabasePath({ env: {}, home: "/Users/me", platform: "darwin" })).toBe(
      "/Users/me/Library/Application Support/ocp/ocp.db",
    );
    expect(userDatabasePath({ env: { LOCALAPPDATA: "D:\\Local" }, home: "C:\\Users\\me", platform: "win32" })).toBe(
      "D:\\Local\\ocp\\ocp.db",
    );
    expect(userDatabasePath({ env: {}, home: "C:\\Users\\me", platform: "win32" })).toBe(
      "C:\\Users\\me\\AppData\\Local\\ocp\\ocp.db",
    );
  });
});
