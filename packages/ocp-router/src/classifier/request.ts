import type { ContentPart, ModelMessage } from "ocp-core";
import type { ClassifyInput } from "./classifier.ts";

/** How many requests back a short one can lean. */
export const TURNS_BEFORE = 4;

/** What is asked now, and what was asked before it, oldest first. */
export interface Turns {
  readonly last: string;
  readonly earlier: readonly string[];
}

/** The person's words in a prompt or a conversation; what tools answered and models said is none of them. */
export function turnsOf(input: ClassifyInput): Turns {
  if (typeof input === "string") return { last: input, earlier: [] };
  const said = (input.messages ?? [])
    .filter(({ role }) => role === "user")
    .map(textOf)
    .filter((text) => text.trim() !== "");
  const last = said.at(-1);
  return last === undefined ? { last: input.prompt ?? "", earlier: [] } : { last, earlier: said.slice(0, -1) };
}

function textOf({ content }: ModelMessage): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return (content as readonly ContentPart[]).map((part) => (part.type === "text" ? part.text : "")).join("\n");
}
