import { PassThrough } from "node:stream";
import type { RequestId, Transport } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { withExtension } from "./identity.ts";

/** The largest message that a client may send, in bytes. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/**
 * How long requests may still be answered after the input has ended, in milliseconds: a client that wants it sooner
 * sends a signal, as the official ones do after two seconds.
 */
const DRAIN_MS = 5_000;

/** A transport over standard input and output that answers what was asked before the input ended. */
export function createStdioTransport(onSent: () => void, stdin: NodeJS.ReadableStream = process.stdin): Transport {
  const input = new PassThrough();
  const inner = new StdioServerTransport(input, process.stdout, { maxBufferSize: MAX_MESSAGE_BYTES });
  const unanswered = new Set<RequestId>();
  let ended = false;

  function endWhenAnswered(): void {
    if (ended && unanswered.size === 0) input.end();
  }
  stdin.on("end", () => {
    ended = true;
    // The last piece is still on its way through the pipe.
    setImmediate(endWhenAnswered);
    setTimeout(() => input.end(), DRAIN_MS).unref();
  });
  stdin.on("error", () => input.end());
  stdin.pipe(input, { end: false });

  const transport: Transport = {
    async start() {
      inner.onmessage = (message) => {
        if ("method" in message && "id" in message && message.method !== "subscriptions/listen")
          unanswered.add(message.id);
        transport.onmessage?.(message);
      };
      inner.onclose = () => transport.onclose?.();
      inner.onerror = (error) => transport.onerror?.(error);
      await inner.start();
    },
    async send(message) {
      await inner.send(withExtension(message));
      if ("id" in message && !("method" in message) && message.id !== undefined) unanswered.delete(message.id);
      onSent();
      endWhenAnswered();
    },
    close: () => inner.close(),
  };
  return transport;
}
