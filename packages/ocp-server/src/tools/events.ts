import { randomUUID } from "node:crypto";
import { OcpError } from "ocp-core";
import { readOrWait } from "../events/read-or-wait.ts";
import type { EventSelection } from "../storage/store.ts";
import { checkCaller, requireWorkspace, type Call, type Operations, type Services } from "./operation.ts";

async function requireSubscription({ store }: Services, { caller }: Call, subscriptionId: string) {
  const subscription = await store.events.getSubscription(subscriptionId);
  if (!subscription) {
    throw new OcpError(
      "SUBSCRIPTION_NOT_FOUND",
      `No subscription '${subscriptionId.slice(0, 80)}'. It may have run out unpolled; subscribe again, with since to replay.`,
    );
  }
  checkCaller(caller, subscription.workspaceId);
  return subscription;
}

export const eventOperations: Operations<"events"> = {
  async "events.subscribe"({ store, indexer }, { workspace_id, types, session_id, since }, { caller }) {
    const workspace = await requireWorkspace(store, caller, workspace_id);
    indexer.follow(workspace);
    const selection: EventSelection = { workspaceId: workspace_id, types, sessionId: session_id };
    const { cursor, truncated } = await store.events.cursorAt(since === undefined ? "now" : { since });
    const subscription_id = `sub_${randomUUID()}`;
    await store.events.subscribe({ ...selection, subscription_id, cursor });
    const replayed = since === undefined ? 0 : await store.events.count(selection, cursor);
    return { subscription_id, cursor, replayed, ...(truncated ? { truncated } : {}) };
  },

  async "events.poll"(services, { subscription_id, workspace_id, cursor, limit, wait_ms }, call) {
    const { store } = services;
    if (workspace_id !== undefined) await requireWorkspace(store, call.caller, workspace_id);
    if (subscription_id === undefined && workspace_id === undefined) {
      throw new OcpError("INVALID_PARAMS", "events.poll needs subscription_id or workspace_id.");
    }
    const subscription =
      subscription_id === undefined ? undefined : await requireSubscription(services, call, subscription_id);
    if (subscription && workspace_id !== undefined && workspace_id !== subscription.workspaceId) {
      throw new OcpError(
        "INVALID_PARAMS",
        "This subscription belongs to another workspace. Leave workspace_id out, or the subscription_id.",
      );
    }
    const selection: EventSelection = subscription ?? { workspaceId: workspace_id! };
    const from = cursor ?? subscription?.cursor ?? (await store.events.cursorAt("beginning")).cursor;
    const page = await readOrWait(store, selection, { cursor: from, limit, waitMs: wait_ms, signal: call.signal });
    return {
      events: page.events.map((event) => ({ ...event, subscription_id: subscription_id ?? null })),
      cursor: page.cursor,
      ...(page.truncated ? { truncated: true } : {}),
    };
  },

  async "events.unsubscribe"({ store }, { subscription_id }, { caller }) {
    const subscription = await store.events.getSubscription(subscription_id);
    if (subscription) checkCaller(caller, subscription.workspaceId);
    return { unsubscribed: await store.events.unsubscribe(subscription_id) };
  },
};
