import { ProtocolError, ProtocolErrorCode, type CallToolResult, type Tool } from "@modelcontextprotocol/server";
import type { Answers } from "../answers.ts";
import { toSeconds } from "../corpus/last-updated.ts";
import { nearest } from "../nearest.ts";
import { once } from "../once.ts";
import { TOOLS } from "../tools/catalogue.ts";

/** What hosts show of the tools. */
export const listTools = once((): Tool[] =>
  [...TOOLS.values()].map(
    ({ name, title, description, inputSchema, outputSchema }) =>
      ({
        name,
        title,
        description,
        inputSchema,
        outputSchema,
        annotations: { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      }) as Tool,
  ),
);

/** A tool's answer as MCP carries it: the whole as text, and the same as structured content, errors too (OMP 3). */
export function callTool(
  answers: Answers,
  { name, arguments: input = {} }: { name: string; arguments?: unknown },
  time: Date,
): CallToolResult {
  if (!TOOLS.has(name)) throw unknownTool(name);
  const answer = answers.get(name, input);
  const timestamp = toSeconds(time);
  return {
    content: [{ type: "text", text: answer.json(timestamp) }],
    structuredContent: answer.object(timestamp),
    ...(answer.isError ? { isError: true } : {}),
  };
}

function unknownTool(name: string): ProtocolError {
  const meant = nearest(name, TOOLS.keys());
  const hint = meant === undefined ? `They are: ${[...TOOLS.keys()].join(", ")}.` : `Did you mean '${meant}'?`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool '${name.slice(0, 80)}'. ${hint}`);
}
