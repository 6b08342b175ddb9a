import type { OpenAPIDocument } from "./document.ts";
import { get, getArray, getObject, getString, getStrings, isObject, type JsonObject } from "./json.ts";
import { essence, kindOf, preferred, type BodyKind } from "./media-types.ts";
import type { Operation } from "./operations.ts";
import { serialisationOf, type FormField, type Parameters, type Serialisation } from "./parameters.ts";
import type { Located } from "./references.ts";

/** How one field of a form or a multipart body is written. */
export interface Encoding extends Serialisation {
  readonly contentType: string | null;
  /** Whether style, explode or allowReserved was said, so that they count instead of the content type. */
  readonly styled: boolean;
  readonly headers: JsonObject | undefined;
}

/** An operation's request body in the one media type that will be sent. */
export interface Body {
  readonly kind: BodyKind;
  readonly mediaType: string;
  /** All that the operation takes. */
  readonly mediaTypes: readonly string[];
  readonly required: boolean;
  readonly description: string | undefined;
  readonly schema: Located;
  /** Fields of a Swagger 2.0 form, which has no schema. */
  readonly fields: readonly FormField[];
  readonly encodingOf: (name: string) => Encoding;
}

/** The body of an operation, or undefined when it has none. `wanted` chooses another media type than the best. */
export function bodyOf(
  document: OpenAPIDocument,
  operation: Operation,
  { body, form, wanted }: Parameters & { readonly wanted?: string | undefined },
): Body | undefined {
  return document.dialect === "2.0"
    ? swaggerBody(document, operation, { body, form, wanted })
    : modernBody(document, operation, wanted);
}

function choose(mediaTypes: readonly string[], wanted: string | undefined): string | undefined {
  const named = mediaTypes.find((mediaType) => wanted !== undefined && essence(mediaType) === essence(wanted));
  return named ?? preferred(mediaTypes);
}

function modernBody(
  { references }: OpenAPIDocument,
  operation: Operation,
  wanted: string | undefined,
): Body | undefined {
  const { node, resource } = references.resolve({
    node: get(operation.node, "requestBody"),
    resource: operation.resource,
  });
  const content = getObject(node, "content");
  if (!content) return undefined;
  const mediaTypes = Object.keys(content);
  const mediaType = choose(mediaTypes, wanted);
  if (mediaType === undefined) return undefined;
  const media = references.resolve({ node: get(content, mediaType), resource });
  const schema = get(media.node, "schema") ?? itemsOf(media.node);
  const encoding = getObject(media.node, "encoding");
  return {
    kind: kindOf(mediaType),
    mediaType,
    mediaTypes,
    required: get(node, "required") === true,
    description: getString(node, "description"),
    schema: { node: schema, resource: media.resource },
    fields: [],
    encodingOf: (name) => encodingOf(get(encoding, name)),
  };
}

/** OpenAPI 3.2 describes the items of a sequence alone. */
function itemsOf(media: unknown): unknown {
  const items = get(media, "itemSchema");
  return items === undefined ? undefined : { type: "array", items };
}

function encodingOf(node: unknown): Encoding {
  return {
    ...serialisationOf(node, "query"),
    contentType: getString(node, "contentType") ?? null,
    styled: ["style", "explode", "allowReserved"].some((key) => get(node, key) !== undefined),
    headers: getObject(node, "headers"),
  };
}

function swaggerBody(
  { references, raw }: OpenAPIDocument,
  { node, resource }: Operation,
  { body, form, wanted }: { body: Located | undefined; form: readonly FormField[]; wanted: string | undefined },
): Body | undefined {
  const consumes = getStrings(getArray(node, "consumes").length > 0 ? node : raw, "consumes");
  if (body) {
    const mediaTypes = consumes.length > 0 ? consumes : ["application/json"];
    const mediaType = choose(mediaTypes, wanted) as string;
    const parameter = getArray(node, "parameters")
      .map((item) => references.resolve({ node: item, resource }).node)
      .find((item) => getString(item, "in") === "body");
    return {
      kind: kindOf(mediaType),
      mediaType,
      mediaTypes,
      required: get(parameter, "required") === true,
      description: getString(parameter, "description"),
      schema: body,
      fields: [],
      encodingOf: () => encodingOf(undefined),
    };
  }
  if (form.length === 0) return undefined;
  const mediaTypes = consumes.filter((type) => ["form", "multipart"].includes(kindOf(type)));
  const hasFile = form.some(({ isFile }) => isFile);
  const mediaType = hasFile
    ? (mediaTypes.find((type) => kindOf(type) === "multipart") ?? "multipart/form-data")
    : (choose(mediaTypes, wanted) ?? "application/x-www-form-urlencoded");
  return {
    kind: kindOf(mediaType),
    mediaType,
    mediaTypes: mediaTypes.length > 0 ? mediaTypes : [mediaType],
    required: form.some(({ required }) => required),
    description: undefined,
    schema: { node: undefined, resource },
    fields: form,
    encodingOf: (name) => {
      const field = form.find((candidate) => candidate.name === name);
      return { ...encodingOf(undefined), ...(field && pick(field)), styled: true };
    },
  };
}

function pick({ style, explode }: FormField): Pick<Serialisation, "style" | "explode"> {
  return { style, explode };
}

/** Whether a schema describes bytes rather than a string of JSON. */
export function isFileSchema(node: unknown): boolean {
  if (!isObject(node)) return false;
  const type = get(node, "type");
  if (type === "file") return true;
  const isString = type === "string" || (Array.isArray(type) && type.includes("string"));
  if (isString && get(node, "format") === "binary") return true;
  return (
    (isString || type === undefined) &&
    get(node, "contentEncoding") === undefined &&
    typeof get(node, "contentMediaType") === "string" &&
    get(node, "contentSchema") === undefined
  );
}
