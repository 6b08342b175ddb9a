import {
  CONTEXT_HEADER_LENGTHS,
  CONTEXT_HEADERS,
  CONTEXT_LIMITS,
  HEADER_PROFILE_VERSION,
  type AgentContextData,
} from "ocp-core";
import { toContextData, type ContextInit } from "../context/data.ts";
import { redactData } from "../redact.ts";
import { toFieldValue } from "./ascii.ts";
import { withContextId, type TraceFields } from "./baggage.ts";
import { encodeSession, encodeSessionAsync } from "./session.ts";

/** How much of a context is sent: all of it, its id and the kind of agent, or nothing. */
export type ContextDetail = "full" | "ids" | "none";

export interface EncodeOptions {
  /** [full] */
  readonly detail?: ContextDetail | undefined;
  /** Secrets in texts are replaced. [true] */
  readonly redact?: boolean | undefined;
  /** The longest session, in characters. [8000; at most 8192] */
  readonly maxSessionLength?: number | undefined;
  /** All fields together, in bytes. [12288, which is also the most] */
  readonly maxTotalLength?: number | undefined;
  /** Fields of the trace that this message belongs to. The context's id is added to its baggage. */
  readonly trace?: TraceFields | undefined;
}

/** A context or what one may be made of. */
export type ContextLike = ContextInit | { toJSON(): AgentContextData };

type FieldName = Exclude<keyof typeof CONTEXT_HEADERS, "session">;

/**
 * The header fields that carry a context: printable ASCII, the session at most 8,192 characters and all fields at most
 * 12 KB, kept by leaving out the oldest history first (OCP-0003 §5). Never throws.
 */
export function toHeaders(context: ContextLike, options: EncodeOptions = {}): Record<string, string> {
  const { data, fields, room } = prepare(context, options);
  return withSession(fields, room === undefined ? "" : encodeSession(data, room));
}

/** The same by web standards alone: compresses in browsers and workers too, where `toHeaders` cannot. Never rejects. */
export async function toHeadersAsync(
  context: ContextLike,
  options: EncodeOptions = {},
): Promise<Record<string, string>> {
  const { data, fields, room } = prepare(context, options);
  return withSession(fields, room === undefined ? "" : await encodeSessionAsync(data, room));
}

interface Prepared {
  readonly data: AgentContextData;
  readonly fields: Record<string, string>;
  /** How long the session may be; absent where none is sent. */
  readonly room?: number;
}

function prepare(context: ContextLike, options: EncodeOptions): Prepared {
  const { detail = "full", redact = true, trace } = options;
  const whole = toContextData(plain(context));
  const data = redact ? redactData(whole) : whole;
  const fields: Record<string, string> = {};
  if (detail === "none") return { data, fields: traceFields(fields, trace) };
  const put = (name: FieldName, text: string | null): void => {
    const value = toFieldValue(text ?? "", CONTEXT_HEADER_LENGTHS[name]);
    if (value !== "") fields[CONTEXT_HEADERS[name]] = value;
  };
  // An id is visible ASCII as it is, and is compared by everyone on the way.
  fields[CONTEXT_HEADERS.context_id] = data.context_id;
  put("agent_type", data.agent_type);
  put("version", HEADER_PROFILE_VERSION);
  if (detail === "full") {
    put("current_goal", data.current_goal);
    put("agent_goal", data.current_goal);
    put("user", data.user);
    put("workspace", data.workspace);
  }
  const used = lengthOf(fields);
  traceFields(fields, trace && { ...trace, baggage: withContextId(trace.baggage, data.context_id) });
  if (detail !== "full") return { data, fields };
  const total = Math.min(options.maxTotalLength ?? CONTEXT_LIMITS.allHeaders, CONTEXT_LIMITS.allHeaders);
  const left = total - used - lengthOf({ [CONTEXT_HEADERS.session]: "" });
  return {
    data,
    fields,
    room: Math.min(options.maxSessionLength ?? CONTEXT_LIMITS.sentSession, CONTEXT_HEADER_LENGTHS.session, left),
  };
}

function traceFields(fields: Record<string, string>, trace: TraceFields | undefined): Record<string, string> {
  for (const name of ["traceparent", "tracestate", "baggage"] as const) {
    const value = trace?.[name];
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

function withSession(fields: Record<string, string>, session: string): Record<string, string> {
  return session === "" ? fields : { ...fields, [CONTEXT_HEADERS.session]: session };
}

/** Bytes on the wire: name, colon, space, value, line end. */
function lengthOf(fields: Readonly<Record<string, string>>): number {
  return Object.entries(fields).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
}

function plain(context: ContextLike): unknown {
  try {
    return "toJSON" in context && typeof context.toJSON === "function" ? context.toJSON() : context;
  } catch {
    return {};
  }
}
