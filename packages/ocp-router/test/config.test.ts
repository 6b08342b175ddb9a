import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseConfig, userTracePath } from "../src/config.ts";
import { VARIABLES } from "../src/variables.ts";

const parse = (env: Record<string, string> = {}) => parseConfig({ cwd: "/home/me", env });

it("has the defaults of the documentation", () => {
  expect(parse()).toMatchObject({
    localBackend: "ollama",
    localModel: "llama3.2",
    localUrl: "http://localhost:11434",
    paidBackend: "anthropic",
    paidModel: "claude-sonnet-4-6",
    fallback: "both",
    host: "127.0.0.1",
    port: 4141,
  });
  expect(parse({ OCP_PAID_BACKEND: "OpenAI" }).paidModel).toBe("gpt-4o-mini");
});

it("takes addresses as people write them", () => {
  expect(parse({ OCP_OLLAMA_URL: "localhost:11434" }).localUrl).toBe("http://localhost:11434");
  expect(parse({ OCP_OLLAMA_URL: "https://box.lan/ollama/" }).localUrl).toBe("https://box.lan/ollama");
  for (const bad of ["ftp://x", "http://", "::"])
    expect(() => parse({ OCP_OLLAMA_URL: bad })).toThrow("OCP_OLLAMA_URL");
});

it("tells every problem at once, and treats empty values as unset", () => {
  const wrong = {
    OCP_ROUTE_THRESHOLD: "2",
    OCP_LOCAL_TIMEOUT: "soon",
    OCP_ROUTER_PORT: "1.5",
    OCP_ROUTE_FALLBACK: "maybe",
  };
  for (const name of Object.keys(wrong)) expect(() => parse(wrong)).toThrow(name);
  expect(() => parse(wrong)).toThrow("4 problems");
  const empty = Object.fromEntries(VARIABLES.map(({ name }) => [name, " "]));
  expect(JSON.stringify(parse(empty))).toBe(JSON.stringify(parse()));
});

it("shows no key when it is printed", () => {
  const config = parse({ ANTHROPIC_API_KEY: "sk-secret", OCP_ROUTER_KEY: "sk-door", OCP_LOCAL_API_KEY: "sk-local" });
  expect(config.paidKey()).toBe("sk-secret");
  expect(JSON.stringify(config)).not.toContain("sk-");
});

it("takes prices and rules", () => {
  const config = parse({
    OCP_PRICES: '{"m": {"input": 1, "output": 2}}',
    OCP_PRIVATE_PATHS: "secrets/**, *.pem",
    OCP_PRIVATE_PATTERNS: "a\\d\n\nb",
  });
  expect(config.prices).toEqual({ m: { input: 1, output: 2 } });
  expect(config.privacy).toEqual({ patterns: ["a\\d", "b"], paths: ["secrets/**", "*.pem"] });
});

it("keeps the record where each system keeps such things", () => {
  const at = (platform: NodeJS.Platform, env = {}) => userTracePath({ platform, env, home: "/home/me" });
  expect(at("linux")).toBe("/home/me/.local/share/ocp/router.jsonl");
  expect(at("linux", { XDG_DATA_HOME: "/data" })).toBe("/data/ocp/router.jsonl");
  expect(at("darwin")).toContain("Library");
});

it("has every variable in the README, with its default", () => {
  const page = readFileSync(new URL("../README.md", import.meta.url), "utf8").replaceAll(/ +/g, " ");
  for (const { name, about, default: standard } of VARIABLES)
    expect(page).toContain(`| \`${name}\` | ${standard} | ${about} |`);
});
