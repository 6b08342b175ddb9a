import { ToolError } from "./errors.ts";
import { get, getString, isObject, put, type JsonObject } from "./json.ts";

/** Bytes as a caller may give them. */
export type Bytes = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

export function isBytes(value: unknown): value is Bytes {
  return value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

const MAX_DEPTH = 200;

/** Arguments as JSON sees them, with bytes left as they are: dates become text, `undefined` is dropped. */
export function plainValue(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new ToolError("INVALID_ARGUMENTS", "The arguments contain themselves, or are too deep.");
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      throw new ToolError("INVALID_ARGUMENTS", `${value} is no number that JSON has.`);
    case "object":
      break;
    default:
      throw new ToolError("INVALID_ARGUMENTS", `A ${typeof value} cannot be sent; give JSON or bytes.`);
  }
  if (value === null || isBytes(value)) return value;
  if (Array.isArray(value)) return value.map((item) => plainValue(item, depth + 1) ?? null);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return plainValue(toJSON.call(value), depth + 1);
  const out: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const plain = plainValue(item, depth + 1);
    if (plain !== undefined) put(out, key, plain);
  }
  return out;
}

/** A file to send, with what is known about it. */
export interface FilePart {
  readonly data: Blob | string | Uint8Array<ArrayBuffer>;
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
}

/** What an argument for bytes holds: bytes, a text, or `{ base64 | text, filename?, content_type? }`. */
export function toFile(value: unknown): FilePart {
  if (value instanceof Blob) {
    const filename = value instanceof File ? value.name : undefined;
    return { data: value, filename, contentType: value.type === "" ? undefined : value.type };
  }
  if (value instanceof ArrayBuffer) return { data: new Uint8Array(value), filename: undefined, contentType: undefined };
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value as Uint8Array<ArrayBuffer>;
    return { data: new Uint8Array(buffer, byteOffset, byteLength), filename: undefined, contentType: undefined };
  }
  if (!isObject(value)) return { data: toText(value), filename: undefined, contentType: undefined };
  const base64 = getString(value, "base64");
  return {
    data: base64 === undefined ? toText(get(value, "text") ?? "") : fromBase64(base64),
    filename: getString(value, "filename"),
    contentType: getString(value, "content_type"),
  };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    throw new ToolError("INVALID_ARGUMENTS", "`base64` does not hold base64.");
  }
}

/** A value as text: what is no string is written as JSON. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : JSON.stringify(value);
}
