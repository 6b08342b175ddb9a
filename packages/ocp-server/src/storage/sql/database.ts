import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** What the shared queries need of a database. Each back-end opens one. */
export interface SqlDatabase {
  /** For single reads; sees what is committed. */
  readonly read: Kysely<Schema>;
  /**
   * Runs a transaction that holds the database's only write lock from its first statement. The body awaits nothing but
   * its own queries. What it throws rolls everything back and is thrown on.
   */
  write<T>(body: (tx: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** The sequence of the latest event that was ever logged, also when it is gone from the log; 0 before the first. */
  lastEventSeq(): Promise<number>;
  /** Names this database; part of every event id. */
  readonly epoch: string;
  readonly now: () => number;
}

/** A cursor over rows in a stable order; opaque to clients. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** The parts of a cursor made by `encodeCursor`, or undefined for anything else. */
export function decodeCursor(cursor: string, length: number): (string | number)[] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const valid =
      Array.isArray(parts) &&
      parts.length === length &&
      parts.every((part) => typeof part === "string" || Number.isSafeInteger(part));
    return valid ? parts : undefined;
  } catch {
    return undefined;
  }
}

/** The smallest string that is greater than every string with this prefix; undefined when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const next = last.codePointAt(0)! + 1;
    // Surrogates are no characters, and there is nothing after the last code point.
    if (next <= 0x10_ffff)
      return points.join("") + String.fromCodePoint(next >= 0xd800 && next <= 0xdfff ? 0xe000 : next);
  }
  return undefined;
}
