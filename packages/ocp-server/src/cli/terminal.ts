import { createInterface, type Interface } from "node:readline";
import type { Environment } from "../config.ts";
import { createPaint, wantsColour, type Paint } from "./colour.ts";

/** Where a command talks to a person or a pipe. */
export interface Terminal {
  /** Writes a result. */
  out(text: string): void;
  /** Writes what is about the result: progress, notes, errors. */
  err(text: string): void;
  /** A person sees `out`, or `err`, and can type. */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly interactive: boolean;
  readonly columns: number;
  /** Marks for `out`, and for `err`. */
  readonly paint: Paint;
  readonly notePaint: Paint;
  /** Asks for a line; undefined at the end of input. */
  ask(question: string): Promise<string | undefined>;
  /** All of standard input as text. */
  readInput(): Promise<string>;
}

/** The terminal of this process. A reader that goes away (`| head`) ends the process in silence. */
export function createTerminal(env: Environment): Terminal {
  const { stdin, stdout, stderr } = process;
  // Only once something is written: a server that is serving has its own way to end.
  let guarded = false;
  const guard = (): void => {
    guarded = true;
    stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit();
    });
  };
  // Notes that nobody can read are no reason to stop.
  stderr.on("error", () => {});
  return {
    out(text) {
      if (!guarded) guard();
      stdout.write(text);
    },
    err: (text) => void stderr.write(text),
    outIsTerminal: stdout.isTTY,
    errIsTerminal: stderr.isTTY,
    interactive: stdin.isTTY && stderr.isTTY,
    get columns() {
      const { columns } = stdout.isTTY ? stdout : stderr;
      return Math.max(columns || 120, 40);
    },
    paint: createPaint(wantsColour(env, stdout.isTTY)),
    notePaint: createPaint(wantsColour(env, stderr.isTTY)),
    ask: createAsking(),
    async readInput() {
      stdin.setEncoding("utf8");
      let text = "";
      for await (const part of stdin) text += part as string;
      return text;
    },
  };
}

/** Asks for lines one by one; what was typed or pasted ahead answers the questions to come. */
function createAsking(): Terminal["ask"] {
  const typed: string[] = [];
  let reader: Interface | undefined;
  const input = { ended: false };
  let wake = (): void => {};
  function open(): Interface {
    const opened = createInterface({ input: process.stdin, output: process.stderr });
    opened.on("line", (line) => {
      typed.push(line);
      wake();
    });
    opened.on("close", () => {
      input.ended = true;
      wake();
    });
    return opened;
  }
  return async (question) => {
    reader ??= open();
    reader.setPrompt(question);
    if (!input.ended) reader.prompt();
    while (typed.length === 0 && !input.ended) await new Promise<void>((resolve) => (wake = resolve));
    // A reader that waits for input would keep the process.
    if (!input.ended) reader.pause();
    return typed.shift();
  };
}
