import { OcpError, TOOLS, type ToolInput, type ToolName, type ToolOutput } from "ocp-core";
import { readAnswer } from "./answer.ts";
import { backoffMs, pause } from "./backoff.ts";
import type { CallProgress, Connection } from "./connect/connector.ts";
import { OcpConnectionError } from "./errors.ts";
import { toFault } from "./faults.ts";
import type { Link } from "./link.ts";

/** Options of every call. */
export interface CallOptions {
  /** Ends the call, here and on the server. The call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Bounds the whole call, tries and pauses included, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Most tries, the first included. Only what is safe to repeat is repeated. */
  readonly attempts?: number | undefined;
  /** Called now and then while a long call is at work, such as `workspace.index`. */
  readonly onProgress?: ((progress: CallProgress) => void) | undefined;
}

/** What calls do when they are not told otherwise. */
export interface CallDefaults {
  readonly timeoutMs?: number | undefined;
  readonly attempts?: number | undefined;
}

/** Calls any tool by its name on the wire. */
export type Call = <N extends ToolName>(name: N, input: ToolInput<N>, options?: CallOptions) => Promise<ToolOutput<N>>;

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_ATTEMPTS = 3;

/** Tools whose work has no bound that a clock could know. */
const UNTIMED: ReadonlySet<ToolName> = new Set(["workspace.index"]);

/**
 * Makes calls over a link. A call is repeated when the tool is idempotent and the error retryable, when the error itself
 * says that it is, and once when the server went away during an idempotent one.
 */
export function createCall(link: Link, defaults: CallDefaults): Call {
  return async function call(name, input, options = {}) {
    const { signal, onProgress, attempts = defaults.attempts ?? DEFAULT_ATTEMPTS } = options;
    const args = toJson(name, input);
    const timeoutMs = options.timeoutMs ?? defaultTimeout(name, args, defaults);
    checkOptions(timeoutMs, attempts);
    const deadline = performance.now() + timeoutMs;
    let reopened = false;

    for (let attempt = 1; ; attempt++) {
      try {
        return await callOnce(link, name, args, { signal, onProgress, timeoutMs, deadline });
      } catch (error) {
        const lost = OcpConnectionError.is(error, "CONNECTION_LOST");
        if (attempt >= attempts || (lost && reopened) || !mayRepeat(link, name, error)) throw error;
        reopened ||= lost;
        const wait = lost ? 0 : backoffMs(attempt);
        if (performance.now() + wait >= deadline) throw error;
        await pause(wait, signal);
      }
    }
  };
}

interface OnceOptions {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: CallOptions["onProgress"];
  readonly timeoutMs: number;
  readonly deadline: number;
}

async function callOnce<N extends ToolName>(
  link: Link,
  name: N,
  args: Record<string, unknown>,
  options: OnceOptions,
): Promise<ToolOutput<N>> {
  const { signal, onProgress, timeoutMs, deadline } = options;
  const connection = await acquire(link, name, options);
  let result: unknown;
  try {
    const remaining = Math.max(1, deadline - performance.now());
    result = await connection.request(
      "tools/call",
      { name, arguments: args },
      { signal, onProgress, timeoutMs: remaining },
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw await explain(error, { link, connection, name, timeoutMs });
  }
  return readAnswer(name, result);
}

async function acquire(link: Link, name: ToolName, { signal, timeoutMs, deadline }: OnceOptions): Promise<Connection> {
  if (link.isOpen() || deadline === Number.POSITIVE_INFINITY) return link.acquire(signal);
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now())));
  try {
    return await link.acquire(signal ? AbortSignal.any([signal, timeout]) : timeout);
  } catch (error) {
    if (error !== timeout.reason) throw error;
    const message = `\`${link.label}\` was not there within ${Math.round(timeoutMs)} ms; ${name} was not sent.`;
    throw new OcpConnectionError("TIMEOUT", message, { cause: error });
  }
}

async function explain(
  error: unknown,
  at: { link: Link; connection: Connection; name: ToolName; timeoutMs: number },
): Promise<Error> {
  const { link, connection, name, timeoutMs } = at;
  if (link.isClosed()) {
    const message = `This client was closed during ${name}, which may or may not have taken effect.`;
    return new OcpConnectionError("CLIENT_CLOSED", message, { cause: error, sent: true });
  }
  const lastWords = connection.isOpen() ? "" : await connection.lastWords();
  return toFault(error, { tool: name, label: link.label, timeoutMs, lastWords });
}

function mayRepeat(link: Link, name: ToolName, error: unknown): boolean {
  const idempotent = TOOLS[name].annotations.idempotentHint;
  if (OcpError.is(error)) return error.details["retryable"] === true || (idempotent && error.retryable);
  if (!OcpConnectionError.is(error, "CONNECTION_LOST") || !link.reopens) return false;
  return idempotent || !error.sent;
}

function defaultTimeout(name: ToolName, args: Record<string, unknown>, defaults: CallDefaults): number {
  if (UNTIMED.has(name)) return Number.POSITIVE_INFINITY;
  const waits = typeof args["wait_ms"] === "number" ? args["wait_ms"] : 0;
  return (defaults.timeoutMs ?? DEFAULT_TIMEOUT_MS) + waits;
}

function checkOptions(timeoutMs: number, attempts: number): void {
  if (!(timeoutMs > 0))
    throw new OcpError("INVALID_PARAMS", `timeoutMs is ${timeoutMs}. Pass milliseconds above 0, or leave it out.`);
  if (!(attempts >= 1))
    throw new OcpError("INVALID_PARAMS", `attempts is ${attempts}. Pass 1 or more, or leave it out.`);
}

/** The input as the wire carries it, so that every transport behaves alike and later changes to it do no harm. */
function toJson(name: ToolName, input: unknown): Record<string, unknown> {
  try {
    return JSON.parse(JSON.stringify(input ?? {})) as Record<string, unknown>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n", 1)[0] : String(cause);
    throw new OcpError(
      "INVALID_PARAMS",
      `${name} takes JSON, and this is none: ${reason}. Pass plain values without cycles or bigints.`,
      { cause },
    );
  }
}
