import type { EventType } from "ocp-core";
import { createCall, type CallDefaults } from "./call.ts";
import type { Connector } from "./connect/connector.ts";
import { createInProcessConnector, type InProcessServer } from "./connect/in-process.ts";
import type { ConnectedMcpClient } from "./connect/mcp-client.ts";
import { createOverConnector } from "./connect/over.ts";
import { createStdioConnector, type StdioOptions } from "./connect/stdio.ts";
import { openEventStream, type EventStream, type EventStreamOptions } from "./event-stream.ts";
import { openLink } from "./link.ts";
import type { ServerInfo } from "./server-info.ts";
import { createTools, type OcpTools } from "./tools.ts";

/** Options of every way to connect. `timeoutMs` [60000] and `attempts` [3] hold for calls that do not bring their own. */
export interface ConnectOptions extends CallDefaults {
  /** Gives up connecting. It does not end the client later. */
  readonly signal?: AbortSignal | undefined;
}

/** A connected client: one method per tool of the protocol, grouped as on the wire. Close it, or declare it `await using`. */
export interface OcpClient extends Omit<OcpTools, "events">, AsyncDisposable {
  readonly events: OcpTools["events"] & {
    /** Follows what changes in a workspace, from whichever process, until the loop over it is left. */
    on<const T extends EventType = EventType>(options: EventStreamOptions<T>): EventStream<T>;
  };
  /** What the server said of itself, in the latest handshake. */
  readonly server: ServerInfo;
  /** Ends event streams and the connection; a spawned server exits. Safe to call twice. */
  close(): Promise<void>;
}

/** Ways to connect. Each throws OcpConnectionError `START_FAILED` or `NOT_OCP`, or the signal's reason. */
export const OcpClient = {
  /** Starts a server and speaks with it over its standard input and output. */
  stdio(
    command: readonly [program: string, ...args: string[]],
    options: ConnectOptions & StdioOptions = {},
  ): Promise<OcpClient> {
    return connect(() => createStdioConnector(command, options), options);
  },

  /** Speaks with a server in this process. The server stays the caller's to close. */
  inProcess(server: InProcessServer, options: ConnectOptions = {}): Promise<OcpClient> {
    return connect(() => createInProcessConnector(server), options);
  },

  /** Speaks over an MCP client that is connected already and stays the caller's to close. */
  over(client: ConnectedMcpClient, options: ConnectOptions = {}): Promise<OcpClient> {
    return connect(() => createOverConnector(client), options);
  },
};

async function connect(createConnector: () => Connector, options: ConnectOptions): Promise<OcpClient> {
  const link = await openLink(createConnector(), options.signal);
  const call = createCall(link, options);
  const tools = createTools(call);
  const streams = new Set<AsyncDisposable>();

  function on<const T extends EventType>(selection: EventStreamOptions<T>): EventStream<T> {
    const stream = openEventStream<T>({ call, link, onEnd: () => streams.delete(stream) }, selection);
    streams.add(stream);
    return stream;
  }

  async function close(): Promise<void> {
    await Promise.all([...streams].map((stream) => stream[Symbol.asyncDispose]()));
    await link.close();
  }

  return {
    ...tools,
    events: { ...tools.events, on },
    get server() {
      return link.server;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
