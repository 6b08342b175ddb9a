import { text as readText } from "node:stream/consumers";
import { styleText } from "node:util";
import type { Environment } from "../config.ts";

/** Marks parts of a text; without colour every mark returns its text as it is. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** Where a command talks to a person or a pipe. */
export interface Terminal {
  /** Writes a result. */
  out(text: string): void;
  /** Writes what is about the result: notes, errors. */
  err(text: string): void;
  readonly columns: number;
  /** Marks for `out`, and for `err`. */
  readonly paint: Paint;
  readonly notePaint: Paint;
  /** A person sits at standard input, so that reading it would wait. */
  readonly interactive: boolean;
  /** All of standard input as text. */
  readInput(): Promise<string>;
}

/** The terminal of this process. A reader that goes away (`| head`) ends the process in silence. */
export function createTerminal(env: Environment): Terminal {
  const { stdin, stdout, stderr } = process;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  // Notes that nobody can read are no reason to stop.
  stderr.on("error", () => {});
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: Math.max((stdout.isTTY && stdout.columns) || 100, 40),
    paint: createPaint(wantsColour(env, stdout.isTTY)),
    notePaint: createPaint(wantsColour(env, stderr.isTTY)),
    interactive: stdin.isTTY,
    readInput: async () => readText(stdin),
  };
}

/** Builds the marks, in colour or not. */
function createPaint(colour: boolean): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colour && text !== "" ? styleText(format, text, { validateStream: false }) : text;
  return {
    strong: style("bold"),
    faint: style("dim"),
    good: style("green"),
    doubtful: style("yellow"),
    bad: style("red"),
  };
}

/** `FORCE_COLOR` decides, then `NO_COLOR`, then whether a terminal is there that can. */
function wantsColour(env: Environment, isTerminal: boolean): boolean {
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  if (env["NO_COLOR"]) return false;
  return isTerminal && env["TERM"] !== "dumb";
}
