import { parseArguments } from "../../messages/turns.ts";
import { isFields, readText, type Fields } from "../read.ts";

// A custom tool takes a text instead of arguments. Models here know functions only, so it is offered as a function of one
// text, and its calls are given back as they would have come.

/** The names of the custom tools of a request. */
export function customNames({ tools }: Fields): ReadonlySet<string> {
  const all = Array.isArray(tools) ? (tools as unknown[]).filter(isFields) : [];
  return new Set(all.flatMap(({ type, name }) => (type === "custom" && typeof name === "string" ? [name] : [])));
}

/** What a model is told of a custom tool, its grammar included. */
export function describeCustom(tool: Fields): string {
  const { syntax, definition } = isFields(tool["format"]) ? tool["format"] : {};
  const grammar =
    typeof syntax === "string" && typeof definition === "string"
      ? `The input must match this ${syntax} grammar:\n${definition}`
      : "";
  return [readText(tool, "description") ?? "", grammar].filter((part) => part !== "").join("\n\n");
}

export const CUSTOM_SCHEMA = {
  type: "object",
  properties: { input: { type: "string", description: "The whole input of the tool" } },
  required: ["input"],
} as const;

/** The text that a call of a custom tool holds; what is no such call is given back as it is. */
export function customInput(json: string): string {
  const { input } = parseArguments(json);
  return typeof input === "string" ? input : json;
}
