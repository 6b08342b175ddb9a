import type { FastifyPluginAsync } from "fastify";
import type { AgentContext } from "../context.ts";
import { setFields } from "../headers/target.ts";
import { parseContextAsync } from "../parse-context.ts";
import { answerFields, type MiddlewareOptions } from "./answer.ts";

export type { MiddlewareOptions };

declare module "fastify" {
  interface FastifyRequest {
    /** The context that the caller sent, or null. Changes made to it go back with the answer. */
    ocp: AgentContext | null;
  }
}

/** Plugin for Fastify: `app.register(ocp)` gives `request.ocp`, and answers carry the context as it is when they go. */
export const ocp: FastifyPluginAsync<MiddlewareOptions> = async (app, options) => {
  app.decorateRequest("ocp", null);
  app.addHook("onRequest", async (request) => {
    request.ocp = await parseContextAsync(request.headers, { ...options, strict: false });
  });
  app.addHook("onSend", async (request, reply) => {
    const vary = reply.getHeader("vary");
    if (request.ocp !== null && options.respond !== false)
      setFields(reply, answerFields(request.ocp, vary === undefined ? "" : String(vary), options));
  });
};

// For the app that registers it, not only for routes inside the plugin; what fastify-plugin would set.
Object.assign(ocp, {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "ocp-http-headers",
});
