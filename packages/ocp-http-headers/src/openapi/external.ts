import { get, isObject } from "./json.ts";
import { resolveUri } from "./references.ts";

/** Keywords whose value is data: a `$ref` in there refers to nothing. */
const DATA = new Set(["example", "examples", "enum", "const", "default", "value", "dataValue"]);
/** Keywords whose value maps names to nodes: there `example` is a name like any other. */
const MAPS = new Set([
  "properties",
  "patternProperties",
  "dependentSchemas",
  "$defs",
  "definitions",
  "schemas",
  "parameters",
  "responses",
  "requestBodies",
  "headers",
  "callbacks",
  "pathItems",
  "paths",
  "mediaTypes",
  "content",
  "encoding",
  "additionalOperations",
  "webhooks",
]);

const OUTSIDE = /\$ref["']?\s*:\s*(?:["'](?!#)|[>|][+-]?\s+(?![\s#])|[^\s"'#{[>|])/;
const OUTSIDE_HERE = /\$ref["']?\s*:\s*(?:["'](?!#|https?:)|[>|][+-]?\s+(?![\s#])|(?!https?:)[^\s"'#{[>|])/;

/** Whether the text of a document can hold a reference to another file at all; `remote` counts those to the network. */
export function mayReferOutside(text: string, remote: boolean): boolean {
  return (remote ? OUTSIDE : OUTSIDE_HERE).test(text);
}

/** The absolute URIs of all files that `root` refers to. Walks in width, so depth and cycles do no harm. */
export function externalUris(root: unknown, uri: string): Set<string> {
  const found = new Set<string>();
  const seen = new Set<unknown>();
  let level: { node: unknown; named: boolean }[] = [{ node: root, named: false }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { node, named } of level) {
      if (typeof node !== "object" || node === null || seen.has(node)) continue;
      seen.add(node);
      if (Array.isArray(node)) {
        for (const item of node) next.push({ node: item, named: false });
        continue;
      }
      const ref = named ? undefined : get(node, "$ref");
      if (typeof ref === "string" && ref !== "" && !ref.startsWith("#")) {
        const target = resolveUri(ref, uri);
        if (target !== undefined && target !== uri) found.add(target);
      }
      if (!isObject(node)) continue;
      for (const [key, value] of Object.entries(node)) {
        if (!named && (key.startsWith("x-") || DATA.has(key))) continue;
        next.push({ node: value, named: !named && MAPS.has(key) });
      }
    }
    level = next;
  }
  return found;
}
