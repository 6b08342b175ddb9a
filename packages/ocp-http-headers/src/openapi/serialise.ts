import { ToolError } from "./errors.ts";
import { isObject } from "./json.ts";
import { isJson } from "./media-types.ts";
import type { Parameter, Serialisation } from "./parameters.ts";
import { encodeReserved, encodeStrict } from "./percent.ts";

type Encode = (text: string) => string;
const asIs: Encode = (text) => text;

/** A value inside a parameter: there is no standard for what lies deeper, so that is JSON. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The items of a list that have a value; RFC 6570 knows no null. */
function items(value: readonly unknown[]): unknown[] {
  return value.filter((item) => item !== null && item !== undefined);
}

function entries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
}

/** Whether there is anything to send: `null` and, where they have no form, empty lists and objects are left out. */
export function isDefined(value: unknown): boolean {
  return value !== null && value !== undefined;
}

/** One path parameter (RFC 6570 `{v}`, `{.v}`, `{;v}`). */
export function pathText(parameter: Parameter, value: unknown): string {
  const { name, style, explode, mediaType } = parameter;
  if (mediaType !== null) return encodeStrict(contentText(value, mediaType));
  const prefix = style === "label" ? "." : style === "matrix" ? ";" : "";
  const separator = !explode || style === "simple" ? "," : prefix;
  const named = style === "matrix" ? encodeStrict(name) : undefined;
  const withName = (encoded: string): string =>
    named === undefined ? encoded : encoded === "" ? named : `${named}=${encoded}`;
  if (Array.isArray(value)) {
    const encoded = items(value).map((item) => encodeStrict(textOf(item)));
    if (style === "matrix" && explode) return encoded.map((item) => `;${withName(item)}`).join("");
    return encoded.length === 0 ? "" : `${prefix}${withName(encoded.join(separator))}`;
  }
  if (isObject(value)) {
    const pairs = entries(value).map(([key, item]) => [encodeStrict(key), encodeStrict(textOf(item))] as const);
    if (pairs.length === 0) return "";
    if (explode) return `${prefix}${pairs.map(([key, item]) => `${key}=${item}`).join(separator)}`;
    return `${prefix}${withName(pairs.flat().join(","))}`;
  }
  return `${prefix}${withName(encodeStrict(textOf(value)))}`;
}

const DELIMITERS: Readonly<Record<string, string>> = {
  form: ",",
  spaceDelimited: "%20",
  tabDelimited: "%09",
  pipeDelimited: "%7C",
};

/**
 * A query parameter, cookie or form field as names and values. With `encode`, both are percent-encoded, while the
 * delimiters inside a value are not.
 */
export function fieldPairs(
  name: string,
  value: unknown,
  { style, explode }: Pick<Serialisation, "style" | "explode">,
  encode: Encode = asIs,
): [string, string][] {
  if (!isDefined(value)) return [];
  const key = encode === asIs ? name : encodeStrict(name);
  if (style === "deepObject") return deepPairs(name, value, encode);
  const coded = DELIMITERS[style] ?? ",";
  const delimiter = encode === asIs ? decodeURIComponent(coded) : coded;
  if (Array.isArray(value)) {
    const encoded = items(value).map((item) => encode(textOf(item)));
    if (explode) return encoded.map((item) => [key, item]);
    return encoded.length === 0 ? [] : [[key, encoded.join(delimiter)]];
  }
  if (isObject(value)) {
    const pairs = entries(value).map(([field, item]): [string, string] => [
      encode === asIs ? field : encodeStrict(field),
      encode(textOf(item)),
    ]);
    if (explode) return pairs;
    return pairs.length === 0 ? [] : [[key, pairs.flat().join(delimiter)]];
  }
  return [[key, encode(textOf(value))]];
}

/** `filter[a]=1`; deeper than the standard goes, as Stripe, Rails and PHP read it: `filter[a][b]=1`, `list[0]=x`. */
function deepPairs(name: string, value: unknown, encode: Encode): [string, string][] {
  if (!isDefined(value)) return [];
  if (Array.isArray(value)) return items(value).flatMap((item, index) => deepPairs(`${name}[${index}]`, item, encode));
  if (isObject(value)) return entries(value).flatMap(([key, item]) => deepPairs(`${name}[${key}]`, item, encode));
  return [[encode === asIs ? name : encodeStrict(name), encode(textOf(value))]];
}

/** One query parameter as pieces of the query, encoded. */
export function queryText(parameter: Parameter, value: unknown): string[] {
  const { name, allowReserved, mediaType } = parameter;
  const encode = allowReserved ? encodeReserved : encodeStrict;
  if (mediaType !== null)
    return isDefined(value) || isJson(mediaType)
      ? [`${encodeStrict(name)}=${encode(contentText(value, mediaType))}`]
      : [];
  return fieldPairs(name, value, parameter, encode).map(([key, item]) => `${key}=${item}`);
}

/** The whole query in one parameter (OpenAPI 3.2 `in: querystring`). */
export function querystringText({ mediaType }: Parameter, value: unknown): string[] {
  if (mediaType !== null && isJson(mediaType)) return [encodeStrict(JSON.stringify(value))];
  if (typeof value === "string") return value === "" ? [] : [encodeReserved(value)];
  const form = { style: "form", explode: true } as const;
  const pairs = isObject(value) ? entries(value).flatMap(([key, item]) => fieldPairs(key, item, form)) : [];
  const query = new URLSearchParams(pairs).toString();
  return query === "" ? [] : [query];
}

/** One header's value. Throws `INVALID_ARGUMENTS` for what no header can carry. */
export function headerText(parameter: Parameter, value: unknown): string {
  const { name, explode, mediaType } = parameter;
  const written =
    mediaType !== null
      ? contentText(value, mediaType)
      : Array.isArray(value)
        ? items(value).map(textOf).join(",")
        : isObject(value)
          ? entries(value)
              .map(([key, item]) => (explode ? `${key}=${textOf(item)}` : `${key},${textOf(item)}`))
              .join(",")
          : textOf(value);
  if (!/^[\t\x20-\x7E\x80-\xFF]*$/.test(written))
    throw new ToolError(
      "INVALID_ARGUMENTS",
      `${name}: a header can carry neither line ends nor characters beyond U+00FF.`,
    );
  return written;
}

/** A cookie parameter as `name=value` pairs; several are parted as RFC 6265 has it. */
export function cookieText(parameter: Parameter, value: unknown): string[] {
  const { name, mediaType, style } = parameter;
  if (mediaType !== null) return [`${encodeStrict(name)}=${encodeStrict(contentText(value, mediaType))}`];
  const encode: Encode = style === "cookie" ? cookieValue : encodeStrict;
  return fieldPairs(name, value, { style: "form", explode: parameter.explode }, encode).map(
    ([key, item]) => `${key}=${item}`,
  );
}

/** OpenAPI 3.2's `cookie` style encodes nothing, so what would end the cookie cannot be sent. */
function cookieValue(value: string): string {
  if (/^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]*$/.test(value)) return value;
  throw new ToolError("INVALID_ARGUMENTS", "A cookie cannot carry this value unencoded.");
}

function contentText(value: unknown, mediaType: string): string {
  return typeof value === "string" && !isJson(mediaType) ? value : JSON.stringify(value);
}
