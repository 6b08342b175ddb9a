import type { OcpError, ToolName } from "ocp-core";
import { toOcpError } from "./answer.ts";
import { OcpConnectionError } from "./errors.ts";

/** What a failed request was about. */
export interface FailedRequest {
  readonly tool: ToolName;
  readonly label: string;
  readonly timeoutMs: number;
  /** What is known of why the connection ended. */
  readonly lastWords: string;
}

type Kind = "timeout" | "lost" | "unsent" | "rpc" | "other";

/** Puts what an MCP client rejected with into this package's terms, whichever of the two SDKs it is. */
export function toFault(error: unknown, request: FailedRequest): OcpConnectionError | OcpError {
  const { tool, label, timeoutMs, lastWords } = request;
  const said = lastWords ? ` It said:\n${lastWords}` : "";
  const message = error instanceof Error ? error.message : String(error);
  const kind = kindOf(error);
  if (kind === "rpc") return rpcFault(error as { code: number }, message, tool);
  if (kind === "unsent") {
    const text = `There is no connection to \`${label}\` any more; ${tool} was not sent.${said}`;
    return new OcpConnectionError("CONNECTION_LOST", text, { cause: error });
  }
  const sent = { cause: error, sent: true };
  if (kind === "timeout") {
    const text = `${tool} was not answered within ${Math.round(timeoutMs)} ms. It may still take effect; pass a longer timeoutMs if it needs more.`;
    return new OcpConnectionError("TIMEOUT", text, sent);
  }
  if (kind === "lost") {
    const text = `The connection to \`${label}\` was lost during ${tool}, which may or may not have taken effect. Look before repeating it.${said}`;
    return new OcpConnectionError("CONNECTION_LOST", text, sent);
  }
  return new OcpConnectionError("PROTOCOL_ERROR", `${tool} failed below the protocol: ${message}`, sent);
}

/** A well-formed call gets a JSON-RPC error only when the server lacks the tool, or caught something before it ran. */
function rpcFault(error: { code: number }, message: string, tool: ToolName): OcpConnectionError | OcpError {
  if (error.code === -32602 || error.code === -32603) return toOcpError(tool, message, error);
  if (error.code === -32601) return toOcpError(tool, `the tool is unknown (${message})`, error);
  return new OcpConnectionError("PROTOCOL_ERROR", `${tool} was answered by JSON-RPC error ${error.code}: ${message}`, {
    cause: error,
    sent: true,
  });
}

function kindOf(error: unknown): Kind {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  if (code === "REQUEST_TIMEOUT") return "timeout";
  if (code === "CONNECTION_CLOSED" || code === "SEND_FAILED") return "lost";
  if (code === "NOT_CONNECTED" || message === "Not connected") return "unsent";
  if (typeof code !== "number") return "other";
  // The older SDK numbers its own failures among JSON-RPC's.
  if (name === "McpError" && code === -32001) return "timeout";
  if (name === "McpError" && code === -32000) return "lost";
  return "rpc";
}
