import type { MiddlewareHandler } from "hono";
import type { AgentContext } from "../context.ts";
import { setFields } from "../headers/target.ts";
import { parseContextAsync } from "../parse-context.ts";
import { answerFields, type MiddlewareOptions } from "./answer.ts";

export type { MiddlewareOptions };

declare module "hono" {
  interface ContextVariableMap {
    /** The context that the caller sent, or null. Changes made to it go back with the answer. */
    ocp: AgentContext | null;
  }
}

/** Middleware for Hono: `app.use(ocp())` gives `c.var.ocp`, and answers carry the context as it is when they go. */
export function ocp(options: MiddlewareOptions = {}): MiddlewareHandler {
  return async (c, next) => {
    c.set("ocp", await parseContextAsync(c.req.raw, { ...options, strict: false }));
    await next();
    const context = c.get("ocp");
    if (context !== null && options.respond !== false)
      setFields(c, answerFields(context, c.res.headers.get("vary"), options));
  };
}
