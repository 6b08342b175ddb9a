import {
  ProtocolError,
  ProtocolErrorCode,
  type CallToolResult,
  type Server,
  type ServerContext,
  type Tool,
} from "@modelcontextprotocol/server";
import { OcpError, TOOLS, TOOL_NAMES, findTool, toolSchemas, underscoreName, type ToolName } from "ocp-core";
import type { Caller } from "../access/keys.ts";
import type { Engine } from "../engine.ts";
import type { RunProgress } from "../indexing/run.ts";
import { nearest } from "../nearest.ts";

export interface ToolListOptions {
  /** The tools to list; all of them can be called. */
  readonly tools: readonly ToolName[];
  readonly toolNames: "dotted" | "underscore";
}

/** Longer answers, in characters, break clients; both copies of one go in a single message. */
const MAX_ANSWER = 24_000_000;

function tooLarge(name: ToolName): OcpError {
  return new OcpError(
    "LIMIT_EXCEEDED",
    `${name}: the answer is too large for one message. Ask for less, with a smaller limit or narrower filters.`,
  );
}

/** What hosts show of the tools. Schemas are trimmed of what only takes room in a model's context. */
function listTools({ tools, toolNames }: ToolListOptions): Tool[] {
  return tools.map((name) => {
    const { title, description, annotations } = TOOLS[name];
    const { inputSchema, outputSchema } = toolSchemas(name);
    return {
      name: toolNames === "underscore" ? underscoreName(name) : name,
      title,
      description,
      inputSchema: trim(inputSchema),
      outputSchema: trim(outputSchema),
      annotations: { title, ...annotations },
    } as Tool;
  });
}

function trim(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(trim);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => key !== "$schema" && !(key === "maximum" && value === Number.MAX_SAFE_INTEGER))
      .map(([key, value]) => [key, trim(value)]),
  );
}

/** Answers `tools/list` and `tools/call`. `onCalled` sees each successful call after it was answered. */
export function serveTools(
  server: Server,
  {
    engine,
    caller,
    onCalled,
    ...list
  }: ToolListOptions & {
    engine: Engine;
    caller: Caller;
    onCalled?: (name: ToolName, input: unknown, output: unknown) => void;
  },
): void {
  server.setRequestHandler("tools/list", () => ({ tools: listTools(list) }));

  server.setRequestHandler("tools/call", async (request, context): Promise<CallToolResult> => {
    const name = findTool(request.params.name);
    if (!name) throw unknownTool(request.params.name);
    try {
      const options = { signal: context.mcpReq.signal, onProgress: progressReporter(context) };
      const input = request.params.arguments ?? {};
      const output = await engine.call(name, input, caller, options);
      const text = JSON.stringify(output);
      if (text.length > MAX_ANSWER) throw tooLarge(name);
      if (onCalled) setImmediate(onCalled, name, input, output);
      return { content: [{ type: "text", text }], structuredContent: output };
    } catch (error) {
      if (!OcpError.is(error)) throw error;
      return { isError: true, content: [{ type: "text", text: JSON.stringify(error.toWire()) }] };
    }
  });
}

function unknownTool(name: string): ProtocolError {
  const close = nearest(name, [...TOOL_NAMES, ...TOOL_NAMES.map(underscoreName)]);
  const hint = close ? `Did you mean '${close}'?` : `Known: ${TOOL_NAMES.join(", ")}.`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool '${name.slice(0, 80)}'. ${hint}`);
}

/** Reports progress to a client that asked for it, at most every 200 ms until the last file. */
function progressReporter({ mcpReq }: ServerContext): ((progress: RunProgress) => void) | undefined {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  let reported = 0;
  return ({ filesDone, filesTotal, chunks }) => {
    if (filesDone < filesTotal && performance.now() - reported < 200) return;
    reported = performance.now();
    const params = {
      progressToken,
      progress: filesDone,
      total: filesTotal,
      message: `${filesDone} of ${filesTotal} files, ${chunks} chunks`,
    };
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
}
