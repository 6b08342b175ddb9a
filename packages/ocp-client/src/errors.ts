/**
 * What can go wrong between this client and a server, as opposed to what a server answers:
 *
 * - `START_FAILED`: the server could not be started, or did not complete the handshake.
 * - `NOT_OCP`: it speaks MCP but has none of the protocol's tools.
 * - `CONNECTION_LOST`: it went away, before or during the call (see `sent`).
 * - `TIMEOUT`: no answer came in time; the call may still take effect.
 * - `INVALID_ANSWER`: it answered something that the contract does not allow.
 * - `PROTOCOL_ERROR`: it answered with a JSON-RPC error that has no place in the contract.
 * - `CLIENT_CLOSED`: this client was closed.
 */
export type ConnectionFault =
  | "START_FAILED"
  | "NOT_OCP"
  | "CONNECTION_LOST"
  | "TIMEOUT"
  | "INVALID_ANSWER"
  | "PROTOCOL_ERROR"
  | "CLIENT_CLOSED";

const brand: unique symbol = Symbol.for("ocp.connection-error") as never;

/** A failure of the connection, not of the protocol: no OCP answer was got. Match on `code`. */
export class OcpConnectionError extends Error {
  override readonly name = "OcpConnectionError";
  readonly [brand] = true;
  readonly code: ConnectionFault;
  /** Whether the call may have reached the server; false means that repeating it is always safe. */
  readonly sent: boolean;

  constructor(code: ConnectionFault, message: string, options: ErrorOptions & { sent?: boolean } = {}) {
    super(message, options);
    this.code = code;
    this.sent = options.sent ?? false;
  }

  /** Recognises an OcpConnectionError across copies of this package, and optionally its code. */
  static is(value: unknown, code?: ConnectionFault): value is OcpConnectionError {
    return (
      value instanceof Error && brand in value && (code === undefined || (value as OcpConnectionError).code === code)
    );
  }
}
