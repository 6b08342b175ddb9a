import { bodyOf, isFileSchema, type Body } from "./bodies.ts";
import type { OpenAPIDocument } from "./document.ts";
import { shortHash } from "./hash.ts";
import { get, getObject, isObject, put, type JsonObject } from "./json.ts";
import type { Operation } from "./operations.ts";
import { parametersOf, type Parameter, type ParameterPlace } from "./parameters.ts";
import type { Located } from "./references.ts";
import type { JsonSchema, SchemaWriter } from "./schemas.ts";
import { shapeOf, type Shape } from "./shape.ts";

/** One argument of a tool and what it becomes in the request. */
export interface Argument {
  readonly name: string;
  readonly place: ParameterPlace | "body";
  readonly required: boolean;
  readonly target:
    | { readonly kind: "parameter"; readonly parameter: Parameter }
    | { readonly kind: "property"; readonly name: string }
    | { readonly kind: "body" };
  readonly schema: JsonSchema;
}

/** A tool's arguments and the schema that they have to satisfy as a whole. */
export interface Layout {
  readonly arguments: ReadonlyMap<string, Argument>;
  readonly body: Body | undefined;
  readonly inputSchema: JsonObject;
  /** Arguments by the names that model hosts accept, where those differ. */
  readonly safeNames: ReadonlyMap<string, string>;
  /** Definitions that the arguments' schemas refer to. */
  readonly refsOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What is accepted where bytes go: Blobs and byte arrays besides. */
const FILE: JsonObject = {
  anyOf: [
    { type: "string", description: "The content as text" },
    {
      type: "object",
      properties: {
        base64: { type: "string", contentEncoding: "base64", description: "The content in base64" },
        text: { type: "string", description: "The content as text, instead of base64" },
        filename: { type: "string" },
        content_type: { type: "string", description: "Its media type" },
      },
      additionalProperties: false,
    },
  ],
};

interface Draft {
  readonly place: ParameterPlace | "body";
  readonly wanted: string;
  readonly required: boolean;
  readonly target: Argument["target"];
  readonly write: (refs: Set<string>) => JsonSchema;
}

/** Lays out the arguments of one operation: parameters by their names, and the body's properties beside them. */
export function layoutOf(
  document: OpenAPIDocument,
  operation: Operation,
  { writer, mediaType }: { readonly writer: SchemaWriter; readonly mediaType?: string | undefined },
): Layout {
  const found = parametersOf(document, operation);
  const described = bodyOf(document, operation, { ...found, wanted: mediaType });
  const body = described && canHaveBody(document, operation, described) ? described : undefined;
  const shape =
    body && (body.kind === "json" || body.kind === "form" || body.kind === "multipart")
      ? flat(document, body)
      : undefined;
  const drafts: Draft[] = [
    ...found.parameters.map((parameter) => parameterDraft(parameter, writer)),
    ...(body && shape ? propertyDrafts({ document, body, shape, writer }) : []),
    ...(body && !shape ? [wholeDraft({ document, body, writer })] : []),
  ];
  const names = argumentNames(drafts);
  const list = new Map<string, Argument>();
  const refsOf = new Map<string, Set<string>>();
  for (const [index, { place, required, target, write }] of drafts.entries()) {
    const name = names[index] as string;
    const refs = new Set<string>();
    list.set(name, { name, place, required, target, schema: write(refs) });
    refsOf.set(name, refs);
  }
  const inputSchema = writeInput({ list, refsOf, body, shape, writer });
  return { arguments: list, body, inputSchema, safeNames: safeNamesOf([...list.keys()]), refsOf };
}

/** `fetch` sends no body with GET and HEAD; and some documents describe bodies that can hold nothing. */
function canHaveBody({ references }: OpenAPIDocument, { method }: Operation, body: Body): boolean {
  if (method === "GET" || method === "HEAD") return false;
  const { node } = references.resolve(body.schema);
  const isEmpty =
    get(node, "additionalProperties") === false && Object.keys(getObject(node, "properties") ?? {}).length === 0;
  return body.required || !isEmpty || body.fields.length > 0;
}

/** Model hosts allow letters, digits, `_`, `.` and `-` in the names of arguments, 64 at most. */
function safeNamesOf(names: readonly string[]): Map<string, string> {
  const safe = new Map<string, string>();
  for (const name of names) {
    if (/^[\w.-]{1,64}$/.test(name)) continue;
    const plain = name
      .replaceAll(/[^\w.-]+/g, "_")
      .replace(/^_+(?=\w)|_+$/g, "")
      .slice(0, 55);
    const free = plain !== "" && !names.includes(plain) && !safe.has(plain) ? plain : `${plain}_${shortHash(name)}`;
    safe.set(free, name);
  }
  return safe;
}

/** A parameter that shares its name with another, or with a property of the body, gets its place: `id__path`. */
function argumentNames(drafts: readonly Draft[]): string[] {
  const counts = new Map<string, number>();
  for (const { wanted } of drafts) counts.set(wanted, (counts.get(wanted) ?? 0) + 1);
  const taken = new Set(
    drafts.filter(({ wanted, place }) => place === "body" || counts.get(wanted) === 1).map(({ wanted }) => wanted),
  );
  return drafts.map(({ wanted, place }) => {
    if (place === "body" || counts.get(wanted) === 1) return wanted;
    let name = `${wanted}__${place}`;
    while (taken.has(name)) name += "_";
    taken.add(name);
    return name;
  });
}

function parameterDraft(parameter: Parameter, writer: SchemaWriter): Draft {
  return {
    place: parameter.place,
    wanted: parameter.name,
    required: parameter.required,
    target: { kind: "parameter", parameter },
    write: (refs) => {
      const schema = writer.part(parameter.schema, "request", refs);
      return withDescription(schema, parameter.description, parameter.deprecated);
    },
  };
}

function withDescription(schema: JsonSchema, description: string | undefined, deprecated = false): JsonSchema {
  if (schema === false || (description === undefined && !deprecated)) return schema;
  return {
    ...(schema === true ? {} : schema),
    ...(description !== undefined && description !== "" && { description }),
    ...(deprecated && { deprecated }),
  };
}

/** The properties of a body that become arguments of their own, or undefined when the body is one argument. */
function flat(document: OpenAPIDocument, body: Body): Shape | undefined {
  if (body.fields.length > 0)
    return {
      properties: new Map(body.fields.map(({ name, schema }) => [name, [schema]])),
      required: new Set(body.fields.filter(({ required }) => required).map(({ name }) => name)),
      additional: undefined,
      choices: [],
    };
  const shape = shapeOf(document.references, body.schema);
  if (!shape) return undefined;
  const properties = new Map(
    [...shape.properties].filter(
      ([, parts]) => !parts.some((part) => isReadOnly(part) || isReadOnly(document.references.resolve(part))),
    ),
  );
  if (properties.size === 0) return undefined;
  return { ...shape, properties, required: shape.required.intersection(new Set(properties.keys())) };
}

function isReadOnly({ node }: Located): boolean {
  return get(node, "readOnly") === true;
}

interface Drafting {
  readonly document: OpenAPIDocument;
  readonly body: Body;
  readonly writer: SchemaWriter;
}

function propertyDrafts({ document, body, shape, writer }: Drafting & { readonly shape: Shape }): Draft[] {
  return [...shape.properties].map(([name, parts]) => ({
    place: "body",
    wanted: name,
    required: body.required && shape.required.has(name),
    target: { kind: "property", name },
    write: (refs) => {
      const field = body.fields.find((candidate) => candidate.name === name);
      const file = body.kind === "multipart" ? fileSchema(document, parts[0] as Located) : undefined;
      if (file) return withDescription(file, field?.description ?? descriptionOf(document, parts[0] as Located));
      const written = parts.map((part) => writer.part(part, "request", refs));
      const schema = written.length === 1 ? (written[0] as JsonSchema) : { allOf: written };
      return withDescription(schema, field?.description);
    },
  }));
}

function descriptionOf({ references }: OpenAPIDocument, located: Located): string | undefined {
  const description = get(located.node, "description") ?? get(references.resolve(located).node, "description");
  return typeof description === "string" ? description : undefined;
}

function fileSchema({ references }: OpenAPIDocument, located: Located): JsonObject | undefined {
  const { node, resource } = references.resolve(located);
  if (isFileSchema(node)) return FILE;
  const items = get(node, "items");
  if (get(node, "type") !== "array" || !isObject(items)) return undefined;
  return isFileSchema(references.resolve({ node: items, resource }).node) ? { type: "array", items: FILE } : undefined;
}

function wholeDraft({ document, body, writer }: Drafting): Draft {
  return {
    place: "body",
    wanted: "body",
    required: body.required,
    target: { kind: "body" },
    write: (refs) => withDescription(wholeSchema({ document, body, writer }, refs), body.description),
  };
}

function wholeSchema({ document, body, writer }: Drafting, refs: Set<string>): JsonSchema {
  const { node } = document.references.resolve(body.schema);
  const type = get(node, "type");
  if (body.kind === "binary") return FILE;
  if (body.mediaType.includes("*") && type === "string") return FILE;
  if (body.kind === "text" && type !== "string") return { type: "string" };
  if (node === undefined || node === true) return body.kind === "json" ? {} : { type: "object" };
  return writer.part(body.schema, "request", refs);
}

interface Writing {
  readonly list: ReadonlyMap<string, Argument>;
  readonly refsOf: ReadonlyMap<string, ReadonlySet<string>>;
  readonly body: Body | undefined;
  readonly shape: Shape | undefined;
  readonly writer: SchemaWriter;
}

function writeInput({ list, refsOf, body, shape, writer }: Writing): JsonObject {
  const properties: JsonObject = {};
  for (const [name, { schema }] of list) put(properties, name, schema);
  const required = [...list.values()].filter((argument) => argument.required).map(({ name }) => name);
  const refs = new Set([...refsOf.values()].flatMap((names) => [...names]));
  const additional = shape?.additional ? writer.part(shape.additional, "request", refs) : false;
  // An optional body has to be whole as soon as there is any of it.
  const dependent: JsonObject = {};
  if (shape && body && !body.required && shape.required.size > 0)
    for (const name of shape.properties.keys()) {
      const others = [...shape.required].filter((other) => other !== name);
      if (others.length > 0) put(dependent, name, others);
    }
  const schema: JsonObject = {
    type: "object",
    properties,
    ...(required.length > 0 && { required }),
    ...(Object.keys(dependent).length > 0 && { dependentRequired: dependent }),
    ...(shape && body?.required === true && shape.choices.length > 0 && { allOf: shape.choices }),
    additionalProperties: additional,
  };
  return writer.close(schema, "request", refs);
}
