export interface BreakerOptions {
  /** Faults in a row after which a backend is left alone. Default: 3. */
  readonly failures?: number | undefined;
  /** How long, in milliseconds, at first; each failed trial doubles it, up to ten times. Default: 30,000. */
  readonly cooldownMs?: number | undefined;
}

/** Leaves a backend alone that keeps failing, and tries it again with one request. */
export interface Breaker {
  /** Asks to send a request: undefined = go; else the milliseconds until the next trial. */
  enter(): number | undefined;
  /** How the request ended. `stopped`: the caller gave up, or the fault was not the server's. */
  leave(outcome: "ok" | "failed" | "stopped"): void;
  /** The server asked for a pause. */
  rest(ms: number): void;
  readonly state: "closed" | "open" | "trial";
}

/** A breaker for one backend; `now` in milliseconds. */
export function createBreaker(options: BreakerOptions = {}, now: () => number = Date.now): Breaker {
  const { failures: most = 3, cooldownMs = 30_000 } = options;
  const longest = cooldownMs * 10;
  let failures = 0;
  let pause = cooldownMs;
  let until = 0;
  let trial = false;
  return {
    enter() {
      const left = until - now();
      if (left > 0) return left;
      if (failures < most) return undefined;
      if (trial) return pause;
      trial = true;
      return undefined;
    },
    leave(outcome) {
      const wasTrial = trial;
      trial = false;
      if (outcome === "ok") {
        failures = 0;
        pause = cooldownMs;
        until = 0;
      }
      if (outcome !== "failed") return;
      failures++;
      if (failures < most) return;
      if (wasTrial) pause = Math.min(pause * 2, longest);
      until = Math.max(until, now() + pause);
    },
    rest: (ms) => void (until = Math.max(until, now() + Math.min(ms, longest))),
    get state() {
      if (trial) return "trial";
      return until > now() || failures >= most ? "open" : "closed";
    },
  };
}
