import { EVENT_PAYLOADS, EVENT_TYPES, EventType, OcpError, type OcpEvent, type ToolOutput } from "ocp-core";
import { backoffMs, pause } from "./backoff.ts";
import type { Call } from "./call.ts";
import { OcpConnectionError } from "./errors.ts";
import type { Link } from "./link.ts";

/** Which events to follow, and until when. */
export interface EventStreamOptions<T extends EventType = EventType> {
  readonly workspace_id: string;
  /** Default: all types that this client knows. */
  readonly types?: readonly T[] | undefined;
  /** Only events of this session. */
  readonly session_id?: string | undefined;
  /** An `event_id` or an ISO 8601 time: what happened after it comes first. Default: from now on. */
  readonly since?: string | undefined;
  /** Ends the stream, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the server's log no longer reaches back to where the stream stood, so that events are missing here. */
  readonly onTruncated?: (() => void) | undefined;
  /** How long to go on trying when the server is away, in milliseconds [120000]; then the stream throws. */
  readonly reconnectMs?: number | undefined;
}

/**
 * Events in the order in which they were committed, none missing and none twice, also across restarts of the server.
 * Nothing is fetched ahead of the reader but the page that is being read. `break`, `return()`, the signal and closing
 * the client end it and the subscription behind it.
 */
export interface EventStream<T extends EventType = EventType>
  extends AsyncIterableIterator<OcpEvent<T>>, AsyncDisposable {
  /** Settles once the server follows along: every change made after that is in the stream. */
  readonly ready: Promise<void>;
  return(): Promise<IteratorResult<OcpEvent<T>>>;
  [Symbol.asyncIterator](): EventStream<T>;
}

/** How long one poll waits for an event at the server. */
const WAIT_MS = 25_000;
/** Slack for the answer to arrive. */
const ANSWER_MS = 15_000;
const UNSUBSCRIBE_MS = 1_000;
const RECONNECT_MS = 120_000;
/** An empty answer that came sooner than this was not waited for, so the client must. */
const UNWAITED_MS = 50;

interface Surroundings {
  readonly call: Call;
  readonly link: Link;
  /** Called once the stream has ended. */
  readonly onEnd: () => void;
}

/** Follows events by polling with a cursor. The subscription is made at once, not when reading begins. */
export function openEventStream<T extends EventType>(
  { call, link, onEnd }: Surroundings,
  options: EventStreamOptions<T>,
): EventStream<T> {
  const { workspace_id, session_id, since, signal, onTruncated, reconnectMs = RECONNECT_MS } = options;
  // Named one by one, so that a newer server sends nothing that is unknown here.
  const types = options.types ? [...options.types] : ([...EVENT_TYPES] as T[]);
  const own = new AbortController();
  const stop = signal ? AbortSignal.any([signal, own.signal]) : own.signal;
  const giveUp = new AbortController();

  /** Tries until it works, the stream ends, the error is final, or the server has been away for too long. */
  async function persist<R>(work: () => Promise<R>): Promise<R> {
    stop.throwIfAborted();
    let away: number | undefined;
    for (let failures = 1; ; failures++) {
      try {
        return await work();
      } catch (error) {
        stop.throwIfAborted();
        away ??= performance.now();
        const wait = backoffMs(failures);
        if (!passes(link, error) || performance.now() + wait - away > reconnectMs) throw error;
        await pause(wait, stop);
      }
    }
  }

  // Not cut short by the end of the stream: a subscription whose id is unknown could not be ended.
  const subscribe = (from: string | undefined) => {
    const input = { workspace_id, types, session_id, since: from };
    return call("events.subscribe", input, { signal: giveUp.signal, attempts: 1, timeoutMs: ANSWER_MS });
  };

  const first = persist(() => subscribe(since));
  let subscriptionId: string | undefined;

  async function poll(cursor: string): Promise<ToolOutput<"events.poll">> {
    const input = { subscription_id: subscriptionId, cursor, wait_ms: WAIT_MS };
    const once = { signal: stop, attempts: 1, timeoutMs: WAIT_MS + ANSWER_MS };
    try {
      return await call("events.poll", input, once);
    } catch (error) {
      if (!OcpError.is(error, "SUBSCRIPTION_NOT_FOUND")) throw error;
    }
    // The server forgot the subscription; the cursor still tells where this stream stands.
    ({ subscription_id: subscriptionId } = await subscribe(undefined));
    return call("events.poll", { ...input, subscription_id: subscriptionId }, once);
  }

  async function* follow(): AsyncGenerator<OcpEvent<T>, undefined> {
    try {
      const start = await first;
      if (start.truncated) onTruncated?.();
      let { cursor } = start;
      for (let idle = 0; ;) {
        const asked = performance.now();
        const page = await persist(() => poll(cursor));
        ({ cursor } = page);
        if (page.truncated) onTruncated?.();
        for (const event of page.events) {
          if (stop.aborted) return;
          const known = readEvent<T>(event);
          if (known) yield known;
        }
        idle = page.events.length === 0 && performance.now() - asked < UNWAITED_MS ? idle + 1 : 0;
        if (idle > 0) await pause(backoffMs(idle), stop);
      }
    } catch (error) {
      if (!stop.aborted) throw error;
    } finally {
      await finish();
    }
  }

  let finished: Promise<void> | undefined;
  /** Ends the subscription, once, however the stream came to its end. */
  function finish(): Promise<void> {
    own.abort();
    signal?.removeEventListener("abort", onAbort);
    finished ??= unsubscribe().finally(onEnd);
    return finished;
  }

  function onAbort(): void {
    void finish();
  }

  async function unsubscribe(): Promise<void> {
    const patience = setTimeout(() => giveUp.abort(), UNSUBSCRIBE_MS);
    const start = await first.catch(() => undefined);
    clearTimeout(patience);
    const id = subscriptionId ?? start?.subscription_id;
    // Not worth starting a server for.
    if (id === undefined || !link.isOpen()) return;
    await call("events.unsubscribe", { subscription_id: id }, { timeoutMs: UNSUBSCRIBE_MS, attempts: 1 }).catch(
      () => {},
    );
  }

  const ready = first.then((start) => {
    subscriptionId = start.subscription_id;
  });
  // Whoever reads gets the error there; `ready` is for those who ask.
  ready.catch(() => {});
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });

  const events = follow();
  const stream: EventStream<T> = {
    ready,
    next: () => events.next(),
    async return() {
      // First, since a generator that waits for a poll would let `return` wait with it.
      await finish();
      return events.return(undefined);
    },
    [Symbol.asyncIterator]: () => stream,
    async [Symbol.asyncDispose]() {
      await stream.return();
    },
  };
  return stream;
}

/** Whether what failed may work later. */
function passes(link: Link, error: unknown): boolean {
  if (OcpError.is(error)) return error.retryable;
  if (OcpConnectionError.is(error, "TIMEOUT")) return true;
  return (
    link.reopens && (OcpConnectionError.is(error, "CONNECTION_LOST") || OcpConnectionError.is(error, "START_FAILED"))
  );
}

/** The event as its type says; undefined for a type that a later version of the protocol has added. */
function readEvent<T extends EventType>(event: ToolOutput<"events.poll">["events"][number]): OcpEvent<T> | undefined {
  const type = EventType.safeParse(event.type);
  if (!type.success) return undefined;
  const checked = EVENT_PAYLOADS[type.data].safeParse(event.payload);
  if (checked.success) return event as OcpEvent as OcpEvent<T>;
  const [issue] = checked.error.issues;
  throw new OcpConnectionError(
    "INVALID_ANSWER",
    `Event ${event.event_id} (${event.type}) has a payload that the contract does not allow (${issue?.path.join(".")}: ${issue?.message}).`,
    { cause: checked.error, sent: true },
  );
}
