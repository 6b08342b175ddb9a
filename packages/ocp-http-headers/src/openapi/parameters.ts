import type { OpenAPIDocument } from "./document.ts";
import { get, getArray, getObject, getString, isObject, type JsonObject } from "./json.ts";
import type { Operation } from "./operations.ts";
import type { Located, Resource } from "./references.ts";

export type ParameterPlace = "path" | "query" | "header" | "cookie" | "querystring";
export type Style =
  | "simple"
  | "label"
  | "matrix"
  | "form"
  | "spaceDelimited"
  | "tabDelimited"
  | "pipeDelimited"
  | "deepObject"
  | "cookie";

/** How a value becomes text (OpenAPI 3.1.1 §4.8.12.2). */
export interface Serialisation {
  readonly style: Style;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  /** The value is written in this media type instead. */
  readonly mediaType: string | null;
}

/** One parameter, whatever dialect it was written in. */
export interface Parameter extends Serialisation {
  readonly name: string;
  readonly place: ParameterPlace;
  readonly required: boolean;
  readonly description: string | undefined;
  readonly deprecated: boolean;
  readonly schema: Located;
}

/** A field of a form in Swagger 2.0. */
export interface FormField extends Parameter {
  readonly isFile: boolean;
}

export interface Parameters {
  readonly parameters: readonly Parameter[];
  /** Swagger 2.0's `in: body`. */
  readonly body: Located | undefined;
  /** Swagger 2.0's `in: formData`. */
  readonly form: readonly FormField[];
}

const PLACES = new Set(["path", "query", "header", "cookie", "querystring"]);
/** Headers that belong to the connection, the body or the media type, or to OCP itself. */
const RESERVED_HEADER =
  /^(?:accept|connection|content-length|content-type|cookie|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade|ocp-.*)$/i;

/** An operation's parameters with those of its path; the operation's win, by name and place. */
export function parametersOf(document: OpenAPIDocument, operation: Operation): Parameters {
  const { references } = document;
  const found = new Map<string, Parameter>();
  const form = new Map<string, FormField>();
  let body: Located | undefined;
  for (const { owner, resource: from } of [
    { owner: operation.pathItem, resource: operation.pathResource },
    { owner: operation.node, resource: operation.resource },
  ]) {
    for (const item of getArray(owner, "parameters")) {
      const { node, resource } = references.resolve({ node: item, resource: from });
      const name = getString(node, "name");
      const place = getString(node, "in");
      if (!isObject(node)) continue;
      if (place === "body") body = { node: get(node, "schema"), resource };
      if (name === undefined || place === undefined) continue;
      if (place === "formData")
        form.set(name, { ...swaggerParameter(node, name, "query", resource), isFile: get(node, "type") === "file" });
      if (!PLACES.has(place) || (place === "header" && isReserved(name, document))) continue;
      const parameter =
        document.dialect === "2.0"
          ? swaggerParameter(node, name, place as ParameterPlace, resource)
          : modernParameter(node, name, place as ParameterPlace, resource);
      found.set(`${place} ${place === "header" ? name.toLowerCase() : name}`, parameter);
    }
  }
  return { parameters: inPath(operation, [...found.values()]), body, form: [...form.values()] };
}

/** From 3.0 on, credentials are said by security schemes only. */
function isReserved(name: string, { dialect }: OpenAPIDocument): boolean {
  return RESERVED_HEADER.test(name) || (dialect !== "2.0" && name.toLowerCase() === "authorization");
}

/** Every hole in the path is a parameter, declared or not; one that has no hole cannot be sent. */
function inPath({ path, resource }: Operation, parameters: Parameter[]): Parameter[] {
  const holes = new Set([...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name as string));
  const declared = new Set(parameters.filter(({ place }) => place === "path").map(({ name }) => name));
  const undeclared = [...holes].filter((name) => !declared.has(name));
  return [
    ...parameters.filter(({ place, name }) => place !== "path" || holes.has(name)),
    ...undeclared.map((name) => ({
      name,
      place: "path" as const,
      required: true,
      description: undefined,
      deprecated: false,
      schema: { node: { type: "string" }, resource },
      ...DEFAULTS.path,
    })),
  ];
}

const plain = (style: Style, explode: boolean): Serialisation => ({
  style,
  explode,
  allowReserved: false,
  mediaType: null,
});
const DEFAULTS: Readonly<Record<ParameterPlace, Serialisation>> = {
  path: plain("simple", false),
  query: plain("form", true),
  header: plain("simple", false),
  cookie: plain("form", true),
  querystring: { ...plain("form", true), mediaType: "application/x-www-form-urlencoded" },
};
const STYLES: Readonly<Record<ParameterPlace, readonly Style[]>> = {
  path: ["simple", "label", "matrix"],
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  header: ["simple"],
  cookie: ["form", "cookie"],
  querystring: ["form"],
};

function modernParameter(node: JsonObject, name: string, place: ParameterPlace, resource: Resource): Parameter {
  const [mediaType, media] = Object.entries(getObject(node, "content") ?? {})[0] ?? [null, undefined];
  return {
    name,
    place,
    required: place === "path" || get(node, "required") === true,
    description: getString(node, "description"),
    deprecated: get(node, "deprecated") === true,
    schema: { node: mediaType === null ? get(node, "schema") : get(media, "schema"), resource },
    ...serialisationOf(node, place),
    ...(mediaType !== null && { mediaType }),
  };
}

/** What a parameter, a header or an encoding says of style, with what holds when it says nothing. */
export function serialisationOf(node: unknown, place: ParameterPlace): Serialisation {
  const said = getString(node, "style");
  const style = STYLES[place].find((known) => known === said) ?? DEFAULTS[place].style;
  const explode = get(node, "explode");
  return {
    style,
    explode: typeof explode === "boolean" ? explode : style === "form" || style === "deepObject" || style === "cookie",
    allowReserved: get(node, "allowReserved") === true,
    mediaType: DEFAULTS[place].mediaType,
  };
}

const COLLECTIONS: Readonly<Record<string, [Style, boolean]>> = {
  ssv: ["spaceDelimited", false],
  tsv: ["tabDelimited", false],
  pipes: ["pipeDelimited", false],
  multi: ["form", true],
};

function swaggerParameter(node: JsonObject, name: string, place: ParameterPlace, resource: Resource): Parameter {
  const [style, explode] = COLLECTIONS[getString(node, "collectionFormat") ?? ""] ?? [
    place === "path" || place === "header" ? "simple" : "form",
    false,
  ];
  return {
    name,
    place,
    required: place === "path" || get(node, "required") === true,
    description: getString(node, "description"),
    deprecated: false,
    // In Swagger 2.0 the parameter is its own schema; its `required` is a boolean and so no keyword.
    schema: { node: { ...node, description: undefined }, resource },
    ...plain(style, explode),
  };
}
