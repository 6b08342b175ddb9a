import { OcpError } from "ocp-core";

/** SQLite's result code of an error, such as SQLITE_BUSY, or undefined. */
function sqliteCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === "string" && code.startsWith("SQLITE_") ? code : undefined;
}

/** Another connection holds what is needed; waiting helps. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(sqliteCode(error) ?? "");
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^SQLITE_BUSY/, "Another process kept the database for too long. Try again."],
  [/^SQLITE_FULL/, "The disk is full. Nothing was changed; free some space and try again."],
  [
    /^SQLITE_IOERR/,
    "The disk did not answer as it should. Check the disk, and that the database is not on a network share.",
  ],
  [
    /^SQLITE_READONLY/,
    "The database or its folder cannot be written. Check its permissions, or name another file with --db or OCP_DB_PATH.",
  ],
  [
    /^SQLITE_CANTOPEN/,
    "The database cannot be opened. Check that its folder exists and can be written, or name another file with --db or OCP_DB_PATH.",
  ],
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    "The file is not a sound SQLite database. Restore it from a copy, or name another file with --db or OCP_DB_PATH and index again.",
  ],
];

/** Turns a fault of SQLite into the protocol's error, keeping it as the cause; errors that are not SQLite's pass unchanged. */
export function toStorageError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const advice = ADVICE.find(([pattern]) => pattern.test(code))?.[1];
  return advice
    ? new OcpError("STORAGE_UNAVAILABLE", advice, {
        cause: error,
        details: { retryable: /BUSY|FULL|IOERR/.test(code) },
      })
    : new OcpError("INTERNAL", "The database refused a statement; the server's log has the details.", { cause: error });
}
