import { PassThrough } from "node:stream";
import type { JSONRPCMessage, RequestId, Transport } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

/** The largest message that a client may send, in bytes: a full batch of documents fits. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/**
 * How long requests may still be answered after the input has ended, in milliseconds: a client that wants it sooner
 * sends a signal, as the official ones do after two seconds.
 */
const DRAIN_MS = 5_000;
/** How long those may that only wait for something to happen. */
const WAIT_MS = 600;

export interface ObservedTransport extends Transport {
  /** Called with the resources that `subscriptions/listen` names (MCP 2026-07-28), which is delivered when it resolves. */
  onlisten?: (uris: readonly string[]) => Promise<void>;
}

/**
 * Standard input and output as a transport that answers what was asked before the input ended, as when a script pipes
 * a few requests in, and lets the server see what a client listens to.
 */
export function createStdioTransport(stdin: NodeJS.ReadableStream = process.stdin): ObservedTransport {
  const input = new PassThrough();
  const inner = new StdioServerTransport(input, process.stdout, { maxBufferSize: MAX_MESSAGE_BYTES });
  const unanswered = new Set<RequestId>();
  const waiting = new Set<RequestId>();
  let ended = false;
  /** Requests to listen that wait to be delivered. */
  const beginning = new Map<RequestId, Promise<void>>();

  function endWhenAnswered(): void {
    if (ended && unanswered.size === 0) input.end();
  }
  stdin.on("end", () => {
    ended = true;
    // The last chunk is still on its way through the pipe.
    setImmediate(endWhenAnswered);
    setTimeout(() => {
      for (const id of waiting) unanswered.delete(id);
      endWhenAnswered();
    }, WAIT_MS).unref();
    setTimeout(() => input.end(), DRAIN_MS).unref();
  });
  stdin.on("error", () => input.end());
  stdin.pipe(input, { end: false });

  const transport: ObservedTransport = {
    async start() {
      inner.onmessage = (message) => {
        const before = observe(message);
        if (before) void before.then(() => transport.onmessage?.(message));
        else transport.onmessage?.(message);
      };
      inner.onclose = () => transport.onclose?.();
      inner.onerror = (error) => transport.onerror?.(error);
      await inner.start();
    },
    async send(message) {
      await inner.send(message);
      if ("id" in message && !("method" in message) && message.id !== undefined) {
        unanswered.delete(message.id);
        waiting.delete(message.id);
        endWhenAnswered();
      }
    },
    close: () => inner.close(),
  };

  /** Takes note of a message; a promise where something has to be done before it is delivered. */
  function observe(message: JSONRPCMessage): Promise<void> | undefined {
    if (!("method" in message)) return undefined;
    if ("id" in message && message.id !== undefined && message.method !== "subscriptions/listen") {
      unanswered.add(message.id);
      const { arguments: given } = (message.params ?? {}) as { arguments?: { wait_ms?: unknown } };
      if (given?.wait_ms) waiting.add(message.id);
    }
    if (message.method === "notifications/cancelled") {
      const { requestId } = (message.params ?? {}) as { requestId?: RequestId };
      unanswered.delete(requestId!);
      return beginning.get(requestId!);
    }
    if (message.method !== "subscriptions/listen") return undefined;
    const { notifications } = (message.params ?? {}) as { notifications?: { resourceSubscriptions?: unknown } };
    const uris = notifications?.resourceSubscriptions;
    if (!Array.isArray(uris) || !("id" in message) || !transport.onlisten) return undefined;
    const { id } = message;
    const begun = transport.onlisten(uris.filter((uri) => typeof uri === "string")).finally(() => beginning.delete(id));
    beginning.set(id, begun);
    return begun;
  }

  return transport;
}
