import { CONTEXT_HEADER_LENGTHS, CONTEXT_HEADERS, type AgentContextData } from "ocp-core";
import { contextIdOf, toContextData } from "../context/data.ts";
import { faultsOf } from "../context/check.ts";
import { fromFieldValue } from "./ascii.ts";
import { readField, type HeaderSource } from "./bag.ts";
import { contextIdFromBaggage } from "./baggage.ts";
import { decodeSession, decodeSessionAsync, type SessionFault, type SessionReading } from "./session.ts";

/** Why fields carry no context that can be used (OCP-0003 §6). */
export type ContextFault = SessionFault | "no_context" | "context_id_invalid" | "session_invalid";

export interface DecodeOptions {
  /** Refuses what is otherwise mended: stray characters in base64, fields of the wrong type. [false] */
  readonly strict?: boolean | undefined;
  /** A longer session is not looked at. [8192] */
  readonly maxSessionLength?: number | undefined;
}

export type Decoded =
  | { readonly data: AgentContextData; readonly reason: null }
  | { readonly data: null; readonly reason: ContextFault; readonly message: string };

const MESSAGES: Record<ContextFault, string> = {
  no_context: "There is no OCP-Context-ID. Send it to carry a context.",
  context_id_invalid: "OCP-Context-ID is not 1 to 64 visible ASCII characters. Send such an id.",
  session_too_long: "OCP-Session is longer than is read. Leave out old history.",
  session_too_large: "OCP-Session inflates to more than 1 MiB. Leave out old history.",
  session_not_base64: "OCP-Session is not base64. Encode the JSON of the context in base64.",
  session_not_gzip: "OCP-Session says or seems to be gzip and is not, or is cut off.",
  session_not_json: "OCP-Session holds no JSON in UTF-8.",
  session_not_an_object: "OCP-Session holds JSON that is no object.",
  session_needs_async: "This runtime cannot inflate without waiting. Use the asynchronous function.",
  session_invalid: "OCP-Session holds fields of the wrong type.",
};

/** The context that header fields carry. Never throws. */
export function decodeHeaders(source: HeaderSource, options: DecodeOptions = {}): Decoded {
  const fields = begin(source);
  if ("reason" in fields) return fields;
  if (fields.session === undefined) return finish(fields, undefined, options);
  return finish(fields, decodeSession(fields.session, longestOf(options), options.strict), options);
}

/** The same, inflating by web standards. Never rejects. */
export async function decodeHeadersAsync(source: HeaderSource, options: DecodeOptions = {}): Promise<Decoded> {
  const fields = begin(source);
  if ("reason" in fields) return fields;
  if (fields.session === undefined) return finish(fields, undefined, options);
  return finish(fields, await decodeSessionAsync(fields.session, longestOf(options), options.strict), options);
}

interface Fields {
  readonly source: HeaderSource;
  readonly contextId: string;
  readonly session: string | undefined;
}

function begin(source: HeaderSource): Fields | Extract<Decoded, { data: null }> {
  const field = readField(source, CONTEXT_HEADERS.context_id)?.trim();
  const contextId = field ? contextIdOf(field) : contextIdFromBaggage(readField(source, "baggage"));
  if (contextId === undefined) return refuse(field ? "context_id_invalid" : "no_context");
  const session = readField(source, CONTEXT_HEADERS.session)?.trim();
  return { source, contextId, session: session === "" ? undefined : session };
}

/** The session is what counts; plain fields fill what it does not say, and stand alone where there is none. */
function finish(fields: Fields, reading: SessionReading | undefined, options: DecodeOptions): Decoded {
  if (reading !== undefined && "fault" in reading) return refuse(reading.fault);
  const value = reading?.value ?? {};
  if (options.strict) {
    const faults = faultsOf(value);
    if (faults.length > 0) return refuse("session_invalid", faults.join("; "));
  }
  const said = (name: string): boolean => Object.hasOwn(value, name) && value[name] !== null && value[name] !== "";
  const plain = (name: keyof typeof CONTEXT_HEADERS): string | undefined => {
    const field = readField(fields.source, CONTEXT_HEADERS[name])?.trim();
    return field ? fromFieldValue(field) : undefined;
  };
  const filled = {
    ...value,
    ...(contextIdOf(value["context_id"]) === undefined ? { context_id: fields.contextId } : {}),
    ...(said("agent_type") ? {} : { agent_type: plain("agent_type") }),
    ...(said("current_goal") || said("agent_goal")
      ? {}
      : { current_goal: value["current_goal"] ?? plain("current_goal") ?? plain("agent_goal") }),
    ...(said("user") ? {} : { user: value["user"] ?? plain("user") }),
    ...(said("workspace") ? {} : { workspace: value["workspace"] ?? plain("workspace") }),
  };
  return { data: toContextData(filled), reason: null };
}

function refuse(reason: ContextFault, detail?: string): Extract<Decoded, { data: null }> {
  return { data: null, reason, message: detail === undefined ? MESSAGES[reason] : `${MESSAGES[reason]} ${detail}.` };
}

function longestOf({ maxSessionLength = CONTEXT_HEADER_LENGTHS.session }: DecodeOptions): number {
  return maxSessionLength;
}
