import type { GenerateRequest } from "ocp-core";
import type { Classifier, ClassifyResult, Tier } from "../classifier/classifier.ts";
import { ModelError } from "../errors.ts";
import type { RouteReason } from "../trace/record.ts";
import type { PrivacyCheck } from "./privacy.ts";
import type { Sessions } from "./sessions.ts";

/** How a request may be routed besides by its score. */
export interface RouteWishes {
  /** Goes to this tier, and to no other when that fails. Privacy rules still hold. */
  readonly force?: Tier | undefined;
  /** Never leaves the machine, whatever fails. */
  readonly local_only?: boolean | undefined;
  /** Names a conversation, which then keeps its model as long as that saves money. */
  readonly session_id?: string | undefined;
}

/** Which tiers may take over from the other when it fails. */
export type FallbackRule = "both" | "to_local" | "to_paid" | "none";

/** Where a request goes. */
export interface Decision {
  readonly tier: Tier;
  readonly reason: RouteReason;
  readonly classify: ClassifyResult;
  /** The tier that takes over when the first one fails. */
  readonly otherwise: Tier | undefined;
  /** The local answer is checked, and the paid model asked when it fails. */
  readonly checked: boolean;
  /** The privacy rule that held it here. */
  readonly rule?: string | undefined;
}

export interface DecideOptions {
  readonly classifier: Classifier;
  readonly isPrivate: PrivacyCheck;
  readonly sessions: Sessions;
  readonly fallback: FallbackRule;
  /** The score up to which the cascade asks the local model first; undefined = no cascade. */
  readonly cascadeUpTo: number | undefined;
  /** Why nothing may be spent. */
  readonly exhausted: string | undefined;
}

/** Decides, in this order: privacy, the caller's wish, the session, the cascade, the score; then the budget. */
export function decide(request: GenerateRequest & RouteWishes, options: DecideOptions): Decision {
  const { fallback, exhausted } = options;
  const classify = options.classifier.classify(request);
  const stay = { tier: "local", classify, otherwise: undefined, checked: false } as const;
  const rule = options.isPrivate(request);
  if (request.local_only && request.force === "paid")
    throw new ModelError("bad_request", "local_only and force: paid contradict each other. Leave one out.");
  if (rule !== undefined) return { ...stay, reason: "privacy", rule };
  if (request.local_only) return { ...stay, reason: "local_only" };
  if (request.force !== undefined)
    return { tier: request.force, reason: "forced", classify, otherwise: undefined, checked: false };
  if (exhausted !== undefined && (classify.route_to === "paid" || isSticky(request, options)))
    return { ...stay, reason: "budget" };
  const toPaid = (fallback === "both" || fallback === "to_paid") && exhausted === undefined ? "paid" : undefined;
  const toLocal = fallback === "both" || fallback === "to_local" ? "local" : undefined;
  if (isSticky(request, options))
    return { tier: "paid", reason: "session", classify, otherwise: toLocal, checked: false };
  if (options.cascadeUpTo !== undefined && classify.complexity_score <= options.cascadeUpTo)
    return { tier: "local", reason: "cascade", classify, otherwise: toPaid, checked: exhausted === undefined };
  const tier = classify.route_to;
  return { tier, reason: "score", classify, otherwise: tier === "local" ? toPaid : toLocal, checked: false };
}

function isSticky({ session_id: id }: RouteWishes, { sessions }: DecideOptions): boolean {
  return id !== undefined && sessions.isPaid(id);
}
