import { CONTEXT_LIMITS, type AgentContextData, type AgentInteraction } from "ocp-core";
import { isRecord, own, toJsonRecord, type JsonRecord } from "./json.ts";
import { now, parseTime } from "./time.ts";

const DEFAULT_AGENT_TYPE = "generic_agent";

/** History beyond this many items is forgotten, oldest first; far more than any header can carry. */
export const MAX_HISTORY = 1000;

/** What a context may be made of: its fields, and the spellings of other texts for some of them (OCP-0003 §4). */
export interface ContextInit {
  readonly context_id?: string | null | undefined;
  readonly agent_type?: string | null | undefined;
  readonly user?: string | null | undefined;
  /** A name, or an object with `name`; the object is then kept in `session.workspace`. */
  readonly workspace?: string | Readonly<Record<string, unknown>> | null | undefined;
  readonly current_file?: string | null | undefined;
  readonly session?: Readonly<Record<string, unknown>> | undefined;
  readonly history?: readonly Partial<AgentInteraction>[] | undefined;
  readonly current_goal?: string | null | undefined;
  /** Another name of `current_goal`. */
  readonly agent_goal?: string | null | undefined;
  readonly context_summary?: string | null | undefined;
  readonly error_context?: string | null | undefined;
  readonly recent_changes?: readonly string[] | undefined;
  readonly api_specs?: Readonly<Record<string, string>> | undefined;
  readonly created_at?: string | undefined;
  readonly last_updated?: string | undefined;
  /** Kept in `session.conversation`. */
  readonly conversation?: unknown;
  /** Kept in `session.accumulated_context`. */
  readonly accumulated_context?: unknown;
}

/**
 * The 14 fields of a context, in their order on the wire, made of any value: what is missing or of the wrong kind gets
 * its default, what is unknown is left out. Never throws, and changes nothing that is whole already.
 */
export function toContextData(input: unknown): AgentContextData {
  const from = isRecord(input) ? input : {};
  const created_at = parseTime(own(from, "created_at")) ?? now();
  const agent_type = text(own(from, "agent_type")) || DEFAULT_AGENT_TYPE;
  const session = sessionOf(from, { created_at, agent_type });
  const place = own(from, "workspace");
  return {
    context_id: contextIdOf(own(from, "context_id")) ?? newContextId(),
    agent_type,
    user: text(own(from, "user")),
    workspace: text(place) ?? (isRecord(place) ? text(own(place, "name")) : null),
    current_file: text(own(from, "current_file")) ?? (isRecord(place) ? text(own(place, "current_file")) : null),
    session,
    history: historyOf(own(from, "history")),
    current_goal: text(own(from, "current_goal")) ?? text(own(from, "agent_goal")),
    context_summary: text(own(from, "context_summary")),
    error_context: text(own(from, "error_context")),
    recent_changes: changesOf(own(from, "recent_changes")),
    api_specs: specsOf(own(from, "api_specs")),
    created_at,
    last_updated: parseTime(own(from, "last_updated")) ?? created_at,
  };
}

/** A new random id: `ocp-` and 16 hexadecimal digits. */
export function newContextId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `ocp-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The value, where it may name a context. */
export function contextIdOf(value: unknown): string | undefined {
  return typeof value === "string" && /^[\u0021-\u007e]{1,64}$/.test(value) ? value : undefined;
}

/** The item as history holds it, or nothing where it does not say what happened. */
export function toInteraction(value: unknown): AgentInteraction | undefined {
  if (!isRecord(value)) return undefined;
  const action = text(own(value, "action"));
  if (action === null) return undefined;
  const result = own(value, "result");
  return {
    timestamp: text(own(value, "timestamp")) ?? now(),
    action,
    api_endpoint: text(own(value, "api_endpoint")),
    result:
      isRecord(result) || Array.isArray(result) ? JSON.stringify(toJsonRecord({ result })["result"]) : text(result),
    metadata: toJsonRecord(own(value, "metadata")),
  };
}

/** The name as `api_specs` may hold it: other characters become `_`. */
export function apiSpecName(name: string): string {
  const safe = name.replaceAll(/[^A-Za-z0-9_-]/g, "_") || "_";
  return safe === "__proto__" ? "_proto_" : safe;
}

function text(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function sessionOf(
  from: Record<string, unknown>,
  defaults: { created_at: string; agent_type: string },
): AgentContextData["session"] {
  const given = toJsonRecord(own(from, "session"));
  const count = given["interaction_count"];
  const extras: JsonRecord = {};
  const place = own(from, "workspace");
  if (isRecord(place)) extras["workspace"] = toJsonRecord(place);
  for (const key of ["conversation", "accumulated_context"]) {
    const value = toJsonRecord({ value: own(from, key) })["value"];
    if (value !== undefined && value !== null) extras[key] = value;
  }
  return {
    start_time: parseTime(given["start_time"]) ?? defaults.created_at,
    interaction_count: typeof count === "number" && Number.isSafeInteger(count) && count > 0 ? count : 0,
    agent_type: text(given["agent_type"]) || defaults.agent_type,
    ...Object.fromEntries(
      Object.entries({ ...extras, ...given }).filter(
        ([key]) => key !== "start_time" && key !== "interaction_count" && key !== "agent_type",
      ),
    ),
  };
}

function historyOf(value: unknown): AgentInteraction[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(-MAX_HISTORY)
    .map((item) => toInteraction(item))
    .filter((item) => item !== undefined);
}

function changesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((change) => typeof change === "string").slice(-CONTEXT_LIMITS.recentChanges);
}

function specsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(toJsonRecord(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && apiSpecName(entry[0]) === entry[0],
  );
  return Object.fromEntries(entries);
}
