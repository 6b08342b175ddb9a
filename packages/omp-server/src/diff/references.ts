/** A JSON object whose members are unknown. */
export type SchemaObject = Readonly<Record<string, unknown>>;
/** A JSON Schema: an object, or true or false. */
export type Schema = SchemaObject | boolean;

/** Follows the references of one document. */
export interface References {
  /** The schema with its `$ref` replaced by what it points to; beside other keywords, as one more part of `allOf`. */
  resolve(schema: Schema): Schema;
}

export function isObject(value: unknown): value is SchemaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names that say nothing about which artifacts are valid. */
const SILENT = new Set([
  "$id",
  "$schema",
  "$anchor",
  "$comment",
  "title",
  "description",
  "$defs",
  "definitions",
  "examples",
]);
const MOST_HOPS = 64;

/** References within a schema and the schemas embedded in it by `$id`. Nothing is fetched. */
export function createReferences(root: Schema): References {
  const resources = new Map<string, SchemaObject>();
  const homes = new WeakMap<SchemaObject, SchemaObject>();
  const resolved = new WeakMap<SchemaObject, Schema>();
  if (isObject(root)) register(root);

  return { resolve };

  function register(document: SchemaObject): void {
    const waiting: [value: unknown, home: SchemaObject][] = [[document, document]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [value, above] = next;
      if (Array.isArray(value)) for (const item of value) waiting.push([item, above]);
      if (!isObject(value) || homes.has(value)) continue;
      const home = typeof value["$id"] === "string" ? value : above;
      if (home === value && typeof value["$id"] === "string") resources.set(value["$id"].replace(/#$/, ""), value);
      homes.set(value, home);
      for (const member of Object.values(value)) waiting.push([member, home]);
    }
  }

  function resolve(schema: Schema): Schema {
    let current = schema;
    for (let hops = 0; hops < MOST_HOPS; hops++) {
      if (!isObject(current) || typeof current["$ref"] !== "string") return current;
      const known = resolved.get(current);
      if (known !== undefined) return known;
      const target = find(current["$ref"], homes.get(current));
      if (target === undefined) return current;
      const { $ref: _ref, ...rest } = current;
      if (Object.keys(rest).some((name) => !SILENT.has(name))) {
        const parts = Array.isArray(rest["allOf"]) ? rest["allOf"] : [];
        const merged: SchemaObject = { ...rest, allOf: [...(parts as unknown[]), target] };
        resolved.set(current, merged);
        return merged;
      }
      current = target;
    }
    return current;
  }

  function find(reference: string, home: SchemaObject | undefined): Schema | undefined {
    const [address = "", fragment = ""] = reference.split("#", 2);
    const resource = address === "" ? (home ?? root) : (resources.get(address) ?? relative(address, home));
    if (resource === undefined) return undefined;
    if (fragment === "") return resource;
    return fragment.startsWith("/") ? follow(resource, fragment) : undefined;
  }

  function relative(address: string, home: SchemaObject | undefined): SchemaObject | undefined {
    const base = home?.["$id"];
    return typeof base === "string" && URL.canParse(address, base)
      ? resources.get(new URL(address, base).href)
      : undefined;
  }
}

function follow(resource: Schema, pointer: string): Schema | undefined {
  let value: unknown = resource;
  for (const step of pointer.slice(1).split("/")) {
    const name = unescape(step);
    if (name === undefined) return undefined;
    if (Array.isArray(value)) value = value[Number(name)] as unknown;
    else if (isObject(value) && Object.hasOwn(value, name)) value = value[name];
    else return undefined;
  }
  return isObject(value) || typeof value === "boolean" ? value : undefined;
}

function unescape(step: string): string | undefined {
  try {
    return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return undefined;
  }
}
