import { isDeepStrictEqual } from "node:util";

/** Whether two JSON values are equal. Values nested too deep to be looked at are not. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || unlessTooDeep(() => isDeepStrictEqual(a, b), false);
}

/** A JSON value as JSON text, or words for one nested too deep to be written. */
export function toText(value: unknown): string {
  return unlessTooDeep(() => JSON.stringify(value) ?? String(value), "something too deep to show");
}

function unlessTooDeep<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
}
