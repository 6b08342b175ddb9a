import type { ContextDetail, ContextLike, EncodeOptions } from "./headers/encode.ts";
import { toHeadersAsync } from "./headers/encode.ts";

/** How much of the context an API gets: `auto` is all for an API whose document says `x-ocp-enabled`, else nothing. */
export type ContextPolicy = ContextDetail | "auto";

export interface PolicyOptions extends Omit<EncodeOptions, "detail"> {
  /** [full] */
  readonly policy?: ContextPolicy | undefined;
  /** Whether the API's document says `x-ocp-enabled`. [false] */
  readonly enabled?: boolean | undefined;
}

/** What a policy means for one API. */
export function detailFor(policy: ContextPolicy, enabled: boolean): ContextDetail {
  if (policy !== "auto") return policy;
  return enabled ? "full" : "none";
}

/**
 * The hook that gives each request of one API its context. What a redirect took to another origin gets none.
 */
export function contextHeadersFor(
  context: ContextLike,
  { policy = "full", enabled = false, ...options }: PolicyOptions = {},
): (request: { readonly url: URL; readonly redirectedFrom: URL | null }) => Promise<Record<string, string>> {
  const detail = detailFor(policy, enabled);
  return async ({ url, redirectedFrom }) =>
    redirectedFrom !== null && redirectedFrom.origin !== url.origin
      ? {}
      : toHeadersAsync(context, { ...options, detail });
}
