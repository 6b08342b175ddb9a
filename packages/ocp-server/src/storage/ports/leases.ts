/** A name that one process at a time may hold, such as the watcher of a root. */
export interface LeaseStore {
  /** Takes or renews; false while another living process holds it. */
  acquire(name: string, owner: LeaseOwner, ttlMs: number): Promise<boolean>;
  release(name: string, owner: LeaseOwner): Promise<void>;
}

/** Who holds a lease. A holder on this host whose process has died loses it at once. */
export interface LeaseOwner {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
}

/** The lease that a process holds while it indexes a workspace. */
export const indexLease = (workspaceId: string): string => `index:${workspaceId}`;
