import { z } from "zod";

/** Any string is accepted as an id; an unknown one is answered by its NOT_FOUND code, never by a pattern error. */
export const Id = z.string();

export const Cursor = z.string().describe("The next_cursor (or cursor) of an earlier answer. Omit for the first page.");

export const Limit = z.int().min(1).max(500);

/** An instant as ISO 8601 in UTC with milliseconds. */
export const Timestamp = z.string().describe("ISO 8601, UTC");

/** A session or agent id chosen by a client: 1 to 256 printable characters (OCP-0001 §3.4). */
export const ClientId = z
  .string()
  .min(1)
  .max(256)
  // oxlint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f\u007f]+$/, "must be printable characters");

export const JsonObject = z.record(z.string(), z.unknown());

/** A lifetime in seconds; ten years is the longest. */
export const TtlSeconds = z.number().positive().max(315_360_000);
