import { z } from "zod";
import { JsonObject, Timestamp } from "./common.ts";
import { CONTEXT_HEADER_LENGTHS, CONTEXT_HEADERS, CONTEXT_LIMITS, HEADER_PROFILE_VERSION } from "./headers.ts";

/** The name of a context: up to 64 visible ASCII characters (OCP-0003 §4). */
export const ContextId = z
  .string()
  .regex(/^[\u0021-\u007e]{1,64}$/, "must be 1 to 64 visible ASCII characters")
  .describe("1 to 64 visible ASCII characters");

/** One thing an agent did (OCP-0003 §4). */
export const AgentInteraction = z.object({
  timestamp: z.string().describe("ISO 8601"),
  action: z.string(),
  api_endpoint: z.string().nullable(),
  result: z.string().nullable(),
  metadata: JsonObject,
});
export type AgentInteraction = z.infer<typeof AgentInteraction>;

/** The facts of the session a context belongs to; further ones are allowed (OCP-0003 §4). */
export const AgentSession = z.looseObject({
  start_time: Timestamp,
  interaction_count: z.int().min(0),
  agent_type: z.string(),
});
export type AgentSession = z.infer<typeof AgentSession>;

const Text = z.string().nullable();

/** What an agent tells an API of itself: the object inside `OCP-Session` (OCP-0003 §4). */
export const AgentContextData = z.object({
  context_id: ContextId,
  agent_type: z.string().min(1),
  user: Text,
  workspace: Text,
  current_file: Text,
  session: AgentSession,
  history: z.array(AgentInteraction),
  current_goal: Text,
  context_summary: Text,
  error_context: Text,
  recent_changes: z.array(z.string()).max(CONTEXT_LIMITS.recentChanges),
  api_specs: z.record(z.string().regex(/^[A-Za-z0-9_-]+$/), z.string()),
  created_at: Timestamp,
  last_updated: Timestamp,
});
export type AgentContextData = z.infer<typeof AgentContextData>;

const ascii = (longest: number) => z.string().regex(new RegExp(`^[\\u0020-\\u007e]{1,${longest}}$`));

/** The fields of one message as they stand on the wire (OCP-0003 §2). */
export const ContextHeaders = z.object({
  [CONTEXT_HEADERS.context_id]: ContextId,
  [CONTEXT_HEADERS.agent_type]: ascii(CONTEXT_HEADER_LENGTHS.agent_type),
  [CONTEXT_HEADERS.version]: z.literal(HEADER_PROFILE_VERSION),
  [CONTEXT_HEADERS.current_goal]: ascii(CONTEXT_HEADER_LENGTHS.current_goal).optional(),
  [CONTEXT_HEADERS.agent_goal]: ascii(CONTEXT_HEADER_LENGTHS.agent_goal).optional(),
  [CONTEXT_HEADERS.user]: ascii(CONTEXT_HEADER_LENGTHS.user).optional(),
  [CONTEXT_HEADERS.workspace]: ascii(CONTEXT_HEADER_LENGTHS.workspace).optional(),
  [CONTEXT_HEADERS.session]: z
    .string()
    .max(CONTEXT_HEADER_LENGTHS.session)
    .regex(/^(?:gzip:)?[A-Za-z0-9+/]+={0,2}$/)
    .optional(),
});
export type ContextHeaders = z.infer<typeof ContextHeaders>;
