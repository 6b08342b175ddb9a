import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { GenerateRequest } from "ocp-core";
import { ModelError } from "../errors.ts";
import { textOf } from "../messages/text.ts";
import type { RouteWishes } from "../route/decide.ts";
import { isFields, type Fields } from "./read.ts";

/** The models that this endpoint names; any other name is routed like the first. */
export const MODELS = ["ocp-auto", "ocp-local", "ocp-paid"] as const;

/** How a caller wants its request routed: by headers, else by the name of the model. */
export function readWishes(headers: IncomingHttpHeaders, body: Fields, request: GenerateRequest): RouteWishes {
  const { model } = body;
  const asked = headers["x-ocp-route"] ?? (model === "ocp-local" ? "local" : model === "ocp-paid" ? "paid" : "auto");
  if (asked !== "auto" && asked !== "local" && asked !== "paid")
    throw new ModelError("bad_request", "x-ocp-route: auto, local or paid is wanted.");
  const stay = headers["x-ocp-local-only"];
  return {
    ...(asked === "auto" ? {} : { force: asked }),
    ...(stay === undefined || stay === "0" || stay === "false" ? {} : { local_only: true }),
    session_id: sessionOf(headers, body, request),
  };
}

/**
 * The conversation. Names other than that of our own header stand for a whole run of a client, whose small tasks are no
 * part of its large ones: there, how the conversation began tells them apart.
 */
function sessionOf(headers: IncomingHttpHeaders, body: Fields, { messages = [] }: GenerateRequest): string {
  const own = headers["x-ocp-session"];
  if (typeof own === "string" && own !== "") return own.slice(0, 256);
  const metadata = isFields(body["metadata"]) ? body["metadata"] : {};
  const names = [metadata["user_id"], metadata["session_id"], body["prompt_cache_key"]];
  const hash = createHash("sha256").update(`${String(names.find((each) => typeof each === "string") ?? "")}\0`);
  for (const { role, content } of messages) {
    hash.update(`${role}\0${textOf(content).slice(0, 4000)}\0`);
    if (role === "user") break;
  }
  return hash.digest("hex").slice(0, 24);
}
