import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeTeaCorpus } from "./tea-corpus.ts";

export type Json = Record<string, unknown>;

/** A JSON-RPC response as it came. */
export interface Response {
  readonly result?: Json;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** What a tool answered: the text as it came, and the object in it. */
export interface Answer {
  readonly isError: boolean;
  readonly text: string;
  readonly body: Json;
  readonly result: Json;
}

/** A connection to a real server that knows nothing of its insides. */
export interface Wire {
  request(method: string, params?: Json): Promise<Response>;
  call(tool: string, input?: unknown): Promise<Answer>;
  /** All that the process wrote to standard error. */
  log(): string;
  close(): Promise<void>;
}

export interface HttpWire extends Wire {
  readonly origin: string;
}

export const PROGRAM = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const PROTOCOL = "2025-06-18";

/** A folder with the tea corpus, which goes with the process. */
export function teaFolder(): string {
  const folder = join(realpathSync(mkdtempSync(join(tmpdir(), "omp-tea-"))), "corpus");
  process.once("exit", () => rmSync(join(folder, ".."), { recursive: true, force: true }));
  writeTeaCorpus(folder);
  return folder;
}

function start(
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcessWithoutNullStreams & { noted: () => string } {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
  });
  let noted = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (noted += text));
  return Object.assign(child, { noted: () => noted });
}

async function stop(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.stdin.end();
  child.kill();
  await exited;
}

/** A server over stdio, driven by bare JSON-RPC, after the handshake. */
export async function openStdio(args: readonly string[], env?: Record<string, string>): Promise<Wire> {
  const child = start(args, env);
  const waiting = new Map<number, (response: Response) => void>();
  let rest = "";
  let lastId = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const message = JSON.parse(line) as Response & { id?: number };
      if (message.id !== undefined) waiting.get(message.id)?.(message);
    }
  });
  child.once("close", (code) => {
    for (const give of waiting.values()) give({ error: { code: 0, message: `exited with ${code}: ${child.noted()}` } });
  });
  const request = (method: string, params: Json = {}): Promise<Response> => {
    const id = ++lastId;
    const answer = new Promise<Response>((resolve) => waiting.set(id, resolve));
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    return answer.finally(() => waiting.delete(id));
  };
  const wire = { request, call: caller(request), log: child.noted, close: () => stop(child) };
  await shakeHands(request);
  child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
  return wire;
}

/** A server over HTTP on a free port, driven by bare JSON-RPC over fetch. */
export async function openHttp(args: readonly string[], env?: Record<string, string>): Promise<HttpWire> {
  const child = start(["--http", "--port", "0", ...args], env);
  const origin = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", () => {
      const found = /(http:\/\/[^\s/]+)\/mcp/.exec(child.noted())?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("close", (code) => reject(new Error(`exited with ${code}: ${child.noted()}`)));
  });
  let lastId = 0;
  const request = async (method: string, params: Json = {}): Promise<Response> => {
    const response = await fetch(`${origin}/mcp`, post({ jsonrpc: "2.0", id: ++lastId, method, params }));
    return (await response.json()) as Response;
  };
  return { origin, request, call: caller(request), log: child.noted, close: () => stop(child) };
}

/** A POST of one message as MCP asks for it. */
export function post(message: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": PROTOCOL,
      ...headers,
    },
    body: typeof message === "string" ? message : JSON.stringify(message),
  };
}

export function shakeHands(request: Wire["request"], protocolVersion = PROTOCOL): Promise<Response> {
  return request("initialize", { protocolVersion, capabilities: {}, clientInfo: { name: "judge", version: "1.0.0" } });
}

function caller(request: Wire["request"]): Wire["call"] {
  return async (tool, input = {}) => {
    const response = await request("tools/call", { name: tool, arguments: input });
    if (!response.result) throw new Error(`${tool}: ${JSON.stringify(response.error)}`);
    const { content, isError } = response.result as { content: { type: string; text: string }[]; isError?: boolean };
    const text = content[0]!.text;
    return { isError: isError === true, text, body: JSON.parse(text) as Json, result: response.result };
  };
}
