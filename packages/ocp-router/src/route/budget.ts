import { ModelError } from "../errors.ts";
import { roundDollars } from "./prices.ts";

/** The most to spend on the paid tier, in US dollars. The local tier is never held back. */
export interface Budget {
  /** In one day, by UTC. */
  readonly dayUsd?: number | undefined;
  /** In one session. */
  readonly sessionUsd?: number | undefined;
}

/** A sum set aside for a request that is under way. */
export interface Reservation {
  /** What it cost in the end. */
  settle(usd: number): void;
}

/** Keeps a budget. */
export interface Spending {
  /** Why nothing more may be spent; undefined = it may. */
  exhausted(session: string | undefined): Promise<string | undefined>;
  /** Sets a sum aside. Rejects with `budget_exceeded` when nothing is left. */
  reserve(estimate: number, session: string | undefined): Promise<Reservation>;
}

export interface SpendingOptions {
  readonly budget: Budget;
  /** What was spent since a moment according to a record that outlives this process. */
  readonly spentSince?: ((moment: Date) => number | Promise<number>) | undefined;
  /** The record is asked each time, and not once a day. */
  readonly live?: boolean | undefined;
  readonly now?: () => Date;
}

/** Sessions whose spending is kept in mind. */
const MOST_SESSIONS = 10_000;

/** Starts to keep a budget. Requests under way count by their estimates, so that together they cannot overrun it. */
export function createSpending({
  budget,
  spentSince,
  live = false,
  now = () => new Date(),
}: SpendingOptions): Spending {
  const { dayUsd, sessionUsd } = budget;
  let day = "";
  let today = 0;
  let underWay = 0;
  const sessions = new Map<string, number>();

  async function turnDay(): Promise<void> {
    const date = now().toISOString().slice(0, 10);
    if (date === day && !live) return;
    const recorded = spentSince ? await spentSince(new Date(`${date}T00:00:00Z`)) : 0;
    // From here on this process counts, too: what it spent a moment ago may not be in the record yet.
    today = date === day ? Math.max(today, recorded) : recorded;
    day = date;
  }

  function whyNot(session: string | undefined): string | undefined {
    if (dayUsd !== undefined && roundDollars(today + underWay) >= dayUsd)
      return `today's budget of $${dayUsd} is spent`;
    if (sessionUsd !== undefined && session !== undefined && roundDollars(sessions.get(session) ?? 0) >= sessionUsd)
      return `the session's budget of $${sessionUsd} is spent`;
    return undefined;
  }

  function addToSession(session: string | undefined, usd: number): void {
    if (session === undefined || sessionUsd === undefined) return;
    const sum = (sessions.get(session) ?? 0) + usd;
    sessions.delete(session);
    sessions.set(session, sum);
    if (sessions.size > MOST_SESSIONS) sessions.delete(sessions.keys().next().value!);
  }

  return {
    async exhausted(session) {
      if (dayUsd !== undefined) await turnDay();
      return whyNot(session);
    },
    async reserve(estimate, session) {
      if (dayUsd !== undefined) await turnDay();
      // From here to the sum being set aside nothing waits, so that nobody comes between.
      const why = whyNot(session);
      if (why !== undefined)
        throw new ModelError("budget_exceeded", `The paid model was not asked: ${why}. Raise it, or wait.`);
      underWay += estimate;
      addToSession(session, estimate);
      const startedOn = day;
      return {
        settle(usd) {
          underWay = Math.max(0, underWay - estimate);
          addToSession(session, usd - estimate);
          if (startedOn === day) today += usd;
        },
      };
    },
  };
}
