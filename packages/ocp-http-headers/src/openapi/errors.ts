/** What went wrong with a document or a call. */
export type ToolErrorCode =
  /** The document could not be read, parsed or understood. */
  | "DOCUMENT_INVALID"
  /** No tool has this name. */
  | "UNKNOWN_TOOL"
  /** Several tools have this name; `candidates` tells them apart. */
  | "AMBIGUOUS_TOOL"
  /** The arguments do not satisfy the tool's schema; `issues` says where. */
  | "INVALID_ARGUMENTS"
  /** There is no absolute URL to call: give `baseUrl`. */
  | "NO_SERVER"
  /** The URL, or a redirect from it, is one that must not be called. */
  | "REFUSED_URL"
  /** The credentials are bound to other origins, or a provider of them failed. */
  | "AUTH_FAILED"
  /** No answer: DNS, connection, TLS, or a connection cut off. */
  | "NETWORK"
  | "TIMEOUT"
  | "ABORTED"
  /** The answer is larger than `maxResponseBytes`. */
  | "RESPONSE_TOO_LARGE";

/** One way in which a value breaks its schema. It never holds the value. */
export interface SchemaIssue {
  /** JSON Pointer into the arguments; `""` is the whole. */
  readonly path: string;
  /** The rule of JSON Schema that is broken, such as `required` or `pattern`. */
  readonly rule: string;
  readonly message: string;
  /** The type of the value that is there. */
  readonly got: string;
}

export interface ToolErrorDetails {
  readonly issues?: readonly SchemaIssue[];
  readonly candidates?: readonly string[];
}

/** A document that cannot be used or a call that could not be made. Match on `code`; an HTTP status is no error. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly code: ToolErrorCode;
  readonly issues: readonly SchemaIssue[];
  readonly candidates: readonly string[];

  constructor(code: ToolErrorCode, message: string, options: ErrorOptions & ToolErrorDetails = {}) {
    super(message, options);
    this.code = code;
    this.issues = options.issues ?? [];
    this.candidates = options.candidates ?? [];
  }
}

/** The message of anything that was thrown, in one line. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const reason = cause instanceof Error && cause.message ? `: ${cause.message}` : "";
  return `${error.message}${reason}`.replaceAll(/\s+/g, " ").slice(0, 500);
}
