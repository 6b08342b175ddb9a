/** Lets each address make so many requests a minute, in bursts of up to a sixth of that. */
export interface RateLimit {
  /** Seconds to wait before the next request, or 0 when this one may pass. */
  take(address: string, now: number): number;
}

/** The most addresses that are remembered; the longest unseen is forgotten first. */
const MAX_ADDRESSES = 50_000;

/** Builds a limit of `perMinute` requests; 0 is no limit. Times are in milliseconds. */
export function createRateLimit(perMinute: number): RateLimit {
  const burst = Math.max(1, perMinute / 6);
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, { tokens: number; seen: number }>();
  return {
    take(address, now) {
      if (perMinute === 0) return 0;
      const known = buckets.get(address);
      const tokens = known ? Math.min(burst, known.tokens + (now - known.seen) * perMs) : burst;
      const passes = tokens >= 1;
      buckets.delete(address);
      buckets.set(address, { tokens: passes ? tokens - 1 : tokens, seen: now });
      if (buckets.size > MAX_ADDRESSES) buckets.delete(buckets.keys().next().value!);
      return passes ? 0 : Math.ceil((1 - tokens) / perMs / 1000);
    },
  };
}
