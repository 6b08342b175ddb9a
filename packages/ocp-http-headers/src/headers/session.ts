import { CONTEXT_LIMITS, type AgentContextData } from "ocp-core";
import { fromBase64, toBase64 } from "./base64.ts";
import { gunzip, gzip, syncGzip } from "./gzip.ts";
import { trim } from "./trim.ts";

const PREFIX = "gzip:";
/** In the place of a session that no reader would inflate; no session is empty. */
const TOO_LARGE = "";

/** Why a session could not be read (OCP-0003 §6). */
export type SessionFault =
  | "session_too_long"
  | "session_not_base64"
  | "session_not_gzip"
  | "session_too_large"
  | "session_not_json"
  | "session_not_an_object"
  | "session_needs_async";

export type SessionReading = { readonly value: Record<string, unknown> } | { readonly fault: SessionFault };

/**
 * The value of `OCP-Session`, at most `longest` characters, with what had to be left out of it left out; empty where not
 * even an id has room. Where the runtime cannot compress without waiting, it is plain; `encodeSessionAsync` compresses
 * there too.
 */
export function encodeSession(data: AgentContextData, longest: number): string {
  const compressor = syncGzip();
  const encode = (form: AgentContextData): string => {
    const bytes = bytesOf(form);
    if (bytes.length > CONTEXT_LIMITS.inflated) return TOO_LARGE;
    return bytes.length > CONTEXT_LIMITS.compressAbove && compressor !== undefined
      ? `${PREFIX}${toBase64(compressor.gzip(bytes))}`
      : toBase64(bytes);
  };
  const trimming = trim(data);
  let step = trimming.next();
  while (step.done !== true) step = trimming.next(fits(encode(step.value), longest));
  return ifFits(encode(step.value), longest);
}

/** The same, compressed by web standards. */
export async function encodeSessionAsync(data: AgentContextData, longest: number): Promise<string> {
  const encode = async (form: AgentContextData): Promise<string> => {
    const bytes = bytesOf(form);
    if (bytes.length > CONTEXT_LIMITS.inflated) return TOO_LARGE;
    return bytes.length > CONTEXT_LIMITS.compressAbove ? `${PREFIX}${toBase64(await gzip(bytes))}` : toBase64(bytes);
  };
  const trimming = trim(data);
  let step = trimming.next();
  while (step.done !== true) step = trimming.next(fits(await encode(step.value), longest));
  return ifFits(await encode(step.value), longest);
}

/** What a value of `OCP-Session` holds. Never throws. `strict` refuses stray characters in the base64. */
export function decodeSession(text: string, longest: number, strict = false): SessionReading {
  const packed = unpack(text, longest, strict);
  if ("fault" in packed) return packed;
  if (!packed.compressed) return parse(packed.bytes);
  const compressor = syncGzip();
  if (compressor === undefined) return { fault: "session_needs_async" };
  try {
    return parse(compressor.gunzip(packed.bytes, CONTEXT_LIMITS.inflated));
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

/** The same, inflated by web standards. Never rejects. */
export async function decodeSessionAsync(text: string, longest: number, strict = false): Promise<SessionReading> {
  const packed = unpack(text, longest, strict);
  if ("fault" in packed) return packed;
  if (!packed.compressed) return parse(packed.bytes);
  try {
    return parse(await gunzip(packed.bytes, CONTEXT_LIMITS.inflated));
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

function fits(session: string, longest: number): boolean {
  return session !== TOO_LARGE && session.length <= longest;
}

function ifFits(session: string, longest: number): string {
  return fits(session, longest) ? session : TOO_LARGE;
}

function bytesOf(data: AgentContextData): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(data));
}

function unpack(
  text: string,
  longest: number,
  strict: boolean,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly compressed: boolean } | { readonly fault: SessionFault } {
  if (text.length > longest) return { fault: "session_too_long" };
  const prefixed = text.slice(0, PREFIX.length).toLowerCase() === PREFIX;
  const bytes = fromBase64(prefixed ? text.slice(PREFIX.length) : text, strict);
  if (bytes === undefined) return { fault: "session_not_base64" };
  // Some senders compress without saying so; no JSON begins with these two bytes.
  const compressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return prefixed && !compressed ? { fault: "session_not_gzip" } : { bytes, compressed };
}

function parse(bytes: Uint8Array): SessionReading {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? { value: value as Record<string, unknown> }
      : { fault: "session_not_an_object" };
  } catch {
    return { fault: "session_not_json" };
  }
}

function faultOf(error: unknown): SessionFault {
  return error instanceof RangeError ? "session_too_large" : "session_not_gzip";
}
