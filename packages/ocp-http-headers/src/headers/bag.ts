/** Whatever carries header fields when they are read: `Headers`, a request or response, a plain object, a map, pairs. */
export type HeaderSource = object | null | undefined;

type Pair = readonly [name: string, value: string];

/** Every field with its name as written. Never throws; what is no field is passed over. */
export function pairsOf(source: HeaderSource): Pair[] {
  try {
    return [...read(unwrap(source))];
  } catch {
    return [];
  }
}

/** A field's value by its name in any case; the first, where there are several. */
export function readField(source: HeaderSource, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const fields = unwrap(source);
  if (isHeaders(fields)) return fields.get(wanted) ?? undefined;
  return pairsOf(fields).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** Requests and responses hold their fields in `headers`. */
function unwrap(source: HeaderSource): HeaderSource {
  try {
    const inner: unknown = isHeaders(source) ? undefined : Reflect.get(Object(source), "headers");
    return typeof inner === "object" && inner !== null ? inner : source;
  } catch {
    return undefined;
  }
}

interface HeadersLike extends Iterable<[string, unknown]> {
  get(name: string): string | null | undefined;
  set(name: string, value: string): unknown;
}

function isHeaders(source: unknown): source is HeadersLike {
  return typeof Headers === "function" && source instanceof Headers;
}

function* read(source: HeaderSource): Generator<Pair> {
  if (source === null || source === undefined) return;
  const entries = Symbol.iterator in source ? (source as Iterable<unknown>) : Object.entries(source);
  for (const entry of entries) {
    if (!Array.isArray(entry) || typeof entry[0] !== "string") continue;
    const [name, value] = entry as [string, unknown];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === "string") yield [name, first];
  }
}
