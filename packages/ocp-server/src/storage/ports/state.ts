import type { Scope, StateEntry } from "ocp-core";
import type { Page, PageOptions } from "./page.ts";

/** Whose entry it is. Only the fields that the scope uses are set; the others are empty strings. */
export interface StateOwner {
  readonly scope: Scope;
  readonly workspace_id: string;
  readonly session_id: string;
  readonly agent_id: string;
  /** Keeps agent state of restricted keys apart; empty for everyone else. */
  readonly partition: string;
}

export interface StateWriteOptions {
  readonly ifVersion?: number | undefined;
  /** The workspace in which a change of agent state is reported; none = it is reported nowhere. */
  readonly eventWorkspaceId?: string | null | undefined;
}

export interface StateStore {
  /**
   * Writes atomically across processes. Throws `CONFLICT` with `current_version` when `ifVersion` does not match.
   * Versions of a key never repeat, also after deletion or expiry. Session state of an unknown session opens it.
   */
  set(
    owner: StateOwner,
    key: string,
    value: unknown,
    options: StateWriteOptions & { ttlSeconds?: number | undefined },
  ): Promise<{ version: number }>;
  get(owner: StateOwner, key: string): Promise<StateEntry | undefined>;
  /** From several owners, in the order given, each by key. */
  list(
    owners: readonly StateOwner[],
    options: PageOptions & { prefix?: string | undefined },
  ): Promise<Page<StateEntry>>;
  delete(owner: StateOwner, key: string, options: StateWriteOptions): Promise<boolean>;
}
