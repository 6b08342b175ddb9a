/** When a request is sent again. */
export interface RetryOptions {
  /** How often at most, beyond the first time [2]. */
  readonly retries?: number;
  /** Longest pause before another try, in milliseconds; an answer that asks for more is given back [30000]. */
  readonly maxRetryDelayMs?: number;
}

const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"]);
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether sending it twice does what sending it once does (RFC 9110 §9.2.2), by method or by an idempotency key. */
export function mayRepeat(method: string, headers: Headers): boolean {
  return IDEMPOTENT.has(method.toUpperCase()) || headers.has("idempotency-key");
}

export function isTransient(status: number): boolean {
  return TRANSIENT.has(status);
}

/** Milliseconds until the next try: what `Retry-After` says, else growing and scattered; null when that is too long. */
export function retryDelay(
  attempt: number,
  retryAfter: string | null,
  { maxRetryDelayMs = 30_000 }: RetryOptions,
  now: number = Date.now(),
): number | null {
  const asked = parseRetryAfter(retryAfter, now);
  if (asked !== undefined) return asked <= maxRetryDelayMs ? asked : null;
  return Math.min(maxRetryDelayMs, 250 * 2 ** attempt * (0.5 + Math.random() / 2));
}

/** `Retry-After` in milliseconds from now: seconds or a date (RFC 9110 §10.2.3). */
function parseRetryAfter(value: string | null, now: number): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = /[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
