import { z } from "zod";
import { Id, Limit, Timestamp } from "./common.ts";

/** Every kind of event (OCP-0001 §7.1). */
export const EVENT_TYPES = [
  "chunk.indexed",
  "chunk.invalidated",
  "state.changed",
  "session.handoff",
  "session.closed",
  "index.progress",
] as const;
export const EventType = z.enum(EVENT_TYPES);
export type EventType = z.infer<typeof EventType>;

/** What each type of event carries. */
export const EVENT_PAYLOADS = {
  "chunk.indexed": z.object({ chunk_ids: z.array(Id), reason: z.enum(["file_changed", "explicit"]) }),
  "chunk.invalidated": z.object({ chunk_ids: z.array(Id), reason: z.enum(["file_changed", "explicit", "deleted"]) }),
  "state.changed": z.object({
    key: z.string(),
    scope: z.string(),
    session_id: z.string().nullable(),
    agent_id: z.string().nullable(),
    version: z.int(),
    deleted: z.boolean(),
  }),
  "session.handoff": z.object({ session_id: Id, from_agent: z.string(), to_agent: z.string(), handoff_id: Id }),
  "session.closed": z.object({ session_id: Id, reason: z.enum(["explicit", "ttl"]) }),
  "index.progress": z.object({
    progress: z.number().min(0).max(1),
    files_done: z.int().min(0),
    files_total: z.int().min(0),
  }),
} as const;
export type EventPayload<T extends EventType> = z.infer<(typeof EVENT_PAYLOADS)[T]>;

/** An event as it is delivered (OCP-0001 §7.2). `event_id` sorts in commit order within one database. */
export const EventEnvelope = z.object({
  type: z.string().describe("One of the types of this version; a later server may send others"),
  event_id: Id,
  timestamp: Timestamp,
  workspace_id: Id.nullable().describe("null for agent-scoped state, which belongs to no workspace"),
  subscription_id: Id.nullable(),
  payload: z.record(z.string(), z.unknown()),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

/** An event of a known type, its payload typed accordingly. */
export type OcpEvent<T extends EventType = EventType> = {
  [K in T]: Omit<EventEnvelope, "type" | "payload"> & { type: K; payload: EventPayload<K> };
}[T];

const Since = z.string().min(1).describe("An event_id, or an ISO 8601 time; events after it are replayed in order");

export const EventsSubscribeInput = z.strictObject({
  workspace_id: Id,
  types: z.array(EventType).min(1).optional().describe("Default: all types"),
  session_id: Id.optional().describe("Only events of this session"),
  since: Since.optional(),
});
export const EventsSubscribeOutput = z.object({
  subscription_id: Id,
  cursor: z.string(),
  replayed: z.int().min(0).describe("Events since the given point that wait to be polled"),
  truncated: z.literal(true).optional().describe("Present when the log no longer reaches back to since"),
});

export const EventsPollInput = z.strictObject({
  subscription_id: Id.optional(),
  workspace_id: Id.optional(),
  cursor: z.string().min(1).optional().describe("The cursor of the answer before; omit for the first poll"),
  limit: Limit.default(100),
  wait_ms: z.int().min(0).max(30_000).default(0).describe("Wait this long for an event when there is none"),
});
export const EventsPollOutput = z.object({
  events: z.array(EventEnvelope),
  cursor: z.string().describe("Pass it to the next poll"),
  truncated: z.literal(true).optional().describe("Present when events between the cursor and these are gone"),
});

export const EventsUnsubscribeInput = z.strictObject({ subscription_id: Id });
export const EventsUnsubscribeOutput = z.object({ unsubscribed: z.boolean() });
