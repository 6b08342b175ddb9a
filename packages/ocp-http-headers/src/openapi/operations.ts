import type { OpenAPIDocument } from "./document.ts";
import { get, getObject, isObject, type JsonObject } from "./json.ts";
import type { Resource } from "./references.ts";

/** One operation as the document has it: nothing in it is resolved. */
export interface Operation {
  /** Upper case, except for methods that only OpenAPI 3.2's `additionalOperations` can hold. */
  readonly method: string;
  /** The template, beginning with `/`. */
  readonly path: string;
  readonly node: JsonObject;
  readonly pathItem: JsonObject;
  readonly resource: Resource;
  /** Where the path item is written, which its parameters are relative to. */
  readonly pathResource: Resource;
  readonly operationId: string | undefined;
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] as const;
/** A method's name (RFC 9110 §5.6.2). `CONNECT` opens tunnels and is no operation. */
const TOKEN = /^(?!CONNECT$)[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}$/i;

/** All operations in the document's order. Whatever is no operation is passed over. */
export function listOperations(document: OpenAPIDocument): Operation[] {
  const { references } = document;
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(getObject(document.raw, "paths") ?? {})) {
    if (path.startsWith("x-") || !isObject(item)) continue;
    const { node, resource } = references.resolve({ node: item, resource: references.root });
    if (!isObject(node)) continue;
    // Fields beside `$ref` are undefined by the standard; the ones of the referring item win here.
    const pathItem = node === item ? item : { ...node, ...item };
    for (const [method, operation] of methodsOf(pathItem)) {
      const own = node !== item && get(item, method.toLowerCase()) === operation;
      const at = references.resolve({ node: operation, resource: own ? references.root : resource });
      if (!isObject(at.node)) continue;
      operations.push({
        method,
        path: path.startsWith("/") ? path : `/${path}`,
        node: at.node,
        pathItem,
        resource: at.resource,
        pathResource: resource,
        operationId: idOf(at.node),
      });
    }
  }
  return operations;
}

function* methodsOf(pathItem: JsonObject): Generator<[string, unknown]> {
  for (const method of METHODS) {
    const operation = get(pathItem, method);
    if (operation !== undefined) yield [method.toUpperCase(), operation];
  }
  for (const [method, operation] of Object.entries(getObject(pathItem, "additionalOperations") ?? {}))
    if (TOKEN.test(method) && !METHODS.some((known) => known === method.toLowerCase())) yield [method, operation];
}

function idOf(node: JsonObject): string | undefined {
  const id = get(node, "operationId");
  const text = typeof id === "string" || typeof id === "number" ? String(id).trim() : "";
  return text === "" ? undefined : text;
}
