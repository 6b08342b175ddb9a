import { styleText } from "node:util";
import type { Environment } from "../config.ts";

/** Marks parts of a text; without colour every mark returns its text as it is. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly place: (text: string) => string;
  readonly match: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

/** Builds the marks, in colour or not. */
export function createPaint(colour: boolean): Paint {
  const style = (format: Format) => (text: string) =>
    colour && text !== "" ? styleText(format, text, { validateStream: false }) : text;
  return {
    strong: style("bold"),
    faint: style("dim"),
    good: style("green"),
    doubtful: style("yellow"),
    bad: style("red"),
    place: style("cyan"),
    match: style(["bold", "yellow"]),
  };
}

/** Whether to write colours: `FORCE_COLOR` decides, then `NO_COLOR`, then whether a terminal is there that can. */
export function wantsColour(env: Environment, isTerminal: boolean): boolean {
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  if (env["NO_COLOR"]) return false;
  return isTerminal && env["TERM"] !== "dumb";
}
