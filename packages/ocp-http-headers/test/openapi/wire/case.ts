/** One operation, what it is called with, and what has to arrive. */
export interface Case {
  readonly title: string;
  readonly method?: string;
  readonly path?: string;
  readonly operation?: object;
  readonly args?: Record<string, unknown>;
  /** The request target; the path alone when left out. */
  readonly target?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string | Uint8Array;
  readonly dialect?: string;
  readonly document?: object;
  readonly options?: object;
}

export const STRING = { type: "string" };
export const NUMBERS = { type: "object", additionalProperties: { type: "number" } };
export const LIST = { type: "array", items: STRING };
export const RGB = { R: 100, G: 200, B: 150 };
export const COLOURS = ["blue", "black", "brown"];

export function parameter(place: string, schema: object, more: object = {}): object {
  return { parameters: [{ name: "color", in: place, required: place === "path", schema, ...more }] };
}

/** The examples of OpenAPI 3.1.1 §4.8.12.4, and those of RFC 6570 that they come from. */
export function styled(
  place: string,
  path: string,
  rows: readonly [style: string, explode: boolean, value: unknown, target: string][],
): Case[] {
  return rows.map(([style, explode, value, target]) => ({
    title: `${place} ${style}${explode ? " exploded" : ""} ${JSON.stringify(value)}`,
    path,
    operation: parameter(place, typeof value === "string" ? STRING : Array.isArray(value) ? LIST : NUMBERS, {
      style,
      explode,
    }),
    args: { color: value },
    target,
  }));
}

export const json = (schema: object, more: object = {}): object => ({
  requestBody: { required: true, content: { "application/json": { schema, ...more } } },
});
export const body = (mediaType: string, schema: object, encoding?: object): object => ({
  requestBody: { required: true, content: { [mediaType]: { schema, ...(encoding && { encoding }) } } },
});
export const object = (properties: object, more: object = {}): object => ({ type: "object", properties, ...more });
export const part = (head: string, content: string): string =>
  `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
