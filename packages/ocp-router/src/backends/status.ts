import { ModelError, oneLine, type ModelErrorCode } from "../errors.ts";

/** What a server answered instead of a reply. */
export interface Refusal {
  /** Whom to name in the message: `Ollama at 127.0.0.1:11434`. */
  readonly who: string;
  readonly model: string;
  /** Absent when the error came inside a stream that had begun with 200. */
  readonly status?: number | undefined;
  /** The vendor's own word for it, such as `overloaded_error`. */
  readonly type?: string | undefined;
  readonly said: string;
  readonly headers?: Headers | undefined;
  readonly cause?: unknown;
}

const TOO_LONG =
  /context.{0,20}(?:length|window|size)|too (?:long|many tokens)|maximum.{0,20}tokens|exceeds? the (?:available )?context/i;
const LACKS = /does not support|not supported (?:by|with) (?:this|the) model|is not multimodal|missing .*mmproj/i;

/** Reads a refusal in any vendor's words. */
export function toRefusal(refusal: Refusal): ModelError {
  const { who, model, status, headers, cause } = refusal;
  const code = codeOf(refusal);
  const said = oneLine(withoutMarkup(refusal.said)) || "it gave no reason";
  const what = status === undefined ? "broke off" : `answered ${status}`;
  const advice = ADVICE[code]?.(model);
  return new ModelError(code, `${who} ${what}: ${said}${advice === undefined ? "" : ` ${advice}`}`, {
    status,
    retryAfterMs: headers && readRetryAfter(headers),
    cause,
  });
}

/** An error page by its title. */
function withoutMarkup(text: string): string {
  if (!/^\s*(?:\d{3}\s+)?<(?:!doctype|html)/i.test(text)) return text;
  return /<title>([^<]*)/i.exec(text)?.[1] ?? "a page of HTML";
}

const ADVICE: Partial<Record<ModelErrorCode, (model: string) => string>> = {
  unauthorised: () => "Check the key.",
  out_of_credit: () => "Check the account's credit.",
  model_not_found: (model) => `Check that the model ${model} is there, and its name.`,
  context_too_long: () => "Shorten the conversation, or use a model with a larger window.",
};

function codeOf({ status, type = "", said }: Refusal): ModelErrorCode {
  if (type === "insufficient_quota" || type === "billing_error" || status === 402) return "out_of_credit";
  if (type === "overloaded_error" || status === 529 || status === 503) return "overloaded";
  if (type === "rate_limit_error" || type === "rate_limit_exceeded" || status === 429) return "rate_limited";
  if (type === "authentication_error" || type === "permission_error" || status === 401 || status === 403)
    return "unauthorised";
  if (type === "context_length_exceeded" || status === 413) return "context_too_long";
  if (status === 408 || status === 504 || type === "timeout_error") return "timeout";
  if (status === 404 || type === "model_not_found" || type === "not_found_error") return "model_not_found";
  if (TOO_LONG.test(said)) return "context_too_long";
  if (LACKS.test(said)) return "unsupported";
  if (type === "api_error" || (status !== undefined && status >= 500)) return "server_error";
  if (type === "invalid_request_error" || (status !== undefined && status >= 400)) return "bad_request";
  return "server_error";
}

/** The wait that `retry-after-ms` or `retry-after` (seconds, or a date) asks for, in milliseconds. */
function readRetryAfter(headers: Headers, now = Date.now()): number | undefined {
  const exact = headers.get("retry-after-ms");
  if (exact !== null && /^\d+(?:\.\d+)?$/.test(exact)) return Number(exact);
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A failure before any answer: no connection, or one that broke. */
export function toConnectionFault(error: unknown, { who, advice }: { who: string; advice: string }): ModelError {
  const codes = causes(error).map((each) => (each as NodeJS.ErrnoException).code ?? "");
  const code = codes.find((each) => /^E[A-Z]/.test(each)) ?? codes.find((each) => each !== "");
  const refused = code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN";
  if (refused) return new ModelError("unreachable", `${who} cannot be reached (${code}). ${advice}`, { cause: error });
  const said = code ?? oneLine(error instanceof Error ? error.message : String(error));
  return new ModelError("cut_off", `The connection to ${who} broke (${said}).`, { cause: error });
}

function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let at = error; at instanceof Error && found.length < 8; at = at.cause) {
    found.push(at);
    if (at instanceof AggregateError) found.push(...(at.errors as unknown[]));
  }
  return found;
}
