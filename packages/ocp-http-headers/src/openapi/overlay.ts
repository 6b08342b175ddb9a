import { exec, query, type JsonValue } from "jsonpath-rfc9535";
import { ToolError } from "./errors.ts";
import { get, getArray, getString, isObject, put, type JsonObject } from "./json.ts";

/** Applies OpenAPI Overlays 1.0 in order and gives the document back; `document` is changed in place. */
export function applyOverlays(document: unknown, overlays: readonly unknown[]): unknown {
  for (const overlay of overlays) {
    if (getString(overlay, "overlay") === undefined)
      throw new ToolError("DOCUMENT_INVALID", "An overlay has no `overlay` field with its version, so it is none.");
    for (const action of getArray(overlay, "actions")) applyAction(document as JsonValue, action);
  }
  return document;
}

function applyAction(document: JsonValue, action: unknown): void {
  const target = getString(action, "target");
  if (target === undefined) throw new ToolError("DOCUMENT_INVALID", "An overlay's action has no `target`.");
  try {
    if (get(action, "remove") === true) {
      const places: string[] = [];
      exec(document, target, (_value, path) => places.push(normalised(path)));
      // Items of a list go last first, so that the indices before them stay true.
      for (const place of places.reverse()) removeAt(document, place);
      return;
    }
    const update = get(action, "update");
    if (update === undefined) return;
    for (const match of query(document, target)) {
      if (Array.isArray(match)) match.push(structuredClone(update) as JsonValue);
      else if (isObject(match) && isObject(update)) merge(match, update);
    }
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError("DOCUMENT_INVALID", `An overlay's target ${JSON.stringify(target)} is no JSONPath.`);
  }
}

/** Objects are merged, lists are appended to, and everything else is replaced (Overlay 1.0, §4.4). */
function merge(target: JsonObject, update: JsonObject): void {
  for (const [key, value] of Object.entries(update)) {
    const there = get(target, key);
    if (isObject(there) && isObject(value)) merge(there, value);
    else if (Array.isArray(there) && Array.isArray(value)) there.push(...structuredClone(value));
    else put(target, key, structuredClone(value));
  }
}

/** A path as the query gives it: a normalized path of RFC 9535, or the list of its steps. */
function normalised(path: unknown): string {
  return Array.isArray(path)
    ? `$${path.map((step) => (typeof step === "number" ? `[${step}]` : `['${step}']`)).join("")}`
    : String(path);
}

function removeAt(document: JsonValue, place: string): void {
  const steps = [...place.matchAll(/\[(?:(\d+)|'((?:[^'\\]|\\.)*)')\]/g)].map(([, index, name]) =>
    index === undefined ? unescapeName(name ?? "") : Number(index),
  );
  const last = steps.pop();
  let parent: unknown = document;
  for (const step of steps) parent = typeof step === "number" ? (parent as unknown[])[step] : get(parent, step);
  if (Array.isArray(parent) && typeof last === "number") parent.splice(last, 1);
  else if (isObject(parent) && typeof last === "string") delete parent[last];
}

function unescapeName(name: string): string {
  return name.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_whole, code: string | undefined, character: string) =>
    code === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
