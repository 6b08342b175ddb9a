import type { RouteStart } from "../route/result.ts";

/** A decision as headers of the answer. */
export function decisionHeaders(start: RouteStart): Record<string, string> {
  const { classify, fallback } = start;
  const headers: Record<string, string> = {
    "x-ocp-route-to": start.route_to,
    "x-ocp-model": start.model,
    "x-ocp-reason": start.reason,
    "x-ocp-score": String(classify.complexity_score),
    "x-ocp-signals": classify.signals.join(", "),
    "x-ocp-trace-id": start.trace_id,
    ...(fallback ? { "x-ocp-fallback": `${fallback.from}; ${fallback.code}` } : {}),
    ...(start.escalated ? { "x-ocp-escalated": "true" } : {}),
  };
  // Headers hold printable ASCII only.
  for (const [name, value] of Object.entries(headers))
    headers[name] = value.replace(/[^\x20-\x7e]/g, "?").slice(0, 2000);
  return headers;
}
