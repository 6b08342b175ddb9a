/** A value as JSON can hold it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type JsonRecord = Record<string, Json>;

/** Deeper than this nothing is kept, so that no later walk over a context can exhaust the stack. */
const MAX_DEPTH = 64;

/** More objects than this are not kept: those that share their parts may be small and yet endless when written out. */
const MAX_OBJECTS = 50_000;

interface Walk {
  readonly above: readonly unknown[];
  readonly left: { objects: number };
}

/**
 * A copy of any value as JSON holds it: cycles, functions, symbols and what cannot be read become null, `undefined`
 * members go, and a key `__proto__` goes too, so that no later merge can reach a prototype.
 */
export function toJson(value: unknown): Json {
  return copy(value, { above: [], left: { objects: MAX_OBJECTS } }) ?? null;
}

/** The same for what should be an object; anything else is an empty one. */
export function toJsonRecord(value: unknown): JsonRecord {
  return isRecord(value) ? (toJson(value) as JsonRecord) : {};
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own property; never what a prototype holds, never a throwing getter's error. */
export function own(record: object, key: string): unknown {
  try {
    return Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : undefined;
  } catch {
    return undefined;
  }
}

function copy(value: unknown, walk: Walk): Json | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value + 0 : null;
    case "bigint":
      return value.toString();
    case "object":
      return value === null ? null : copyObject(value, walk);
    default:
      return undefined;
  }
}

function copyObject(value: object, { above, left }: Walk): Json {
  if (above.length >= MAX_DEPTH || above.includes(value) || left.objects-- <= 0) return null;
  const within = { above: [...above, value], left };
  try {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") return copy(toJSON.call(value), within) ?? null;
    if (Array.isArray(value)) return Array.from(value, (item) => copy(item, within) ?? null);
    const result: JsonRecord = {};
    for (const key of Object.keys(value)) {
      const member = key === "__proto__" ? undefined : copy(own(value, key), within);
      if (member !== undefined) result[key] = member;
    }
    return result;
  } catch {
    return null;
  }
}
