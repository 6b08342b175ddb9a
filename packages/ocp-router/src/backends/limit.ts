import type { GenerateRequest } from "ocp-core";

/** A request that asks for no longer an answer than allowed. */
export function withLimit(request: GenerateRequest, most: number | undefined): GenerateRequest {
  if (most === undefined) return request;
  return { ...request, max_tokens: Math.min(request.max_tokens ?? most, most) };
}
