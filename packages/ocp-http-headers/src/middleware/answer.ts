import type { AgentContext } from "../context.ts";
import type { DecodeOptions } from "../headers/decode.ts";
import type { EncodeOptions } from "../headers/encode.ts";

/** What every middleware takes. */
export interface MiddlewareOptions extends DecodeOptions, Omit<EncodeOptions, "trace" | "maxSessionLength"> {
  /** Answers to requests with a context carry it back as it is then. [true] */
  readonly respond?: boolean | undefined;
}

/** What an answer gets: the context as it is now, and the word that other contexts get other answers. */
export function answerFields(
  context: AgentContext,
  vary: string | null | undefined,
  options: MiddlewareOptions,
): Record<string, string> {
  return { ...context.toHeaders(options), Vary: varyOn(vary ?? "") };
}

function varyOn(vary: string): string {
  const names = vary
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.includes("*")) return "*";
  const known = new Set(names.map((name) => name.toLowerCase()));
  const missing = ["OCP-Context-ID", "OCP-Session"].filter((name) => !known.has(name.toLowerCase()));
  return [...names, ...missing].join(", ");
}
