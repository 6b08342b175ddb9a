import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The built program, as a host starts it. */
export const PROGRAM = fileURLToPath(new URL("../../bin/omp-server.js", import.meta.url));

export interface Message {
  readonly id?: unknown;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Started extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown[]>;
  send(message: object | string): void;
  /** The next message that matches. */
  receive(matches: (message: Message) => boolean): Promise<Message>;
  /** Waits for a line on stderr and answers it. */
  note(pattern: RegExp): Promise<string>;
  stderr(): string;
}

/** Starts the built server; JSON-RPC lines are written to it and read from it. */
export function start(args: readonly string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
  });
  // Once all that it has written was read.
  const exited = once(child, "close");
  const messages: Message[] = [];
  let stderr = "";
  let wake = Promise.withResolvers<void>();
  const woken = (): void => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    messages.push(JSON.parse(line) as Message);
    woken();
  });
  child.stderr.on("data", (part: Buffer) => {
    stderr += part.toString();
    woken();
  });
  let closed = false;
  child.on("close", () => {
    closed = true;
    woken();
  });
  async function until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (closed) throw new Error(`the server ended with ${child.exitCode}: ${stderr}`);
      await wake.promise;
    }
  }
  return {
    child,
    exited,
    send: (message) =>
      void child.stdin.write(
        `${typeof message === "string" ? message : JSON.stringify({ jsonrpc: "2.0", ...message })}\n`,
      ),
    receive: (matches) =>
      until(() => {
        const index = messages.findIndex(matches);
        return index === -1 ? undefined : messages.splice(index, 1)[0];
      }),
    note: (pattern) => until(() => stderr.split("\n").find((line) => pattern.test(line))),
    stderr: () => stderr,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.kill("SIGKILL");
      await exited;
    },
  };
}
