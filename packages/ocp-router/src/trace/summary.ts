import type { Tier } from "../classifier/classifier.ts";
import { roundDollars } from "../route/prices.ts";
import type { CallRecord, TraceRecord } from "./record.ts";

/** What some requests came to. */
export interface Totals {
  readonly calls: number;
  readonly errors: number;
  readonly fallbacks: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cost_usd: number;
  readonly saved_usd: number;
  /** Answers whose cost or saving is not in these sums, because the paid model had no price. */
  readonly unpriced: number;
  /** Half of the answers came within this time. */
  readonly median_ms: number;
}

/** What a trace says. */
export interface Summary {
  readonly total: Totals;
  readonly by_tier: Readonly<Record<Tier, Totals>>;
  readonly by_model: Readonly<Record<string, Totals>>;
  /** Share of the answers that the local model gave; null = no answer yet. */
  readonly local_share: number | null;
  readonly reasons: Readonly<Record<string, number>>;
  /** The last days, oldest first, by UTC. */
  readonly days: readonly {
    readonly day: string;
    readonly local: number;
    readonly paid: number;
    readonly cost_usd: number;
  }[];
  readonly feedback: number;
}

/** Adds a trace up, from `since` (ISO 8601) on; `days` at most in the list of days. */
export async function summarise(
  records: AsyncIterable<TraceRecord>,
  { since = "", days = 14 }: { readonly since?: string; readonly days?: number } = {},
): Promise<Summary> {
  const total = createSum();
  const tiers = { local: createSum(), paid: createSum() };
  const models = new Map<string, Sum>();
  const reasons: Record<string, number> = {};
  const byDay = new Map<string, { day: string; local: number; paid: number; cost_usd: number }>();
  let feedback = 0;
  for await (const record of records) {
    if (record.at < since) continue;
    if (record.type === "feedback") feedback++;
    if (record.type !== "call") continue;
    total.add(record);
    reasons[record.reason] = (reasons[record.reason] ?? 0) + 1;
    const day = record.at.slice(0, 10);
    const entry = byDay.get(day) ?? { day, local: 0, paid: 0, cost_usd: 0 };
    byDay.set(day, entry);
    entry.cost_usd = roundDollars(entry.cost_usd + (record.cost_usd ?? 0));
    if (record.answered_by === null) continue;
    entry[record.answered_by]++;
    tiers[record.answered_by].add(record);
    const model = record.model ?? "unknown";
    const sum = models.get(model) ?? createSum();
    models.set(model, sum);
    sum.add(record);
  }
  const [local, paid] = [tiers.local.totals(), tiers.paid.totals()];
  const answered = local.calls + paid.calls;
  return {
    total: total.totals(),
    by_tier: { local, paid },
    by_model: Object.fromEntries([...models].map(([model, sum]) => [model, sum.totals()])),
    local_share: answered === 0 ? null : local.calls / answered,
    reasons,
    days: [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1)).slice(-days),
    feedback,
  };
}

interface Sum {
  add(call: CallRecord): void;
  totals(): Totals;
}

function createSum(): Sum {
  const times: number[] = [];
  let [calls, errors, fallbacks, prompt, completion, cost, saved, unpriced] = [0, 0, 0, 0, 0, 0, 0, 0];
  return {
    add(call) {
      calls++;
      if (call.outcome === "error") errors++;
      if (call.fallback !== null) fallbacks++;
      prompt += call.prompt_tokens;
      completion += call.completion_tokens;
      cost += call.cost_usd ?? 0;
      saved += call.saved_usd ?? 0;
      if (call.cost_usd === null || call.saved_usd === null) unpriced++;
      if (call.outcome === "ok") times.push(call.duration_ms);
    },
    totals: () => ({
      calls,
      errors,
      fallbacks,
      prompt_tokens: prompt,
      completion_tokens: completion,
      cost_usd: roundDollars(cost),
      saved_usd: roundDollars(saved),
      unpriced,
      median_ms: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0,
    }),
  };
}
