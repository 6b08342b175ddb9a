/** The version that `OCP-Version` names (OCP-0003 §2). */
export const HEADER_PROFILE_VERSION = "1.0";

/** The fields of the header profile, spelled as they are sent (OCP-0003 §2). Names match in any case. */
export const CONTEXT_HEADERS = {
  context_id: "OCP-Context-ID",
  agent_type: "OCP-Agent-Type",
  version: "OCP-Version",
  current_goal: "OCP-Current-Goal",
  agent_goal: "OCP-Agent-Goal",
  user: "OCP-User",
  workspace: "OCP-Workspace",
  session: "OCP-Session",
} as const;
export type ContextHeader = (typeof CONTEXT_HEADERS)[keyof typeof CONTEXT_HEADERS];

/** The longest value of each field, in characters (OCP-0003 §2). */
export const CONTEXT_HEADER_LENGTHS: Readonly<Record<keyof typeof CONTEXT_HEADERS, number>> = {
  context_id: 64,
  agent_type: 128,
  version: 8,
  current_goal: 256,
  agent_goal: 256,
  user: 64,
  workspace: 128,
  session: 8192,
};

/** Sizes of the profile in bytes, and counts (OCP-0003 §3 and §5). */
export const CONTEXT_LIMITS = {
  /** A longer session text is compressed. */
  compressAbove: 1000,
  /** All fields of one message together, names and separators included. */
  allHeaders: 12_288,
  /** How long a sender makes a session: common servers refuse a field of 8 KB, its name included. */
  sentSession: 8000,
  /** What a session may inflate to. */
  inflated: 1_048_576,
  recentChanges: 10,
} as const;

/** The member of W3C `baggage` that carries the context's id (OCP-0003 §7). */
export const BAGGAGE_CONTEXT_ID = "ocp.context_id";
