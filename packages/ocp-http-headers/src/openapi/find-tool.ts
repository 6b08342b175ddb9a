import { ToolError } from "./errors.ts";
import type { Tool } from "./tool.ts";

/** Finds tools by any of their names. */
export type FindTool = (name: string) => Tool | undefined;

/**
 * A tool by its name; else by alias, model name, operation id or `GET /path`, where one that several tools have is an
 * `AMBIGUOUS_TOOL`.
 */
export function createFind(tools: readonly Tool[]): FindTool {
  let byName: Map<string, Tool> | undefined;
  let byOther: Map<string, Set<Tool>> | undefined;
  return (name) => {
    byName ??= new Map(tools.map((tool) => [tool.name, tool]));
    const exact = byName.get(name);
    if (exact) return exact;
    byOther ??= otherNames(tools);
    const found = byOther.get(name) ?? byOther.get(normalPlace(name));
    if (!found) return undefined;
    const candidates = [...found].map((tool) => tool.name);
    if (found.size > 1)
      throw new ToolError(
        "AMBIGUOUS_TOOL",
        `${JSON.stringify(name)} could be ${candidates.join(" or ")}. Use one of these names.`,
        {
          candidates,
        },
      );
    return [...found][0];
  };
}

function otherNames(tools: readonly Tool[]): Map<string, Set<Tool>> {
  const found = new Map<string, Set<Tool>>();
  for (const tool of tools) {
    const names = [tool.alias, tool.model_name, tool.operation_id, `${tool.method} ${tool.path}`];
    for (const name of names) {
      if (name === undefined) continue;
      const there = found.get(name);
      if (there) there.add(tool);
      else found.set(name, new Set([tool]));
    }
  }
  return found;
}

function normalPlace(name: string): string {
  const [, method = "", path = ""] = /^\s*([A-Za-z]+)\s+(\/.*?)\s*$/.exec(name) ?? [];
  return `${method.toUpperCase()} ${path}`;
}

/** The error for a name that no tool has, with the nearest ones that there are. */
export function unknownTool(name: string, near: readonly Tool[]): ToolError {
  const candidates = near.slice(0, 5).map((tool) => tool.name);
  const hint = candidates.length > 0 ? `Did you mean ${candidates.join(", ")}?` : "List the tools to see their names.";
  return new ToolError("UNKNOWN_TOOL", `There is no tool ${JSON.stringify(name.slice(0, 100))}. ${hint}`, {
    candidates,
  });
}
