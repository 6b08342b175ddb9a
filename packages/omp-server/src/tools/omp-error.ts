import type { JsonObject } from "../corpus/model.ts";

/** The codes of OMP 3.2. */
export type ErrorCode = "not_found" | "invalid_params" | "internal_error" | "unsupported_version";

/** Why a tool cannot answer. The message says what to do next; `details` are further fields of the error. */
export class OmpError extends Error {
  override readonly name = "OmpError";
  readonly code: ErrorCode;
  readonly details: JsonObject;

  constructor(code: ErrorCode, message: string, details: JsonObject = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
