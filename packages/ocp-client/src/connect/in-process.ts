import { InMemoryTransport } from "@modelcontextprotocol/client";
import { OcpConnectionError } from "../errors.ts";
import type { Connector } from "./connector.ts";
import { openConnection } from "./handshake.ts";

/** A server in this process, by shape: whatever connects to an MCP transport. */
export interface InProcessServer {
  // `never` lets every SDK's own transport type fit.
  connect(transport: never): Promise<unknown>;
}

const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Speaks to a server in this process over a linked pair of transports. The server stays the caller's to close. */
export function createInProcessConnector(server: InProcessServer): Connector {
  return {
    label: "the server in this process",
    reopens: false,
    async open({ signal }) {
      const [near, far] = InMemoryTransport.createLinkedPair();
      try {
        await server.connect(far as never);
        return await openConnection(near, { signal, timeoutMs: HANDSHAKE_TIMEOUT_MS });
      } catch (error) {
        await near.close();
        signal?.throwIfAborted();
        const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
        throw new OcpConnectionError("START_FAILED", `Could not connect to the server in this process: ${reason}.`, {
          cause: error,
        });
      }
    },
  };
}
