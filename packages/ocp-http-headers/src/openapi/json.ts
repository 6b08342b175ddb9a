/** A JSON object whose fields nobody has checked. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field of `value`, if it is an object and the field is its own. */
export function get(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function getObject(value: unknown, key: string): JsonObject | undefined {
  const field = get(value, key);
  return isObject(field) ? field : undefined;
}

export function getArray(value: unknown, key: string): readonly unknown[] {
  const field = get(value, key);
  return Array.isArray(field) ? field : [];
}

export function getString(value: unknown, key: string): string | undefined {
  const field = get(value, key);
  return typeof field === "string" ? field : undefined;
}

export function getStrings(value: unknown, key: string): string[] {
  return getArray(value, key).filter((item) => typeof item === "string");
}

/** Sets a field of the object's own, `__proto__` included. */
export function put(target: JsonObject, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  else target[key] = value;
}

/** What a model or a person calls the type of a value. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
