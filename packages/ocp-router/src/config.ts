import { homedir } from "node:os";
import { posix, resolve, win32 } from "node:path";
import type { Budget } from "./route/budget.ts";
import type { FallbackRule } from "./route/decide.ts";
import type { PriceTable } from "./route/prices.ts";
import { createPrivacyCheck, type PrivacyRules } from "./route/privacy.ts";
import { readPrices, readUrl } from "./settings.ts";
import { VARIABLES, type VariableName } from "./variables.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a process was started with. */
export interface ProcessInput {
  /** The arguments after the program. */
  readonly argv: readonly string[];
  readonly program: string;
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly nodeVersion: string;
}

/** The input of this process: the one place that reads the environment and the arguments. */
export function readProcess(): ProcessInput {
  return {
    argv: process.argv.slice(2),
    program: process.argv[1] ?? "",
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    platform: process.platform,
    nodeVersion: process.versions.node,
  };
}

/** The settings of a router, checked and complete. Keys are functions, so that no dump of the settings shows one. */
export interface Config {
  readonly localBackend: "ollama" | "openai";
  readonly localModel: string;
  readonly localUrl: string;
  readonly localKey: () => string | undefined;
  readonly localTimeoutMs: number;
  readonly localContext: number;
  readonly paidBackend: "anthropic" | "openai";
  readonly paidModel: string;
  readonly paidUrl: string | undefined;
  readonly paidKey: () => string | undefined;
  readonly paidMaxTokens: number | undefined;
  readonly paidTimeoutMs: number;
  readonly threshold: number | undefined;
  /** Absolute path of a fitted classifier. */
  readonly routeModel: string | undefined;
  readonly fallback: FallbackRule;
  readonly privacy: PrivacyRules;
  readonly budget: Budget;
  readonly prices: PriceTable;
  /** Absolute path. */
  readonly trace: string | undefined;
  readonly traceContent: boolean;
  readonly host: string;
  readonly port: number;
  readonly serveKey: () => string | undefined;
}

/** The settings have faults: the message lists each with its variable. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    super(`The environment has ${count}:\n${problems.map((line) => `  ${line}`).join("\n")}`);
    this.problems = problems;
  }
}

/** Reads the settings. Throws one `ConfigError` with every problem, never with a key. An empty value counts as unset. */
export function parseConfig({ env, cwd }: Pick<ProcessInput, "env" | "cwd">): Config {
  const problems: string[] = [];
  const value = (name: VariableName): string | undefined => env[name]?.trim() || undefined;
  const refuse = (name: VariableName, problem: string): void => {
    const { default: standard } = VARIABLES.find((each) => each.name === name)!;
    problems.push(`${name}: ${problem} Default: ${standard}.`);
  };
  const choice = <T extends string>(name: VariableName, allowed: readonly T[], standard: T): T => {
    const text = value(name);
    const found = text === undefined ? standard : allowed.find((each) => each === text.toLowerCase());
    if (found === undefined) refuse(name, `${quote(text!)} is not known. It may be ${allowed.join(", ")}.`);
    return found ?? standard;
  };
  const number = (name: VariableName, min: number, max: number): number | undefined => {
    const text = value(name);
    if (text === undefined) return undefined;
    const read = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (read >= min && read <= max) return read;
    refuse(name, `${quote(text)} is not a number from ${min} to ${max}.`);
    return undefined;
  };
  const whole = (name: VariableName, min: number, max: number): number | undefined => {
    const read = number(name, min, max);
    if (read === undefined || Number.isInteger(read)) return read;
    refuse(name, `${read} is not whole.`);
    return undefined;
  };
  const url = (name: VariableName): string | undefined => {
    const text = value(name);
    const read = text === undefined ? undefined : readUrl(text);
    if (text !== undefined && read === undefined) refuse(name, "it is not an http or https address.");
    return read;
  };
  const path = (name: VariableName): string | undefined => {
    const text = value(name);
    return text === undefined ? undefined : resolve(cwd, text);
  };

  const localBackend = choice("OCP_LOCAL_BACKEND", ["ollama", "openai"], "ollama");
  const paidBackend = choice("OCP_PAID_BACKEND", ["anthropic", "openai"], "anthropic");
  const anthropic = paidBackend === "anthropic";
  const [anthropicUrl, openaiUrl] = [url("ANTHROPIC_BASE_URL"), url("OPENAI_BASE_URL")];
  const [ollamaUrl, localUrl] = [url("OCP_OLLAMA_URL"), url("OCP_LOCAL_URL")];
  const privacy: PrivacyRules = {
    patterns: listed(value("OCP_PRIVATE_PATTERNS"), "\n"),
    paths: listed(value("OCP_PRIVATE_PATHS"), ","),
  };
  try {
    createPrivacyCheck(privacy);
  } catch (error) {
    refuse("OCP_PRIVATE_PATTERNS", (error as Error).message);
  }
  const prices = readPrices(value("OCP_PRICES"));
  if (typeof prices === "string") refuse("OCP_PRICES", prices);

  const config: Config = {
    localBackend,
    localModel: value("OCP_LOCAL_MODEL") ?? "llama3.2",
    localUrl:
      localBackend === "ollama" ? (ollamaUrl ?? "http://localhost:11434") : (localUrl ?? "http://localhost:8080/v1"),
    localKey: () => value("OCP_LOCAL_API_KEY"),
    localTimeoutMs: (number("OCP_LOCAL_TIMEOUT", 1, 86_400) ?? 60) * 1000,
    localContext: whole("OCP_LOCAL_CONTEXT", 1024, 10_000_000) ?? 32_768,
    paidBackend,
    paidModel: value("OCP_PAID_MODEL") ?? (anthropic ? "claude-sonnet-4-6" : "gpt-4o-mini"),
    paidUrl: anthropic ? anthropicUrl : openaiUrl,
    paidKey: () => value(anthropic ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY"),
    paidMaxTokens: whole("OCP_PAID_MAX_TOKENS", 1, 10_000_000),
    paidTimeoutMs: (number("OCP_PAID_TIMEOUT", 1, 86_400) ?? 600) * 1000,
    threshold: number("OCP_ROUTE_THRESHOLD", 0, 1),
    routeModel: path("OCP_ROUTE_MODEL"),
    fallback: choice("OCP_ROUTE_FALLBACK", ["both", "to_local", "to_paid", "none"], "both"),
    privacy,
    budget: {
      dayUsd: number("OCP_BUDGET_DAY_USD", 0, 1_000_000),
      sessionUsd: number("OCP_BUDGET_SESSION_USD", 0, 1_000_000),
    },
    prices: typeof prices === "string" ? {} : prices,
    trace: path("OCP_TRACE"),
    traceContent: choice("OCP_TRACE_CONTENT", ["0", "1", "false", "true"], "0").match(/1|true/) !== null,
    host: value("OCP_ROUTER_HOST") ?? "127.0.0.1",
    port: whole("OCP_ROUTER_PORT", 0, 65_535) ?? 4141,
    serveKey: () => value("OCP_ROUTER_KEY"),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** Where `serve` keeps its record, and `stats` finds it, when nothing else is said. */
export function userTracePath({ env, home, platform }: Pick<ProcessInput, "env" | "home" | "platform">): string {
  if (platform === "win32")
    return win32.join(env["LOCALAPPDATA"] || win32.join(home, "AppData", "Local"), "ocp", "router.jsonl");
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "ocp", "router.jsonl");
  const data = env["XDG_DATA_HOME"];
  return posix.join(data && posix.isAbsolute(data) ? data : posix.join(home, ".local", "share"), "ocp", "router.jsonl");
}

function listed(text: string | undefined, mark: string): string[] {
  return (text ?? "").split(mark).flatMap((part) => part.trim() || []);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
