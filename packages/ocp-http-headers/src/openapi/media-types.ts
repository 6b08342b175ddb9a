/** How a body of a media type is written and read. */
export type BodyKind = "json" | "form" | "multipart" | "text" | "binary";

/** A media type without its parameters, in lower case. */
export function essence(mediaType: string): string {
  return (mediaType.split(";")[0] ?? "").trim().toLowerCase();
}

export function isJson(mediaType: string): boolean {
  const type = essence(mediaType);
  return type === "application/json" || type.endsWith("+json") || type === "text/json";
}

/** Server-sent events (WHATWG HTML §9.2). */
export function isEventStream(mediaType: string): boolean {
  return essence(mediaType) === "text/event-stream";
}

/** One JSON value a line, or a sequence of RFC 7464. */
export function isJsonLines(mediaType: string): boolean {
  return /^application\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-seq|stream\+json)$|\+json-seq$/.test(essence(mediaType));
}

export function isText(mediaType: string): boolean {
  const type = essence(mediaType);
  return (
    (type.startsWith("text/") && !isEventStream(type)) ||
    /^application\/(?:xml|xhtml\+xml|yaml|x-yaml|toml|javascript|graphql|sql|x-sh)$|\+(?:xml|yaml)$/.test(type)
  );
}

export function kindOf(mediaType: string): BodyKind {
  const type = essence(mediaType);
  if (type === "application/x-www-form-urlencoded") return "form";
  if (type.startsWith("multipart/")) return "multipart";
  if (isJsonLines(type)) return "text";
  if (isJson(type) || type === "*/*" || type === "application/*") return "json";
  return isText(type) ? "text" : "binary";
}

const PREFERENCE: readonly ((type: string) => boolean)[] = [
  (type) => type === "application/json",
  (type) => type === "application/merge-patch+json",
  (type) => isJson(type) && !isJsonLines(type),
  (type) => type === "*/*" || type === "application/*",
  (type) => type === "application/x-www-form-urlencoded",
  (type) => type === "multipart/form-data",
  (type) => type.startsWith("multipart/"),
  isText,
];

/** The media type that arguments of a model fit best. */
export function preferred(mediaTypes: readonly string[]): string | undefined {
  const rank = (mediaType: string): number => {
    const index = PREFERENCE.findIndex((fits) => fits(essence(mediaType)));
    return index === -1 ? PREFERENCE.length : index;
  };
  return mediaTypes.toSorted((a, b) => rank(a) - rank(b))[0];
}
