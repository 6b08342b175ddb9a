/** What each error code promises. `http` is the status where an HTTP answer is called for (OCP-0001 §9). */
export const ERRORS = {
  WORKSPACE_NOT_FOUND: { http: 404, retryable: false, summary: "No workspace has this id." },
  CHUNK_NOT_FOUND: { http: 404, retryable: false, summary: "No chunk has this id." },
  STALE: { http: 409, retryable: false, summary: "The chunk's source changed or was invalidated." },
  BUDGET_EXCEEDED: {
    http: 422,
    retryable: false,
    summary: "Not even the smallest useful piece fits the token budget.",
  },
  CONFLICT: {
    http: 409,
    retryable: false,
    summary: "`if_version` does not match; `current_version` says what is there.",
  },
  SCOPE_INVALID: { http: 400, retryable: false, summary: "The scope is unknown, or an id that it needs is missing." },
  SESSION_NOT_FOUND: {
    http: 404,
    retryable: false,
    summary: "The session or checkpoint is unknown, closed or expired.",
  },
  SUBSCRIPTION_NOT_FOUND: { http: 404, retryable: false, summary: "No subscription has this id." },
  TRACE_NOT_FOUND: { http: 404, retryable: false, summary: "No prompt trace has this id." },
  PERMISSION_DENIED: {
    http: 403,
    retryable: false,
    summary: "The key may not touch this workspace, session, chunk or root.",
  },
  UNAUTHORISED: { http: 401, retryable: false, summary: "The key is missing or unknown." },
  INVALID_PARAMS: { http: 400, retryable: false, summary: "A parameter is missing, unknown or of the wrong kind." },
  METHOD_NOT_FOUND: { http: 404, retryable: false, summary: "No tool has this name." },
  LIMIT_EXCEEDED: { http: 413, retryable: false, summary: "A documented size or rate limit was passed." },
  EMBEDDER_FAILED: { http: 502, retryable: true, summary: "The embedding backend failed." },
  STORAGE_UNAVAILABLE: { http: 503, retryable: true, summary: "The database cannot be reached or written." },
  INTERNAL: { http: 500, retryable: false, summary: "An unexpected fault; the server's log has the details." },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** Further fields of an error on the wire, such as `current_version` or `known`. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The body of a tool error: `{"error": {"code", "message", …}}` (OCP-0001 §9). */
export interface WireError {
  readonly error: { readonly code: string; readonly message: string } & ErrorDetails;
}

const brand: unique symbol = Symbol.for("ocp.error") as never;

/** Every failure of the protocol. Match on `code`; `message` says what happened and what to do next. */
export class OcpError extends Error {
  override readonly name = "OcpError";
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: ErrorOptions & { details?: ErrorDetails } = {}) {
    super(message, options);
    this.code = code;
    this.details = options.details ?? {};
    const { retryable } = this.details as { retryable?: unknown };
    this.retryable = typeof retryable === "boolean" ? retryable : ERRORS[code].retryable;
  }

  /** Recognises an OcpError across copies of this package, and optionally its code. */
  static is(value: unknown, code?: ErrorCode): value is OcpError {
    return value instanceof Error && brand in value && (code === undefined || (value as OcpError).code === code);
  }

  /** The error as it goes over the wire. */
  toWire(): WireError {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.retryable ? { retryable: true } : {}),
        ...this.details,
      },
    };
  }

  /** Reads an error from the wire; a code unknown to this version becomes `INTERNAL` and is kept in `details.code`. */
  static fromWire(wire: WireError): OcpError {
    const { code, message, ...rest } = wire.error;
    const known = Object.hasOwn(ERRORS, code);
    return new OcpError(known ? (code as ErrorCode) : "INTERNAL", String(message), {
      details: known ? rest : { ...rest, code },
    });
  }
}
