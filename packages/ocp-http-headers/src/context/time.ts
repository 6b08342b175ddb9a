/** Now, as contexts write instants: ISO 8601 in UTC with milliseconds. */
export function now(): string {
  return new Date().toISOString();
}

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * The instant as contexts write it, from any ISO 8601 spelling of another implementation. A time without an offset is
 * UTC: read as local time it would mean something else on every machine.
 */
export function parseTime(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const form = FORM.exec(value);
  if (form === null) return undefined;
  const date = new Date(form[1] === undefined ? `${value}Z` : value);
  const year = date.getUTCFullYear();
  return Number.isNaN(year) || year < 0 || year > 9999 ? undefined : date.toISOString();
}
