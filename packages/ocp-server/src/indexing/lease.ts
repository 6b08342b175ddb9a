import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { LeaseOwner, LeaseStore } from "../storage/store.ts";

const TTL_MS = 10_000;
const RENEW_MS = 3_000;

/** This thread, as leases name it. */
export function createLeaseOwner(): LeaseOwner {
  return { id: randomUUID(), host: hostname(), pid: process.pid };
}

export interface LeaseRequest {
  readonly leases: LeaseStore;
  readonly name: string;
  readonly owner: LeaseOwner;
  /** Ends the wait; throws its reason. */
  readonly signal: AbortSignal;
  /** How long to wait between two tries. */
  readonly retryMs: number;
}

/**
 * Waits for a lease, does the work while renewing it, and gives it back. The work's signal ends when the outer one does
 * or when the lease was lost, as after a suspended laptop.
 */
export async function withLease<T>(
  { leases, name, owner, signal, retryMs }: LeaseRequest,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  while (!(await leases.acquire(name, owner, TTL_MS))) await sleep(retryMs, undefined, { signal, ref: false });
  const lost = new AbortController();
  const renewal = setInterval(() => {
    leases.acquire(name, owner, TTL_MS).then(
      (held) => held || lost.abort(new Error(`another process took over ${name}`)),
      // A database that cannot be written now may be again before the lease runs out.
      () => {},
    );
  }, RENEW_MS).unref();
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(renewal);
    await leases.release(name, owner).catch(() => {});
  }
}
