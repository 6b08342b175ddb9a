import type { IncomingMessage, ServerResponse } from "node:http";
import type { AgentContext } from "../context.ts";
import { setFields } from "../headers/target.ts";
import { parseContext } from "../parse-context.ts";
import { answerFields, type MiddlewareOptions } from "./answer.ts";

export type { MiddlewareOptions };

declare global {
  // Express lets its request be extended so.
  namespace Express {
    interface Request {
      /** The context that the caller sent, or null. Changes made to it go back with the answer. */
      ocp: AgentContext | null;
    }
  }
}

type ContextRequest = Pick<IncomingMessage, "headers"> & { ocp?: AgentContext | null };

/**
 * Middleware for Express, Connect and handlers of `node:http`: `app.use(ocp())` gives `req.ocp`, and answers carry the
 * context as it is when their head is written.
 */
export function ocp(options: MiddlewareOptions = {}) {
  return (request: ContextRequest, response: ServerResponse, next: (error?: unknown) => void): void => {
    request.ocp = parseContext(request.headers, { ...options, strict: false });
    if (request.ocp !== null && options.respond !== false) {
      beforeHead(response, () => {
        const vary = response.getHeader("vary");
        if (request.ocp)
          setFields(response, answerFields(request.ocp, vary === undefined ? "" : String(vary), options));
      });
    }
    next();
  };
}

/** What sends a head, in answers of HTTP/1.1 and of HTTP/2. */
const SENDERS = ["writeHead", "flushHeaders", "write", "end"] as const;

/** Acts once, as late as fields can still be set. */
function beforeHead(response: ServerResponse, act: () => void): void {
  let done = false;
  for (const name of SENDERS) {
    const send = response[name].bind(response) as (...parts: unknown[]) => unknown;
    const method = (...parts: unknown[]): unknown => {
      if (!done && !response.headersSent) act();
      done = true;
      return send(...parts);
    };
    Object.defineProperty(response, name, { value: method, configurable: true, writable: true });
  }
}
