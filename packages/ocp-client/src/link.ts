import type { Connection, Connector } from "./connect/connector.ts";
import { OcpConnectionError } from "./errors.ts";
import { checkIsOcp, readServerInfo, type ServerInfo } from "./server-info.ts";

const CHECK_TIMEOUT_MS = 30_000;

/** The one connection of a client, opened again when it was lost and the connector can. */
export interface Link {
  readonly label: string;
  readonly reopens: boolean;
  /** What the server said in the latest handshake. */
  readonly server: ServerInfo;
  isOpen(): boolean;
  isClosed(): boolean;
  /** The live connection; callers that come while it opens share the attempt. Throws `START_FAILED`, `CLIENT_CLOSED`. */
  acquire(signal: AbortSignal | undefined): Promise<Connection>;
  close(): Promise<void>;
}

/** Connects, and makes sure that an OCP server is at the other end. */
export async function openLink(connector: Connector, signal: AbortSignal | undefined): Promise<Link> {
  const closing = new AbortController();
  let server: ServerInfo;
  let current: Connection;
  let opening: Promise<Connection> | undefined;

  async function open(abort: AbortSignal): Promise<Connection> {
    abort.throwIfAborted();
    const connection = await connector.open({ signal: abort });
    try {
      await checkIsOcp(connection, connector.label, { signal: abort, timeoutMs: CHECK_TIMEOUT_MS });
      abort.throwIfAborted();
    } catch (error) {
      await connection.close();
      abort.throwIfAborted();
      if (OcpConnectionError.is(error)) throw error;
      throw new OcpConnectionError("START_FAILED", `\`${connector.label}\` did not list its tools: ${String(error)}.`, {
        cause: error,
      });
    }
    server = readServerInfo(connection.handshake);
    current = connection;
    return connection;
  }

  await open(signal ?? closing.signal);

  return {
    label: connector.label,
    reopens: connector.reopens,
    get server() {
      return server;
    },
    isOpen: () => !closing.signal.aborted && current.isOpen(),
    isClosed: () => closing.signal.aborted,
    async acquire(waiter) {
      waiter?.throwIfAborted();
      closing.signal.throwIfAborted();
      // A connection that cannot be had again is used to the end: its own refusal explains best.
      if (current.isOpen() || !connector.reopens) return current;
      // It belongs to all who wait for it, so only closing the client aborts it.
      opening ??= open(closing.signal).finally(() => {
        opening = undefined;
      });
      return waitFor(opening, waiter);
    },
    async close() {
      if (closing.signal.aborted) return;
      closing.abort(new OcpConnectionError("CLIENT_CLOSED", "This client was closed. Connect a new one."));
      await opening?.catch(() => {});
      await current.close();
    },
  };
}

/** The promise, or the signal's reason if that comes first. */
async function waitFor<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
