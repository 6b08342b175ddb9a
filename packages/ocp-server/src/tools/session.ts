import { randomUUID } from "node:crypto";
import { OcpError } from "ocp-core";
import type { Store } from "../storage/store.ts";
import { checkCaller, requireWorkspace, type Call, type Operations } from "./operation.ts";
import { checkMetadata, checkValue } from "./state.ts";

const PAGE = 50;

/** Refuses a session of a workspace that the caller may not reach. An unknown one passes: what follows says so. */
async function checkSession(store: Store, { caller }: Call, sessionId: string): Promise<void> {
  const session = await store.sessions.get(sessionId);
  if (session) checkCaller(caller, session.workspace_id);
}

export const sessionOperations: Operations<"session"> = {
  async "session.open"(
    { store, indexer },
    { workspace_id, session_id = randomUUID(), ttl_seconds, metadata },
    { caller },
  ) {
    const workspace = await requireWorkspace(store, caller, workspace_id);
    indexer.follow(workspace);
    await checkSession(store, { caller }, session_id);
    checkMetadata(metadata);
    const { created } = await store.sessions.open({ session_id, workspace_id, ttlSeconds: ttl_seconds, metadata });
    return { session_id, created };
  },

  async "session.close"({ store }, { session_id }, call) {
    await checkSession(store, call, session_id);
    return { closed: await store.sessions.close(session_id) };
  },

  async "session.handoff"({ store }, { session_id, from_agent, to_agent, message }, call) {
    await checkSession(store, call, session_id);
    checkValue("message", message);
    const handoff_id = `ho_${randomUUID()}`;
    await store.sessions.handoff({
      handoff_id,
      session_id,
      from_agent,
      to_agent,
      message,
      partition: call.caller.partition,
    });
    return { delivered: true, handoff_id };
  },

  async "session.checkpoint"({ store }, { session_id, label, include_state }, call) {
    await checkSession(store, call, session_id);
    const checkpoint_id = `ckpt_${randomUUID()}`;
    const state = await store.sessions.checkpoint({ checkpoint_id, session_id, label });
    return include_state ? { checkpoint_id, state } : { checkpoint_id };
  },

  async "session.restore"({ store }, { checkpoint_id }, { caller }) {
    const checkpoint = await store.sessions.getCheckpoint(checkpoint_id);
    if (!checkpoint) {
      throw new OcpError(
        "SESSION_NOT_FOUND",
        `No checkpoint '${checkpoint_id.slice(0, 80)}'. session.list shows the checkpoints of a workspace.`,
      );
    }
    checkCaller(caller, checkpoint.workspace_id);
    const session_id = randomUUID();
    await store.sessions.restore(checkpoint_id, session_id);
    return { session_id };
  },

  async "session.list"({ store }, { workspace_id, cursor }, { caller }) {
    await requireWorkspace(store, caller, workspace_id);
    const page = await store.sessions.list(workspace_id, { cursor, limit: PAGE });
    return { sessions: page.items, next_cursor: page.next ?? null };
  },
};
