export interface SessionOptions {
  /** How long after its last answer a session stays where it was, in milliseconds. Default: 300,000, as vendors cache. */
  readonly stayMs?: number | undefined;
}

/** Which sessions the paid model has in its cache. */
export interface Sessions {
  /** Whether the paid tier answered the session a moment ago. */
  isPaid(id: string): boolean;
  /** The paid tier answered. */
  keep(id: string): void;
}

const MOST = 10_000;

/** Remembers sessions; the most recent ones, when there are very many. */
export function createSessions({ stayMs = 300_000 }: SessionOptions = {}, now: () => number = Date.now): Sessions {
  const until = new Map<string, number>();
  return {
    isPaid: (id) => (until.get(id) ?? 0) > now(),
    keep(id) {
      until.delete(id);
      until.set(id, now() + stayMs);
      if (until.size > MOST) until.delete(until.keys().next().value!);
    },
  };
}
