import type { Connector } from "./connector.ts";
import { rawRequest, type ConnectedMcpClient } from "./mcp-client.ts";

/** Speaks over an MCP client that is connected already and stays the caller's to close. */
export function createOverConnector(client: ConnectedMcpClient): Connector {
  return {
    label: "the given MCP client",
    reopens: false,
    open: () =>
      Promise.resolve({
        handshake: {
          serverInfo: { ...client.getServerVersion() },
          capabilities: { ...client.getServerCapabilities() },
          instructions: client.getInstructions?.(),
        },
        // Only its owner is told of the end; a call finds out.
        isOpen: () => true,
        request: (method, params, options) => rawRequest(client, method, params, options),
        lastWords: () => Promise.resolve(""),
        close: () => Promise.resolve(),
      }),
  };
}
