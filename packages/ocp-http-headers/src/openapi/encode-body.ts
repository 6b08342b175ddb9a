import type { Body } from "./bodies.ts";
import { isBytes, toFile, toText } from "./bytes.ts";
import { ToolError } from "./errors.ts";
import { get, getObject, isObject } from "./json.ts";
import { isJson } from "./media-types.ts";
import { writeMultipart, type Part } from "./multipart.ts";
import { fieldPairs } from "./serialise.ts";

/** A body as it goes out, with its `Content-Type`; null leaves that to the body. */
export interface EncodedBody {
  readonly body: Blob | Uint8Array<ArrayBuffer> | string;
  readonly contentType: string;
}

/** Writes a request's body in its media type. */
export function encodeBody(body: Body, value: unknown, boundary?: string): EncodedBody {
  switch (body.kind) {
    case "json":
      return encodeJson(body, value);
    case "form":
      return { body: formText(body, value), contentType: body.mediaType };
    case "multipart":
      return writeMultipart(partsOf(body, value), {
        mediaType: body.mediaType,
        ...(boundary !== undefined && { boundary }),
      });
    case "text":
      return { body: toText(value), contentType: body.mediaType };
    case "binary":
      return encodeFile(body, value);
  }
}

function encodeJson(body: Body, value: unknown): EncodedBody {
  const anything = body.mediaType.includes("*");
  if (
    anything &&
    (isBytes(value) || (isObject(value) && getObject(body.schema.node, "type") === undefined && isFile(value)))
  )
    return encodeFile(body, value);
  if (anything && typeof value === "string") return encodeFile(body, value);
  return { body: JSON.stringify(value), contentType: anything ? "application/json" : body.mediaType };
}

function isFile(value: object): boolean {
  return get(value, "base64") !== undefined && Object.keys(value).every((key) => FILE_KEYS.has(key));
}

const FILE_KEYS = new Set(["base64", "text", "filename", "content_type"]);

function encodeFile({ mediaType }: Body, value: unknown): EncodedBody {
  const { data, contentType } = toFile(value);
  const known = mediaType.includes("*") ? (contentType ?? "application/octet-stream") : mediaType;
  return { body: data, contentType: safeMediaType(known) };
}

/** The fields of a form, each by its encoding; objects without one are JSON (OpenAPI 3.1.1 §4.8.15.1). */
function formText({ encodingOf }: Body, value: unknown): string {
  if (!isObject(value)) throw new ToolError("INVALID_ARGUMENTS", "A form's body has to be an object.");
  const pairs = Object.entries(value).flatMap(([name, item]): [string, string][] => {
    const encoding = encodingOf(name);
    if (encoding.styled) return fieldPairs(name, item, encoding);
    if (encoding.contentType !== null && isJson(encoding.contentType)) return [[name, JSON.stringify(item)]];
    if (isObject(item)) return [[name, JSON.stringify(item)]];
    return fieldPairs(name, item, { style: "form", explode: true });
  });
  return new URLSearchParams(pairs).toString();
}

/** The parts of a multipart body: a list becomes a part for each item. */
function partsOf(body: Body, value: unknown): Part[] {
  if (!isObject(value)) throw new ToolError("INVALID_ARGUMENTS", "A multipart body has to be an object.");
  return Object.entries(value).flatMap(([name, item]) => {
    const encoding = body.encodingOf(name);
    if (body.fields.length > 0 && Array.isArray(item) && !encoding.explode)
      return fieldPairs(name, item, encoding).map(([, data]) => ({ name, data }));
    const list: unknown[] = Array.isArray(item) && !isJson(encoding.contentType ?? "") ? item : [item];
    return list.filter((one) => one !== null).map((one) => partOf(name, one, encoding.contentType));
  });
}

function partOf(name: string, value: unknown, wanted: string | null): Part {
  const contentType = wanted?.split(",")[0]?.trim();
  if (isBytes(value) || (isObject(value) && isFileLike(value))) {
    const file = toFile(value);
    const concrete = contentType !== undefined && !contentType.includes("*") ? contentType : undefined;
    return {
      name,
      data: file.data,
      filename: file.filename ?? name,
      contentType: safeMediaType(file.contentType ?? concrete ?? "application/octet-stream"),
    };
  }
  if (typeof value === "object")
    return { name, data: JSON.stringify(value), contentType: contentType ?? "application/json" };
  return { name, data: toText(value), ...(contentType !== undefined && !contentType.includes("*") && { contentType }) };
}

function isFileLike(value: object): boolean {
  const keys = Object.keys(value);
  return (
    keys.length > 0 &&
    keys.every((key) => FILE_KEYS.has(key)) &&
    (get(value, "base64") !== undefined || get(value, "text") !== undefined)
  );
}

/** A media type that cannot smuggle in a header. */
function safeMediaType(mediaType: string): string {
  if (/^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(?:\s*;\s*[\x20-\x7E]*)?$/.test(mediaType)) return mediaType;
  throw new ToolError("INVALID_ARGUMENTS", "`content_type` is no media type, such as `image/png`.");
}
