import { CONTEXT_HEADERS } from "ocp-core";
import { pairsOf, readField } from "./bag.ts";
import { withoutContextId } from "./baggage.ts";
import { toHeaders, type ContextLike, type EncodeOptions } from "./encode.ts";

const NAMES: ReadonlySet<string> = new Set(Object.values(CONTEXT_HEADERS).map((name) => name.toLowerCase()));

/** Whether a field is one of the profile's. */
export function isContextHeader(name: string): boolean {
  return NAMES.has(name.toLowerCase());
}

/**
 * Puts a context's fields on whatever carries fields, in the place of any that are there, and returns it: `Headers`, a
 * `Request` or `Response`, an Express, Fastify, Hono or `node:http` response, a list of pairs, or a plain object. Of a
 * request or an answer whose fields cannot be changed, as `fetch` returns them, it returns a copy.
 */
export function addContextHeaders<T extends object>(target: T, context: ContextLike, options: EncodeOptions = {}): T {
  const trace = options.trace ?? { baggage: readField(target, "baggage") };
  const fields = toHeaders(context, trace.baggage === undefined ? options : { ...options, trace });
  return setFields(target, fields);
}

/** Sets fields by the means that the target has, and takes away the profile's fields that are not among them. */
export function setFields<T extends object>(target: T, fields: Readonly<Record<string, string>>): T {
  try {
    return changeFields(target, fields);
  } catch (error) {
    const copy = copyWith(target, fields);
    if (copy === undefined) throw error;
    return copy as T;
  }
}

function copyWith(target: object, fields: Readonly<Record<string, string>>): Request | Response | undefined {
  if (target instanceof Request) {
    return new Request(target, { headers: changeFields(new Headers(target.headers), fields) });
  }
  // Neither an error nor an upgrade can be copied.
  if (!(target instanceof Response) || target.status < 200) return undefined;
  const { body, status, statusText } = target;
  return new Response(body, { status, statusText, headers: changeFields(new Headers(target.headers), fields) });
}

function changeFields<T extends object>(target: T, fields: Readonly<Record<string, string>>): T {
  const writer = writerOf(target);
  const wanted = new Set(Object.keys(fields).map((name) => name.toLowerCase()));
  for (const name of NAMES) if (!wanted.has(name)) writer.remove(name);
  for (const [name, value] of Object.entries(fields)) writer.set(name, value);
  return target;
}

/**
 * A copy of header fields without the profile's, for what must not learn of a context: `Headers` as `Headers`, pairs as
 * pairs, anything else as a plain object. The context's id leaves `baggage` too.
 */
export function stripContextHeaders(source: Headers): Headers;
export function stripContextHeaders(source: readonly (readonly [string, string])[]): [string, string][];
export function stripContextHeaders<T extends object>(source: T): T;
export function stripContextHeaders(source: object): object {
  const kept = (name: string, value: unknown): [string, unknown][] => {
    if (isContextHeader(name)) return [];
    if (name.toLowerCase() !== "baggage" || typeof value !== "string") return [[name, value]];
    const baggage = withoutContextId(value);
    return baggage === undefined ? [] : [[name, baggage]];
  };
  if (source instanceof Headers)
    return new Headers(pairsOf(source).flatMap(([name, value]) => kept(name, value)) as [string, string][]);
  if (Array.isArray(source)) return pairsOf(source).flatMap(([name, value]) => kept(name, value));
  return Object.fromEntries(Object.entries(source).flatMap(([name, value]) => kept(name, value)));
}

interface Writer {
  set(name: string, value: string): void;
  remove(name: string): void;
}

type Method = (...parts: unknown[]) => unknown;

function writerOf(target: object): Writer {
  if (target instanceof Headers)
    return { set: (name, value) => target.set(name, value), remove: (name) => target.delete(name) };
  const { headers } = target as { headers?: unknown };
  if (headers instanceof Headers) return writerOf(headers);
  const setHeader = methodOf(target, "setHeader");
  const removeHeader = methodOf(target, "removeHeader");
  if (setHeader && removeHeader) return { set: setHeader, remove: removeHeader };
  const header = methodOf(target, "header");
  if (header) {
    // Fastify's reply has `removeHeader`; Hono's context takes a field without a value away.
    return { set: header, remove: removeHeader ?? ((name) => header(name, undefined)) };
  }
  if (Array.isArray(target)) return writerOfPairs(target as [string, string][]);
  return writerOfRecord(target as Record<string, unknown>);
}

function methodOf(target: object, name: string): ((...parts: unknown[]) => void) | undefined {
  const method = (target as Record<string, unknown>)[name];
  return typeof method === "function" ? (...parts) => void (method as Method).apply(target, parts) : undefined;
}

function writerOfPairs(pairs: [string, string][]): Writer {
  const remove = (name: string): void => {
    for (let at = pairs.length - 1; at >= 0; at--) {
      if (String(pairs[at]?.[0]).toLowerCase() === name.toLowerCase()) pairs.splice(at, 1);
    }
  };
  return {
    remove,
    set: (name, value) => {
      remove(name);
      pairs.push([name, value]);
    },
  };
}

function writerOfRecord(record: Record<string, unknown>): Writer {
  const remove = (name: string): void => {
    for (const key of Object.keys(record)) if (key.toLowerCase() === name.toLowerCase()) delete record[key];
  };
  return {
    remove,
    set: (name, value) => {
      remove(name);
      record[name] = value;
    },
  };
}
