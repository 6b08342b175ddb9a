import { BAGGAGE_CONTEXT_ID } from "ocp-core";
import { contextIdOf } from "../context/data.ts";
import { fromFieldValue } from "./ascii.ts";
import { readField, type HeaderSource } from "./bag.ts";

/** What W3C Trace Context and Baggage carry from one service to the next. */
export interface TraceFields {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
  readonly baggage?: string | undefined;
}

/** What every participant must pass on (W3C Baggage §3.3.2). */
const MAX_BAGGAGE = 8192;
const MAX_MEMBERS = 64;

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[!-~]*)?$/;
const LIST_VALUE = /^[\u0020-\u007e]*$/;

/** The trace fields of a message, for passing them on; `traceparent` and `tracestate` only where well-formed. */
export function traceFrom(source: HeaderSource): TraceFields {
  const traceparent = readField(source, "traceparent")?.trim();
  const tracestate = readField(source, "tracestate");
  const baggage = readField(source, "baggage");
  const traced = traceparent !== undefined && TRACEPARENT.test(traceparent);
  return {
    ...(traced ? { traceparent } : {}),
    ...(traced && tracestate !== undefined && LIST_VALUE.test(tracestate) ? { tracestate } : {}),
    ...(baggage !== undefined && LIST_VALUE.test(baggage) ? { baggage } : {}),
  };
}

/** Baggage with the context's id in it, in the place of any other; as it was where there is no room. */
export function withContextId(baggage: string | undefined, contextId: string): string {
  const others = withoutContextId(baggage);
  const member = `${BAGGAGE_CONTEXT_ID}=${encodeURIComponent(contextId)}`;
  if (others === undefined) return member;
  const whole = `${others},${member}`;
  return whole.length <= MAX_BAGGAGE && membersOf(whole).length <= MAX_MEMBERS ? whole : others;
}

/** Baggage without the context's id; nothing where nothing is left. */
export function withoutContextId(baggage: string | undefined): string | undefined {
  const members = membersOf(baggage);
  const others = members.filter((member) => keyOf(member) !== BAGGAGE_CONTEXT_ID);
  if (others.length === 0) return undefined;
  return others.length === members.length ? baggage : others.join(",");
}

/** The id of a context that came as baggage. */
export function contextIdFromBaggage(baggage: string | undefined): string | undefined {
  const member = membersOf(baggage).find((candidate) => keyOf(candidate) === BAGGAGE_CONTEXT_ID);
  const value = member?.slice(member.indexOf("=") + 1).split(";")[0] ?? "";
  return contextIdOf(fromFieldValue(value.trim()));
}

function membersOf(baggage: string | undefined): string[] {
  return (baggage ?? "")
    .split(",")
    .map((member) => member.trim())
    .filter((member) => member !== "");
}

function keyOf(member: string): string {
  return member.replace(/\s*=.*/s, "");
}
