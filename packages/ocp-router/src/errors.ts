/** What each kind of failure means for a request: worth another try, a case for the other tier, a mark against the backend. */
export const FAULTS = {
  unreachable: { retry: false, otherTier: true, counts: true, http: 502 },
  timeout: { retry: false, otherTier: true, counts: true, http: 504 },
  rate_limited: { retry: true, otherTier: true, counts: false, http: 429 },
  overloaded: { retry: true, otherTier: true, counts: true, http: 529 },
  server_error: { retry: true, otherTier: true, counts: true, http: 502 },
  malformed: { retry: true, otherTier: true, counts: true, http: 502 },
  cut_off: { retry: true, otherTier: true, counts: true, http: 502 },
  empty: { retry: false, otherTier: true, counts: false, http: 502 },
  circuit_open: { retry: false, otherTier: true, counts: false, http: 503 },
  unauthorised: { retry: false, otherTier: true, counts: false, http: 401 },
  out_of_credit: { retry: false, otherTier: true, counts: false, http: 402 },
  missing_key: { retry: false, otherTier: true, counts: false, http: 401 },
  missing_package: { retry: false, otherTier: true, counts: false, http: 501 },
  model_not_found: { retry: false, otherTier: true, counts: false, http: 404 },
  context_too_long: { retry: false, otherTier: true, counts: false, http: 400 },
  unsupported: { retry: false, otherTier: true, counts: false, http: 400 },
  bad_request: { retry: false, otherTier: false, counts: false, http: 400 },
  budget_exceeded: { retry: false, otherTier: false, counts: false, http: 402 },
  failed: { retry: false, otherTier: true, counts: true, http: 502 },
} as const satisfies Record<string, Fault>;

interface Fault {
  readonly retry: boolean;
  readonly otherTier: boolean;
  readonly counts: boolean;
  readonly http: number;
}

export type ModelErrorCode = keyof typeof FAULTS;

export interface ModelErrorOptions extends ErrorOptions {
  /** The HTTP status that the server answered with. */
  readonly status?: number | undefined;
  /** How long the server asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

const brand: unique symbol = Symbol.for("ocp.model-error") as never;

/** A model could not be asked, or did not answer whole. Match on `code`; `message` says what happened and what to do. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly [brand] = true;
  readonly code: ModelErrorCode;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** The text that had arrived when a stream broke. */
  partialText = "";

  constructor(code: ModelErrorCode, message: string, options: ModelErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Recognises a ModelError across copies of this package, and optionally its code. */
  static is(value: unknown, code?: ModelErrorCode): value is ModelError {
    return value instanceof Error && brand in value && (code === undefined || (value as ModelError).code === code);
  }
}

/** Whatever a backend threw, as a `ModelError`: those of other makers count as `failed`. */
export function toModelError(error: unknown, model: string): ModelError {
  if (ModelError.is(error)) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new ModelError("failed", `${model} failed: ${oneLine(said)}`, { cause: error });
}

/** A foreign text as one short line, with nothing in it that looks like a key. */
export function oneLine(text: string, most = 300): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  const safe = line.replace(/\b(?:sk|key|pk)-[\w-]{8,}|\bBearer\s+\S+/gi, "[key]");
  return safe.length > most ? `${safe.slice(0, most)}…` : safe;
}
