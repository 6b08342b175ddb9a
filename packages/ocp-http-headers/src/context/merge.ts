import type { AgentContextData, AgentInteraction } from "ocp-core";
import { isRecord, type JsonRecord } from "./json.ts";
import { MAX_HISTORY } from "./data.ts";
import { CONTEXT_LIMITS } from "ocp-core";

/** What an answer may change in the context of whoever asked. */
export const UPDATABLE = [
  "current_goal",
  "context_summary",
  "error_context",
  "recent_changes",
  "history",
  "accumulated_context",
] as const;
export type UpdatableField = (typeof UPDATABLE)[number];

/** Own history and what came, each item once, in the order of time. */
export function mergeHistory(
  mine: readonly AgentInteraction[],
  theirs: readonly AgentInteraction[],
): AgentInteraction[] {
  const seen = new Set(mine.map(identity));
  const fresh = theirs.filter((item) => {
    const key = identity(item);
    return !seen.has(key) && seen.add(key);
  });
  if (fresh.length === 0) return [...mine];
  const instant = (item: AgentInteraction): number => Date.parse(item.timestamp) || 0;
  return [...mine, ...fresh].sort((a, b) => instant(a) - instant(b)).slice(-MAX_HISTORY);
}

/** Own changes and those that came, each once, the ten latest. */
export function mergeChanges(mine: readonly string[], theirs: readonly string[]): string[] {
  return [...new Set([...mine, ...theirs])].slice(-CONTEXT_LIMITS.recentChanges);
}

/** What accumulated on both sides; what came wins. */
export function mergeAccumulated(
  mine: AgentContextData["session"],
  theirs: AgentContextData["session"],
): JsonRecord | undefined {
  const [own, came] = [mine["accumulated_context"], theirs["accumulated_context"]];
  if (!isRecord(came)) return undefined;
  return { ...(isRecord(own) ? own : {}), ...came } as JsonRecord;
}

function identity(item: AgentInteraction): string {
  return JSON.stringify([item.timestamp, item.action, item.api_endpoint]);
}
