import type { Tool } from "../openapi/tool.ts";
import { put, type JsonObject } from "../openapi/json.ts";
import { UsageError } from "./command.ts";

/** Arguments as `name=value`: the value is text where the tool takes text, else JSON. */
export function parseArguments(tool: Tool, pairs: readonly string[]): JsonObject {
  const args: JsonObject = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at <= 0) throw new UsageError(`--arg takes name=value, not '${pair}'.`);
    const name = pair.slice(0, at);
    put(args, name, valueOf(tool, name, pair.slice(at + 1)));
  }
  return args;
}

function valueOf(tool: Tool, name: string, text: string): unknown {
  const parameter = Object.hasOwn(tool.parameters, name) ? tool.parameters[name] : undefined;
  const schema = parameter?.schema ?? {};
  const types = new Set([schema["type"]].flat());
  if (types.has("string")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // `--arg labels=bug` for a list of one.
    return types.has("array") ? [text] : text;
  }
}
