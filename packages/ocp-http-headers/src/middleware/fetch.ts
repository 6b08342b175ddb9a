import type { AgentContext } from "../context.ts";
import { setFields } from "../headers/target.ts";
import { parseContextAsync } from "../parse-context.ts";
import { answerFields, type MiddlewareOptions } from "./answer.ts";

export type { MiddlewareOptions };

/** A request with the context that the caller sent, or null. Changes made to it go back with the answer. */
export type ContextRequest<R extends Request = Request> = R & { ocp: AgentContext | null };

/**
 * Wraps a handler of Fetch requests, as Next route handlers, Deno, Bun and workers have them:
 * `export const GET = ocp((request) => …)` gives `request.ocp`, and answers carry the context as it is when they go.
 */
export function ocp<R extends Request, Rest extends unknown[]>(
  handler: (request: ContextRequest<R>, ...rest: Rest) => Response | Promise<Response>,
  options: MiddlewareOptions = {},
): (request: R, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const context = await parseContextAsync(request, { ...options, strict: false });
    const withContext = Object.defineProperty(request, "ocp", {
      value: context,
      writable: true,
      configurable: true,
    }) as ContextRequest<R>;
    const response = await handler(withContext, ...rest);
    return withContext.ocp === null || options.respond === false
      ? response
      : answer(response, withContext.ocp, options);
  };
}

function answer(response: Response, context: AgentContext, options: MiddlewareOptions): Response {
  try {
    return setFields(response, answerFields(context, response.headers.get("vary"), options));
  } catch {
    // An error or an upgrade has no fields to add to.
    return response;
  }
}
