import { ModelError } from "../errors.ts";

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Throws `bad_request` naming the field. */
export function refuse(field: string, wanted: string): never {
  throw new ModelError("bad_request", `${field}: ${wanted} is wanted.`);
}

export function readText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value == null) return undefined;
  return typeof value === "string" ? value : refuse(name, "a text");
}

export function readNumber(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value == null) return undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : refuse(name, "a number");
}

/** A count of tokens: whole and positive. */
export function readTokens(fields: Fields, name: string): number | undefined {
  const value = readNumber(fields, name);
  return value === undefined || (Number.isInteger(value) && value > 0)
    ? value
    : refuse(name, "a positive whole number");
}

export function readList(fields: Fields, name: string): readonly Fields[] | undefined {
  const value = fields[name];
  if (value == null) return undefined;
  if (!Array.isArray(value)) refuse(name, "a list");
  return value.map((each: unknown, index) => (isFields(each) ? each : refuse(`${name}[${index}]`, "an object")));
}

/** Those of the named fields that are there. */
export function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.flatMap((name) => (fields[name] == null ? [] : [[name, fields[name]]])));
}

/** An object without what is undefined, as optional fields want it. */
export function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
