import type { OpenAPIDocument } from "./document.ts";
import { shortHash } from "./hash.ts";
import { get, getString, getStrings, isObject, put, type JsonObject } from "./json.ts";
import { dataKeyword, KEYWORDS } from "./keywords.ts";
import type { Located } from "./references.ts";

/** A JSON Schema of draft 2020-12. */
export type JsonSchema = JsonObject | boolean;

/** What is described: `readOnly` properties are no part of a request, `writeOnly` ones none of a response. */
export type Direction = "request" | "response";

interface Definition {
  readonly schema: JsonSchema;
  readonly refs: ReadonlySet<string>;
}

interface Writing {
  readonly direction: Direction;
  /** Names of the definitions that what is written refers to. */
  readonly refs: Set<string>;
  /** Nodes that this writing may still visit. */
  budget: number;
  readonly open: Set<unknown>;
}

const MAX_NODES = 50_000;
const MAX_DEPTH = 150;

/**
 * Writes a document's schemas as JSON Schema of draft 2020-12 that stands by itself: what is shared or recursive goes
 * to `$defs`, so every result can be serialised, and each definition is written once per document.
 */
export class SchemaWriter {
  readonly #document: OpenAPIDocument;
  readonly #targets = new Map<string, Located>();
  readonly #definitions = new Map<string, Definition>();

  constructor(document: OpenAPIDocument) {
    this.#document = document;
  }

  /** One schema with the definitions it needs. */
  write(located: Located, direction: Direction): JsonObject {
    const refs = new Set<string>();
    return this.close(this.part(located, direction, refs), direction, refs);
  }

  /** A schema whose own reference is resolved, and whose further ones are added to `refs`. */
  part(located: Located, direction: Direction, refs: Set<string>): JsonSchema {
    const target = this.#document.references.resolve(located);
    const writing = { direction, refs, budget: MAX_NODES, open: new Set<unknown>() };
    return this.#convert(target, writing, 0);
  }

  /** Adds the definitions, and theirs in turn. */
  close(schema: JsonSchema, direction: Direction, refs: ReadonlySet<string>): JsonObject {
    const body = schema === true ? {} : schema === false ? { not: {} } : schema;
    if (refs.size === 0) return body;
    const needed = new Set(refs);
    // A set takes additions while it is walked.
    for (const name of needed) for (const further of this.#definition(name, direction).refs) needed.add(further);
    const $defs: JsonObject = {};
    for (const name of [...needed].sort()) put($defs, name, this.#definition(name, direction).schema);
    return { ...body, $defs };
  }

  #definition(name: string, direction: Direction): Definition {
    const key = `${direction} ${name}`;
    let definition = this.#definitions.get(key);
    if (!definition) {
      const refs = new Set<string>();
      const target = this.#targets.get(name) as Located;
      const writing = { direction, refs, budget: MAX_NODES, open: new Set<unknown>() };
      definition = { schema: this.#convert(target, writing, 0), refs };
      this.#definitions.set(key, definition);
    }
    return definition;
  }

  #convert(located: Located, writing: Writing, depth: number): JsonSchema {
    const { node, resource } = located;
    if (typeof node === "boolean") return node;
    if (!isObject(node)) return {};
    if (depth > MAX_DEPTH || --writing.budget < 0 || writing.open.has(node)) {
      this.#document.references.problems.add("A schema contains itself or is too large; parts of it were left open.");
      return {};
    }
    writing.open.add(node);
    try {
      const ref = getString(node, "$ref") ?? getString(node, "$dynamicRef");
      return ref === undefined
        ? this.#convertKeywords(node, located, writing, depth)
        : this.#convertReference({ node, resource, ref }, writing, depth);
    } finally {
      writing.open.delete(node);
    }
  }

  #convertReference(
    { node, resource, ref }: { node: JsonObject; resource: Located["resource"]; ref: string },
    writing: Writing,
    depth: number,
  ): JsonSchema {
    const target = this.#document.references.resolve({ node: { $ref: ref }, resource });
    const beside = this.#siblings(node, resource, writing, depth);
    if (target.node === undefined) return beside;
    if (typeof target.node === "boolean") return Object.keys(beside).length === 0 ? target.node : beside;
    if (isLeaf(target.node) || target.key === undefined) {
      const inline = this.#convert(target, writing, depth + 1);
      return typeof inline === "boolean" ? inline : { ...inline, ...beside };
    }
    const name = this.#nameOf(target.key);
    this.#targets.set(name, target);
    writing.refs.add(name);
    return { $ref: `#/$defs/${name}`, ...beside };
  }

  /** From 3.1 on, what stands beside `$ref` applies too; before, only a description is worth keeping. */
  #siblings(node: JsonObject, resource: Located["resource"], writing: Writing, depth: number): JsonObject {
    const { dialect } = this.#document;
    if (dialect === "2.0" || dialect === "3.0") {
      const description = getString(node, "description");
      return description === undefined ? {} : { description };
    }
    if (Object.keys(node).length === 1) return {};
    const { $ref: _ref, $dynamicRef: _dynamicRef, ...rest } = node;
    return this.#convertKeywords(rest, { node: rest, resource }, writing, depth);
  }

  #convertKeywords(node: JsonObject, { resource }: Located, writing: Writing, depth: number): JsonObject {
    const out: JsonObject = {};
    const child = (value: unknown): JsonSchema => this.#convert({ node: value, resource }, writing, depth + 1);
    const hidden = this.#hiddenProperties(node, { node, resource }, writing.direction);
    for (const [key, value] of Object.entries(node)) {
      const kind = KEYWORDS.get(key);
      if (kind === undefined) continue;
      if (key === "items" && Array.isArray(value)) {
        out["prefixItems"] = value.map(child);
      } else if (kind === "schema") {
        if (isObject(value) || typeof value === "boolean") out[key] = child(value);
      } else if (kind === "schemas") {
        if (Array.isArray(value) && value.length > 0) out[key] = value.map(child);
      } else if (kind === "map") {
        if (!isObject(value)) continue;
        const map: JsonObject = {};
        for (const [name, item] of Object.entries(value))
          if (key !== "properties" || !hidden.has(name)) put(map, name, child(item));
        out[key] = map;
      } else {
        const data = dataKeyword(key, value);
        if (data !== undefined) out[key] = data;
      }
    }
    const required = out["required"];
    if (Array.isArray(required)) {
      const kept = [...new Set(required)].filter((name) => !hidden.has(name as string));
      if (kept.length > 0) out["required"] = kept;
      else delete out["required"];
    }
    return modernise(out, node);
  }

  #hiddenProperties(node: JsonObject, { resource }: Located, direction: Direction): ReadonlySet<string> {
    const properties = get(node, "properties");
    if (!isObject(properties)) return NONE;
    const mark = direction === "request" ? "readOnly" : "writeOnly";
    const hidden = Object.entries(properties)
      .filter(
        ([, property]) =>
          isObject(property) &&
          (get(property, mark) === true ||
            (get(property, "$ref") !== undefined &&
              get(this.#document.references.resolve({ node: property, resource }).node, mark) === true)),
      )
      .map(([name]) => name);
    return hidden.length === 0 ? NONE : new Set(hidden);
  }

  /** A component keeps its name; what is elsewhere gets a hash of where that is, the same on every machine. */
  #nameOf(key: string): string {
    const { references, dialect } = this.#document;
    const where = relativeTo(key, references.root.uri);
    const container = dialect === "2.0" ? "#/definitions/" : "#/components/schemas/";
    const name = where.startsWith(container) ? where.slice(container.length) : "";
    if (/^[\w.-]+$/.test(name) && name !== "__proto__") return name;
    const last = where
      .replace(/\.(?:json|ya?ml)(?=$|#$)/, "")
      .split(/[/#]/)
      .findLast((part) => part !== "");
    return `${(last ?? "schema").replaceAll(/[^\w.-]+/g, "_")}_${shortHash(where)}`;
  }
}

const NONE: ReadonlySet<string> = new Set();
const COMPOUND =
  /^(?:\$ref|\$dynamicRef|allOf|anyOf|oneOf|not|if|then|else|.*[iI]tems|.*[pP]roperties|dependentSchemas)$/;

/** Whether a schema has no others inside, so that it is as short as a reference to it. */
function isLeaf(node: unknown): boolean {
  return (
    isObject(node) && !Object.entries(node).some(([key, value]) => typeof value === "object" && COMPOUND.test(key))
  );
}

/** `nullable`, `example` and boolean bounds of OpenAPI 3.0 in the words of JSON Schema. */
function modernise(out: JsonObject, node: JsonObject): JsonObject {
  const example = get(node, "example");
  if (example !== undefined && out["examples"] === undefined) out["examples"] = [example];
  for (const [bound, exclusive] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    if (get(node, exclusive) !== true || out[bound] === undefined) continue;
    out[exclusive] = out[bound];
    delete out[bound];
  }
  return get(node, "nullable") === true || get(node, "x-nullable") === true ? orNull(out) : out;
}

function orNull(schema: JsonObject): JsonObject {
  const { type } = schema;
  const types = typeof type === "string" ? [type] : Array.isArray(type) ? type : undefined;
  if (types) {
    const values = schema["enum"];
    return {
      ...schema,
      type: types.includes("null") ? types : [...types, "null"],
      ...(Array.isArray(values) && !values.includes(null) && { enum: [...values, null] }),
    };
  }
  if (
    getStrings(schema, "required").length === 0 &&
    schema["allOf"] === undefined &&
    schema["anyOf"] === undefined &&
    schema["oneOf"] === undefined
  )
    return schema;
  const { title, description, default: fallback, ...rest } = schema;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: [rest, { type: "null" }],
  };
}

/** A key as seen from the root's file: the fragment alone, or the way to the other file. */
function relativeTo(key: string, root: string): string {
  if (key.startsWith(`${root}#`)) return key.slice(root.length);
  const from = root.split("/");
  const to = key.split("/");
  let shared = 0;
  while (shared < from.length - 1 && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  return [...Array.from({ length: from.length - 1 - shared }, () => ".."), ...to.slice(shared)].join("/");
}
