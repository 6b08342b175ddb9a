/** How far a long call has come, in units of the tool's own, such as files. */
export interface CallProgress {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

/** Options of one request over a connection. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** In milliseconds. */
  readonly timeoutMs: number;
  readonly onProgress?: ((progress: CallProgress) => void) | undefined;
}

/** What a server said of itself in the handshake, unjudged. */
export interface Handshake {
  /** `serverInfo` with its extra fields, where the transport lets them through. */
  readonly serverInfo: Readonly<Record<string, unknown>>;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly instructions: string | undefined;
}

/** One live MCP connection. */
export interface Connection {
  readonly handshake: Handshake;
  isOpen(): boolean;
  /** The raw result of an MCP request. Rejects with whatever the MCP client below rejects with. */
  request(
    method: "tools/call" | "tools/list",
    params: Record<string, unknown>,
    options: RequestOptions,
  ): Promise<unknown>;
  /** What is known of why it ended, such as the last lines of a log; empty when nothing is. */
  lastWords(): Promise<string>;
  close(): Promise<void>;
}

/** A way to reach a server. Every transport is one of these. */
export interface Connector {
  /** Names the server in messages. */
  readonly label: string;
  /** Whether `open` may be called again after a connection was lost. */
  readonly reopens: boolean;
  /** Connects and shakes hands. Throws `START_FAILED`, or the signal's reason. */
  open(options: { signal?: AbortSignal | undefined }): Promise<Connection>;
}
