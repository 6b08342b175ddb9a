import type { AgentContextData } from "ocp-core";
import { isRecord } from "../context/json.ts";

/** Yields forms to try, is told of each whether it fits, and returns the one to send. */
export type Trimming = Generator<AgentContextData, AgentContextData, boolean>;

type Shorten = (data: AgentContextData, keep: number) => AgentContextData | undefined;

const lastItems: Shorten = (data, keep) =>
  shorten(data.history, Math.max(keep, 1), (history) => ({ ...data, history }));
const lastChanges: Shorten = (data, keep) =>
  shorten(data.recent_changes, keep, (recent_changes) => ({ ...data, recent_changes }));

/**
 * Smaller forms of a context, each from the one before until one fits: the oldest history goes first, then the details
 * of what is left of it, then the oldest of the conversation and of the changes, then further facts of the session, and
 * last the ends of long texts. Ends with something that fits, since little more than an id does (OCP-0003 §5).
 */
export function* trim(data: AgentContextData): Trimming {
  if (yield data) return data;
  let current = data;
  for (const step of [lastItems, withoutDetails, withoutHistory, lastTurns, lastChanges, withoutExtras, withoutSpecs]) {
    const { data: smaller, fits } = yield* longest(current, step);
    if (fits) return smaller;
    current = smaller;
  }
  for (let length = 2048; length > 1; length = Math.floor(length / 2)) {
    current = withTexts(current, length);
    if (yield current) return current;
  }
  return current;
}

/** By bisection, since every try compresses: how much of the latest fits, else what is left at the shortest. */
function* longest(
  data: AgentContextData,
  step: Shorten,
): Generator<AgentContextData, { data: AgentContextData; fits: boolean }, boolean> {
  let best = step(data, 0);
  if (best === undefined) return { data, fits: false };
  if (!(yield best)) return { data: best, fits: false };
  let low = 0;
  let high = 1;
  for (let next = step(data, high); next !== undefined && (yield next); next = step(data, high)) {
    best = next;
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const next = step(data, middle);
    if (next !== undefined && (yield next)) {
      best = next;
      low = middle;
    } else high = middle;
  }
  return { data: best, fits: true };
}

/** The latest items, or nothing where there is nothing to take away. */
function shorten<T>(
  list: readonly T[],
  keep: number,
  rebuild: (list: T[]) => AgentContextData,
): AgentContextData | undefined {
  return list.length > keep ? rebuild(keep === 0 ? [] : list.slice(-keep)) : undefined;
}

/** `session.conversation.history` (or a conversation that is a list) by its latest turns. */
function lastTurns(data: AgentContextData, keep: number): AgentContextData | undefined {
  const conversation = data.session["conversation"];
  const rebuild = (value: unknown): AgentContextData => ({
    ...data,
    session: { ...data.session, conversation: value },
  });
  if (Array.isArray(conversation)) return shorten(conversation, keep, rebuild);
  if (!isRecord(conversation) || !Array.isArray(conversation["history"])) return undefined;
  return shorten(conversation["history"], keep, (history) => rebuild({ ...conversation, history }));
}

function withoutDetails(data: AgentContextData, keep: number): AgentContextData | undefined {
  if (keep > 0 || data.history.length === 0) return undefined;
  return { ...data, history: data.history.map((item) => ({ ...item, result: null, metadata: {} })) };
}

function withoutHistory(data: AgentContextData, keep: number): AgentContextData | undefined {
  return keep > 0 || data.history.length === 0 ? undefined : { ...data, history: [] };
}

function withoutExtras(data: AgentContextData, keep: number): AgentContextData | undefined {
  if (keep > 0) return undefined;
  const { start_time, interaction_count, agent_type } = data.session;
  return { ...data, session: { start_time, interaction_count, agent_type } };
}

function withoutSpecs(data: AgentContextData, keep: number): AgentContextData | undefined {
  return keep > 0 ? undefined : { ...data, api_specs: {} };
}

function withTexts(data: AgentContextData, length: number): AgentContextData {
  const cut = (text: string): string => Array.from(text).slice(0, length).join("");
  const orNull = (text: string | null): string | null => (text === null ? null : cut(text));
  return {
    ...data,
    agent_type: cut(data.agent_type),
    user: orNull(data.user),
    workspace: orNull(data.workspace),
    current_file: orNull(data.current_file),
    session: { ...data.session, agent_type: cut(data.session.agent_type) },
    current_goal: orNull(data.current_goal),
    context_summary: orNull(data.context_summary),
    error_context: orNull(data.error_context),
  };
}
