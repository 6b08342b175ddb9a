import type { Chunk, ToolInput, ToolName, ToolOutput, Workspace } from "ocp-core";
import { toFileUri } from "ocp-core";
import type { Caller } from "../../../src/access/keys.ts";
import { createPaint } from "../../../src/cli/colour.ts";
import type { Context } from "../../../src/cli/command.ts";
import { dispatch } from "../../../src/cli/dispatch.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";
import type { ProcessInput } from "../../../src/config.ts";
import type { CallOptions, Engine } from "../../../src/engine.ts";

/** One call that an engine got. */
export interface SeenCall {
  readonly name: ToolName;
  readonly input: unknown;
  readonly caller: Caller | undefined;
}

type Answers = {
  [N in ToolName]?: (input: ToolInput<N>, options: CallOptions) => ToolOutput<N> | Promise<ToolOutput<N>>;
};

/** An engine in memory that answers what a test says, and writes down what it was asked. */
export function createFakeEngine(answers: Answers, embedAll: Engine["embedAll"] = async () => 0) {
  const calls: SeenCall[] = [];
  let closed = 0;
  const engine: Engine = {
    async call(name, input, caller, options = {}) {
      calls.push({ name, input, caller });
      const answer = answers[name] as ((input: unknown, options: CallOptions) => unknown) | undefined;
      if (!answer) throw new Error(`the test has no answer to ${name}`);
      return (await answer(input, options)) as never;
    },
    async latestEvents() {
      return { events: [], cursor: "" };
    },
    embedAll,
    async check() {
      return [];
    },
    async [Symbol.asyncDispose]() {
      closed++;
    },
  };
  return { engine, calls, closed: () => closed };
}

export interface RunOptions {
  readonly engine?: Engine;
  readonly env?: ProcessInput["env"];
  readonly cwd?: string;
  readonly colour?: boolean;
  /** Somebody sits there and types these lines. */
  readonly typed?: readonly string[];
  readonly outIsTerminal?: boolean;
  readonly stdin?: string;
  readonly input?: Partial<ProcessInput>;
}

/** Runs a command line in this process and answers what it printed. */
export async function runCli(
  argv: readonly string[],
  options: RunOptions = {},
): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: "", err: "" };
  const typed = [...(options.typed ?? [])];
  const paint = createPaint(options.colour ?? false);
  const terminal: Terminal = {
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    outIsTerminal: options.outIsTerminal ?? false,
    errIsTerminal: false,
    interactive: options.typed !== undefined,
    columns: 100,
    paint,
    notePaint: paint,
    ask: async (question) => {
      printed.err += question;
      return typed.shift();
    },
    readInput: async () => options.stdin ?? "",
  };
  const context: Context = {
    input: {
      argv,
      program: "/usr/bin/ocp-server",
      env: options.env ?? {},
      cwd: options.cwd ?? "/work",
      home: "/home/me",
      platform: "linux",
      execPath: "/usr/bin/node",
      nodeVersion: "24.0.0",
      ...options.input,
    },
    terminal,
    program: "ocp-server",
    openEngine: async () => {
      if (!options.engine) throw new Error("this test opens no engine");
      return options.engine;
    },
  };
  return { code: await dispatch(context), ...printed };
}

/** A workspace as `workspace.list` shows it. */
export function createWorkspace(root: string, changes: Partial<Workspace> = {}): Workspace {
  return {
    workspace_id: "ws_0123456789abcdef",
    root_uri: root.includes("://") ? root : toFileUri(root),
    name: "example",
    files: 3,
    chunks: 12,
    stale: 0,
    status: "ready",
    progress: 1,
    indexed_at: "2026-01-02T03:04:05.000Z",
    metadata: {},
    ...changes,
  };
}

/** A chunk of a file, with only what tests look at. */
export function createChunk(path: string, content: string, changes: Partial<Chunk> & { line?: number } = {}): Chunk {
  const { line = 1, ...rest } = changes;
  const end = line + content.split("\n").length - 1;
  return {
    chunk_id: "c".repeat(24),
    workspace_id: "ws_0123456789abcdef",
    source: {
      uri: toFileUri(path),
      range: { start_line: line, end_line: end, start_byte: 0, end_byte: content.length },
    },
    content,
    content_hash: "0".repeat(64),
    language: "typescript",
    kind: "block",
    symbol: null,
    version: 1,
    indexed_at: "2026-01-02T03:04:05.000Z",
    metadata: { path },
    ...rest,
  };
}
