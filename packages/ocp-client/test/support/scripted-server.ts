import { McpServer, type Tool } from "@modelcontextprotocol/server";
import { EXTENSION_ID, EVENT_TYPES, OcpError, TOOLS, toolSchemas, type ToolName } from "ocp-core";

export interface ToolContext {
  readonly signal: AbortSignal;
  /** Tells a client that asked for it how far the call has come. */
  report(progress: number, total: number): Promise<void>;
}

/** What a tool answers: an object becomes a result; an OcpError that is thrown becomes an error result. */
export type Script = Partial<Record<ToolName, (args: Record<string, unknown>, context: ToolContext) => unknown>>;

export interface ScriptOptions {
  readonly serverInfo?: Record<string, unknown>;
  readonly extension?: Record<string, unknown> | null;
  /** Makes of an answer what goes over the wire. */
  readonly encode?: (answer: unknown) => Record<string, unknown>;
}

const asBoth = (answer: unknown) => ({
  content: [{ type: "text", text: JSON.stringify(answer) }],
  structuredContent: answer,
});
export const asText = (answer: unknown) => ({ content: [{ type: "text", text: JSON.stringify(answer) }] });

/** A real MCP server whose tools do as the test says. */
export function createScriptedServer(script: Script, options: ScriptOptions = {}): McpServer {
  const {
    serverInfo,
    extension = { version: "0.1", conformance: "full", events: [...EVENT_TYPES] },
    encode = asBoth,
  } = options;
  const server = new McpServer(
    { name: "scripted", version: "1.2.3", ...serverInfo },
    {
      capabilities: { tools: {}, ...(extension && { extensions: { [EXTENSION_ID]: extension as never } }) },
      instructions: "For tests.",
    },
  );
  server.server.setRequestHandler("tools/list", () => ({
    tools: Object.keys(script).map((name): Tool => {
      const schemas = name in TOOLS ? toolSchemas(name as ToolName) : { inputSchema: { type: "object" } };
      return { name, ...schemas } as Tool;
    }),
  }));
  server.server.setRequestHandler("tools/call", async ({ params }, context) => {
    const run = script[params.name as ToolName];
    if (!run) throw Object.assign(new Error(`Tool ${params.name} not found`), { code: -32602 });
    const { _meta: meta } = context.mcpReq;
    const progressToken = meta?.progressToken;
    const report = async (progress: number, total: number) => {
      if (progressToken === undefined) return;
      await context.mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, total } });
    };
    try {
      return encode(await run(params.arguments ?? {}, { signal: context.mcpReq.signal, report })) as never;
    } catch (error) {
      if (!OcpError.is(error)) throw error;
      return { ...asText(error.toWire()), isError: true } as never;
    }
  });
  return server;
}
