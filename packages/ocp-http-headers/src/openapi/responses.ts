import type { OpenAPIDocument } from "./document.ts";
import { get, getArray, getObject, getStrings, isObject } from "./json.ts";
import { isJson } from "./media-types.ts";
import type { Operation } from "./operations.ts";
import type { Located } from "./references.ts";

/** One described answer of an operation. */
export interface DescribedResponse {
  readonly status: string;
  /** Schemas by media type; undefined where there is none. */
  readonly content: ReadonlyMap<string, Located | undefined>;
}

/** The answers that an operation describes, resolved. */
export function responsesOf(document: OpenAPIDocument, { node, resource }: Operation): DescribedResponse[] {
  const { references, dialect, raw } = document;
  return Object.entries(getObject(node, "responses") ?? {}).flatMap(([status, item]) => {
    if (status.startsWith("x-")) return [];
    const response = references.resolve({ node: item, resource });
    if (!isObject(response.node)) return [];
    const content = new Map<string, Located | undefined>();
    if (dialect === "2.0") {
      const schema = get(response.node, "schema");
      const produces = getStrings(getArray(node, "produces").length > 0 ? node : raw, "produces");
      for (const mediaType of produces.length > 0 ? produces : ["application/json"])
        content.set(mediaType, schema === undefined ? undefined : { node: schema, resource: response.resource });
    } else {
      for (const [mediaType, media] of Object.entries(getObject(response.node, "content") ?? {})) {
        const at = references.resolve({ node: media, resource: response.resource });
        const schema = get(at.node, "schema");
        content.set(mediaType, schema === undefined ? undefined : { node: schema, resource: at.resource });
      }
    }
    return [{ status: status.toUpperCase(), content }];
  });
}

/** The schema of what the operation gives when all goes well: 200, 201, 202, another 2xx, `2XX`, `default`. */
export function successSchema(responses: readonly DescribedResponse[]): Located | undefined {
  const rank = ({ status }: DescribedResponse): number => {
    const index = ["200", "201", "202"].indexOf(status);
    if (index !== -1) return index;
    if (/^2\d\d$/.test(status)) return 3;
    return status === "2XX" ? 4 : status === "DEFAULT" ? 5 : 9;
  };
  for (const response of responses.toSorted((a, b) => rank(a) - rank(b))) {
    if (rank(response) === 9) return undefined;
    for (const [mediaType, schema] of response.content) if (schema && isJson(mediaType)) return schema;
  }
  return undefined;
}

/** The schema for the answer that came: its own status, its class, `default`. */
export function schemaFor(
  responses: readonly DescribedResponse[],
  status: number,
  mediaType: string,
): Located | undefined {
  const wanted = [String(status), `${Math.floor(status / 100)}XX`, "DEFAULT"];
  const response = wanted.map((key) => responses.find((one) => one.status === key)).find((one) => one !== undefined);
  if (!response || !isJson(mediaType)) return undefined;
  return [...response.content].find(([described]) => isJson(described))?.[1];
}

/** What to send as `Accept`: the media types of good answers, JSON first. */
export function acceptOf(responses: readonly DescribedResponse[]): string {
  const good = responses.filter(({ status }) => status.startsWith("2") || status === "DEFAULT");
  const types = new Set(good.flatMap(({ content }) => [...content.keys()]));
  const valid = [...types].filter(
    (type) => /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(?:\s*;.*)?$/.test(type) && /^[\x20-\x7E]+$/.test(type),
  );
  const sorted = valid.toSorted((a, b) => Number(isJson(b)) - Number(isJson(a)));
  return sorted.length > 0 ? sorted.join(", ") : "*/*";
}
