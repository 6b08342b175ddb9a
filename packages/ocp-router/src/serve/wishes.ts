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
    session_id: sessionOf(headers, body) ?? derivedSession(request),
  };
}

/** The name that a caller gives its conversation, in any of the ways that clients have. */
function sessionOf(headers: IncomingHttpHeaders, body: Fields): string | undefined {
  const metadata = isFields(body["metadata"]) ? body["metadata"] : {};
  const names = [headers["x-ocp-session"], metadata["user_id"], metadata["session_id"], body["prompt_cache_key"]];
  const name = names.find((each) => typeof each === "string" && each !== "");
  return typeof name === "string" ? name.slice(0, 256) : undefined;
}

/** A conversation is known again by how it began. */
function derivedSession({ messages = [] }: GenerateRequest): string {
  const hash = createHash("sha256");
  for (const { role, content } of messages) {
    hash.update(`${role}\0${textOf(content).slice(0, 4000)}\0`);
    if (role === "user") break;
  }
  return hash.digest("hex").slice(0, 24);
}
