import { MAX_STATE_VALUE_BYTES, OcpError, Scope } from "ocp-core";
import type { Caller } from "../access/keys.ts";
import type { StateOwner, Store } from "../storage/store.ts";
import { checkCaller, requireWorkspace, type Call, type Operations } from "./operation.ts";

/** The ids that a call gives. */
interface OwnerIds {
  readonly workspace_id?: string | undefined;
  readonly session_id?: string | undefined;
  readonly agent_id?: string | undefined;
}

const NEEDS: Readonly<Record<Scope, readonly (keyof OwnerIds)[]>> = {
  agent: ["agent_id"],
  session: ["workspace_id", "session_id"],
  global: ["workspace_id"],
};

function parseScope(scope: string): Scope {
  const parsed = Scope.safeParse(scope);
  if (parsed.success) return parsed.data;
  throw new OcpError("SCOPE_INVALID", `scope '${scope.slice(0, 80)}' is unknown. Use agent, session or global.`, {
    details: { known: Scope.options },
  });
}

function toOwner(scope: Scope, ids: OwnerIds, caller: Caller): StateOwner {
  const used = (name: keyof OwnerIds) => (NEEDS[scope].includes(name) ? ids[name]! : "");
  return {
    scope,
    workspace_id: used("workspace_id"),
    session_id: used("session_id"),
    agent_id: used("agent_id"),
    partition: scope === "agent" ? caller.partition : "",
  };
}

/** Whose entry a scope and ids mean. Throws `SCOPE_INVALID` when an id that the scope needs is missing. */
function ownerOf(scope: string, ids: OwnerIds, caller: Caller): StateOwner {
  const parsed = parseScope(scope);
  const missing = NEEDS[parsed].filter((name) => ids[name] === undefined);
  if (missing.length > 0) throw new OcpError("SCOPE_INVALID", `scope ${parsed} needs ${missing.join(" and ")}.`);
  return toOwner(parsed, ids, caller);
}

/** Every owner whose ids are given, in order of resolution: agent, session, global (OCP-0001 §5). */
export function ownersOf(ids: OwnerIds, caller: Caller): StateOwner[] {
  return Scope.options
    .filter((scope) => NEEDS[scope].every((name) => ids[name] !== undefined))
    .map((scope) => toOwner(scope, ids, caller));
}

async function checkIds(store: Store, ids: OwnerIds, { caller }: Call): Promise<void> {
  if (ids.workspace_id !== undefined) await requireWorkspace(store, caller, ids.workspace_id);
  const session = ids.session_id === undefined ? undefined : await store.sessions.get(ids.session_id);
  if (session) checkCaller(caller, session.workspace_id);
}

/** The owners that a read without a scope looks at. Throws `SCOPE_INVALID` when no id is given. */
function resolvedOwners(scope: string | undefined, ids: OwnerIds, caller: Caller): StateOwner[] {
  if (scope !== undefined) return [ownerOf(scope, ids, caller)];
  const owners = ownersOf(ids, caller);
  if (owners.length > 0) return owners;
  throw new OcpError(
    "SCOPE_INVALID",
    "Give workspace_id (global), workspace_id and session_id (session), or agent_id (agent).",
  );
}

/** The largest metadata of a workspace, document or session, in bytes of its JSON text. */
const MAX_METADATA_BYTES = 16_384;

/** Throws `LIMIT_EXCEEDED` for a value that is too large, and `INVALID_PARAMS` for one nested too deeply to write down. */
export function checkValue(name: string, value: unknown, most: number = MAX_STATE_VALUE_BYTES): void {
  let bytes: number;
  try {
    bytes = Buffer.byteLength(JSON.stringify(value) ?? "");
  } catch {
    throw new OcpError("INVALID_PARAMS", `${name} is nested too deeply to be stored.`);
  }
  if (bytes <= most) return;
  throw new OcpError(
    "LIMIT_EXCEEDED",
    `${name} has ${bytes} bytes as JSON; at most ${most} can be kept. Store a part, or put a document with workspace.put.`,
  );
}

export function checkMetadata(metadata: unknown): void {
  checkValue("metadata", metadata ?? {}, MAX_METADATA_BYTES);
}

export const stateOperations: Operations<"state"> = {
  async "state.set"({ store }, { key, value, scope, ttl_seconds, if_version, ...ids }, call) {
    await checkIds(store, ids, call);
    const owner = ownerOf(scope, ids, call.caller);
    checkValue("value", value);
    return store.state.set(owner, key, value, {
      ttlSeconds: ttl_seconds,
      ifVersion: if_version,
      eventWorkspaceId: eventWorkspace(ids, call),
    });
  },

  async "state.get"({ store }, { key, scope, ...ids }, call) {
    await checkIds(store, ids, call);
    for (const owner of resolvedOwners(scope, ids, call.caller)) {
      const entry = await store.state.get(owner, key);
      if (entry) return { entry };
    }
    return { entry: null };
  },

  async "state.list"({ store }, { prefix, scope, cursor, limit, ...ids }, call) {
    await checkIds(store, ids, call);
    const page = await store.state.list(resolvedOwners(scope, ids, call.caller), { prefix, cursor, limit });
    return { entries: page.items, next_cursor: page.next ?? null };
  },

  async "state.delete"({ store }, { key, scope, if_version, ...ids }, call) {
    await checkIds(store, ids, call);
    const owner = ownerOf(scope, ids, call.caller);
    return {
      deleted: await store.state.delete(owner, key, {
        ifVersion: if_version,
        eventWorkspaceId: eventWorkspace(ids, call),
      }),
    };
  },
};

/** Where a change of agent state is reported; that of a restricted key nowhere, since others may see the workspace. */
function eventWorkspace(ids: OwnerIds, { caller }: Call): string | null {
  return caller.partition === "" ? (ids.workspace_id ?? null) : null;
}
