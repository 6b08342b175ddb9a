import { get, getArray, getObject, getStrings, isObject, type JsonObject } from "./json.ts";
import type { Located, References } from "./references.ts";

/** An object schema laid flat, `allOf` merged. */
export interface Shape {
  /** A property that several parts describe has to satisfy all of them. */
  readonly properties: ReadonlyMap<string, readonly Located[]>;
  readonly required: ReadonlySet<string>;
  /** What further properties have to be; undefined when there may be none. */
  readonly additional: Located | undefined;
  /** Alternatives of which properties are required. */
  readonly choices: readonly JsonObject[];
}

/** Keywords that a flat list of properties cannot express. */
const RIGID = [
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
  "dependentRequired",
  "patternProperties",
  "propertyNames",
  "minProperties",
  "maxProperties",
  "unevaluatedProperties",
  "const",
  "enum",
  "$dynamicRef",
];
const MAX_PARTS = 64;

/** The properties of an object schema, or undefined when it is not simply an object with properties. */
export function shapeOf(references: References, located: Located): Shape | undefined {
  const properties = new Map<string, Located[]>();
  const required = new Set<string>();
  const choices: JsonObject[] = [];
  let additional: Located | undefined;
  const parts: Located[] = [located];
  for (let index = 0; index < parts.length; index++) {
    if (index > MAX_PARTS) return undefined;
    const { node, resource } = references.resolve(parts[index] as Located);
    if (!isObject(node) || RIGID.some((key) => get(node, key) !== undefined)) return undefined;
    if (
      !isObjectType(
        get(node, "type"),
        index > 0 || properties.size > 0 || isObject(get(node, "properties")) || get(node, "allOf") !== undefined,
      )
    )
      return undefined;
    for (const key of ["anyOf", "oneOf"]) {
      const list = getArray(node, key);
      if (list.length === 0) continue;
      if (!list.every((item) => isObject(item) && Object.keys(item).every((field) => field === "required")))
        return undefined;
      choices.push({ [key]: list });
    }
    // `$ref` beside other keywords, which 3.1 allows, was followed without them.
    const { node: own } = parts[index] as Located;
    if (
      own !== node &&
      isObject(own) &&
      Object.keys(own).some((key) => key !== "$ref" && key !== "description" && key !== "title")
    )
      return undefined;
    for (const [name, property] of Object.entries(getObject(node, "properties") ?? {})) {
      const there = properties.get(name);
      const item = { node: property, resource };
      if (there) there.push(item);
      else properties.set(name, [item]);
    }
    for (const name of getStrings(node, "required")) required.add(name);
    const extra = get(node, "additionalProperties");
    if (extra === true || isObject(extra)) additional = { node: extra, resource };
    for (const part of getArray(node, "allOf")) parts.push({ node: part, resource });
  }
  return properties.size === 0 ? undefined : { properties, required, additional, choices };
}

function isObjectType(type: unknown, mayBeUnsaid: boolean): boolean {
  if (type === undefined) return mayBeUnsaid;
  return type === "object" || (Array.isArray(type) && type.length === 1 && type[0] === "object");
}
