import type { EventType, OcpEvent } from "ocp-core";

/** Which events: by workspace, type and session. */
export interface EventSelection {
  readonly workspaceId: string;
  readonly types?: readonly EventType[] | undefined;
  readonly sessionId?: string | undefined;
}

export interface EventPage {
  readonly events: OcpEvent[];
  /** Where the next read starts, also when there was nothing. */
  readonly cursor: string;
  /** The log no longer reaches back to where this read started. */
  readonly truncated: boolean;
}

export interface SubscriptionRecord extends EventSelection {
  readonly subscription_id: string;
  readonly cursor: string;
}

export interface EventStore {
  /** Events after a cursor, in commit order. Throws `INVALID_PARAMS` for a cursor that this server never gave. */
  read(selection: EventSelection, options: { cursor: string; limit: number }): Promise<EventPage>;
  /** The cursor at the log's very end (`now`), at its beginning, after an event id, or at an instant. */
  cursorAt(position: "now" | "beginning" | { since: string }): Promise<{ cursor: string; truncated: boolean }>;
  /** The last events, oldest first, and the cursor after them. */
  latest(selection: EventSelection, limit: number): Promise<EventPage>;
  count(selection: EventSelection, cursor: string): Promise<number>;
  subscribe(subscription: SubscriptionRecord): Promise<void>;
  getSubscription(subscriptionId: string): Promise<SubscriptionRecord | undefined>;
  unsubscribe(subscriptionId: string): Promise<boolean>;
}
