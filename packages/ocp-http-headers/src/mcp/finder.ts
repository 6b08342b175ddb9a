import type { Caller } from "../openapi/caller.ts";
import { unknownTool } from "../openapi/find-tool.ts";
import { describeTool, toMcpTools, type McpTool } from "../openapi/tool-formats.ts";

type Finder = Pick<McpTool, "name" | "title" | "description"> & {
  readonly inputSchema: object;
  readonly annotations: object;
};

export interface FinderTools {
  readonly tools: readonly Finder[];
  /** The answer of a tool that only looks things up; undefined for `call_tool` and strangers. */
  answer(name: string, args: Readonly<Record<string, unknown>>): unknown;
}

const NAME = { type: "string", description: "The tool's name, as search_tools gives it" };

/** Three tools in place of hundreds: find, describe, call. */
export function createFinderTools(caller: Caller): FinderTools {
  return {
    tools: [
      {
        name: "search_tools",
        title: "Search tools",
        description: `Finds operations of ${caller.document.title} by words, such as "create issue". Answers names and summaries, best first.`,
        inputSchema: {
          type: "object",
          properties: { query: { type: "string" }, limit: { type: "integer", minimum: 1, maximum: 50, default: 10 } },
          required: ["query"],
        },
        annotations: { readOnlyHint: true, openWorldHint: false },
      },
      {
        name: "describe_tool",
        title: "Describe tool",
        description: "Gives the description and the arguments' JSON Schema of one operation.",
        inputSchema: { type: "object", properties: { name: NAME }, required: ["name"] },
        annotations: { readOnlyHint: true, openWorldHint: false },
      },
      {
        name: "call_tool",
        title: "Call tool",
        description: "Calls one operation. describe_tool says which arguments it takes.",
        inputSchema: {
          type: "object",
          properties: { name: NAME, arguments: { type: "object", description: "Its arguments" } },
          required: ["name"],
        },
        annotations: { readOnlyHint: false, openWorldHint: true },
      },
    ],
    answer(name, args) {
      if (name === "search_tools") {
        const limit = typeof args["limit"] === "number" ? Math.min(50, Math.max(1, args["limit"])) : 10;
        const hits = caller.search(typeof args["query"] === "string" ? args["query"] : "", { limit });
        return hits.map(({ tool }) => ({
          name: tool.model_name,
          method: tool.method,
          path: tool.path,
          summary: tool.description.slice(0, 300),
        }));
      }
      if (name !== "describe_tool") return undefined;
      const wanted = typeof args["name"] === "string" ? args["name"] : "";
      const tool = caller.find(wanted);
      if (!tool)
        throw unknownTool(
          wanted,
          caller.search(wanted, { limit: 3 }).map((hit) => hit.tool),
        );
      const [described] = toMcpTools([tool]);
      return { name: tool.model_name, description: describeTool(tool), input_schema: described?.inputSchema };
    },
  };
}
