import { FAULTS, ModelError, oneLine } from "../errors.ts";
import type { ErrorBody } from "./format.ts";

/** Whose API is spoken. */
export type Dialect = "openai" | "anthropic";

/** An error as one API shows it. */
export interface ShownError {
  readonly status: number;
  readonly error: ErrorBody;
  readonly retryAfterMs: number | undefined;
  readonly code: string;
}

/** Whatever went wrong, in the words of an API; faults of ours say nothing of their insides. */
export function showError(error: unknown, dialect: Dialect): ShownError {
  const known = ModelError.is(error)
    ? error
    : new ModelError("failed", "The router failed unexpectedly. Its own output says more.", { cause: error });
  const status = FAULTS[known.code].http;
  const { code, retryAfterMs } = known;
  const message = oneLine(known.message, 1000);
  const type = dialect === "openai" ? openaiType(status) : anthropicType(status);
  return {
    status,
    error: dialect === "openai" ? { message, type, code, param: null } : { type, message, code },
    retryAfterMs,
    code,
  };
}

/** The body of a failed answer. */
export function errorBody(error: ErrorBody, dialect: Dialect): unknown {
  return dialect === "openai" ? { error } : { type: "error", error };
}

function openaiType(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 402) return "insufficient_quota";
  if (status === 429) return "rate_limit_error";
  return status < 500 ? "invalid_request_error" : "api_error";
}

function anthropicType(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 402) return "billing_error";
  if (status === 403) return "permission_error";
  if (status === 404) return "not_found_error";
  if (status === 413) return "request_too_large";
  if (status === 429) return "rate_limit_error";
  if (status === 529 || status === 503) return "overloaded_error";
  return status < 500 ? "invalid_request_error" : "api_error";
}
