import { Client, type Transport } from "@modelcontextprotocol/client";
import { VERSION } from "../version.ts";
import type { Connection } from "./connector.ts";
import { rawRequest } from "./mcp-client.ts";

interface HandshakeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** What the far side last said outside the protocol. */
  readonly lastWords?: () => string | Promise<string>;
}

/** Connects over a transport and shakes hands. Rejects with the MCP client's error, the transport closed. */
export async function openConnection(transport: Transport, options: HandshakeOptions): Promise<Connection> {
  const client = new Client({ name: "ocp-client", version: VERSION });
  let open = true;
  let fault = "";
  client.onclose = () => {
    open = false;
  };
  client.onerror = (error) => {
    fault = error.message;
  };

  // The MCP client drops the fields of serverInfo that it does not know, so they are read off the wire.
  let serverInfo: Record<string, unknown> | undefined;
  transport.onmessage = (message) => {
    if (serverInfo || !("result" in message)) return;
    const { serverInfo: said } = message.result as { serverInfo?: unknown };
    if (typeof said === "object" && said !== null) serverInfo = said as Record<string, unknown>;
  };

  const lastWords = async () => [fault, await options.lastWords?.()].filter(Boolean).join("\n");
  try {
    await client.connect(transport, { timeout: options.timeoutMs, ...(options.signal && { signal: options.signal }) });
  } catch (error) {
    void transport.close().catch(() => {});
    throw new HandshakeError(await lastWords(), { cause: error });
  }

  return {
    handshake: {
      serverInfo: serverInfo ?? { ...client.getServerVersion() },
      capabilities: { ...client.getServerCapabilities() },
      instructions: client.getInstructions(),
    },
    isOpen: () => open,
    request: (method, params, request) => rawRequest(client, method, params, request),
    lastWords,
    close: () => client.close(),
  };
}

/** A handshake that failed; the message is the server's last words, the cause what the MCP client saw. */
export class HandshakeError extends Error {
  override readonly name = "HandshakeError";
}
