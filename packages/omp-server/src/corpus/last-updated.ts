import type { SourceFile } from "./model.ts";
import type { RawFile } from "./read-files.ts";

const HEADER_PATTERN = /^[-*]?\s*\**Last Updated:?\**:?\s*(\d{4}-\d\d-\d\d)(T[\d:.]+(?:Z|[+-]\d\d:\d\d))?\s*$/im;
/** Such a header stands near the top, in characters. */
const HEADER_REACH = 1_500;

type Dated = Pick<SourceFile, "lastUpdated" | "lastUpdatedFrom">;

/**
 * When a file was last updated: what the lock says, else what the contract states of its version, else a header in
 * the text, else the file's own time. A date without a time means its first second in UTC. Never the clock.
 */
export function lastUpdatedOf(
  { text, modified }: RawFile,
  { locked, stated }: { locked: string | undefined; stated: string | undefined },
): Dated {
  const fromLock = toTime(locked);
  if (fromLock !== undefined) return { lastUpdated: fromLock, lastUpdatedFrom: "lock" };
  const fromStatement = toTime(stated);
  if (fromStatement !== undefined) return { lastUpdated: fromStatement, lastUpdatedFrom: "statement" };
  const [, date, time = "T00:00:00Z"] = HEADER_PATTERN.exec(text.slice(0, HEADER_REACH)) ?? [];
  const fromHeader = date === undefined ? undefined : toTime(`${date}${time}`);
  if (fromHeader !== undefined) return { lastUpdated: fromHeader, lastUpdatedFrom: "header" };
  return { lastUpdated: toSeconds(modified), lastUpdatedFrom: "file" };
}

/** A time as every answer writes it: RFC 3339, UTC, whole seconds. */
export function toSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function toTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  return Number.isNaN(time.getTime()) ? undefined : toSeconds(time);
}
