import { readJsonLines, openJsonLines } from "./json-lines.ts";
import type { TraceRecord, TraceSink } from "./record.ts";

const SQLITE = /\.(?:db|sqlite3?)$/i;

/** Opens a trace by its name: SQLite for `.db` and `.sqlite`, else JSON lines. */
export async function openTrace(path: string): Promise<TraceSink> {
  if (!SQLITE.test(path)) return openJsonLines(path);
  const { openSqliteTrace } = await import("../storage/sqlite-trace.ts");
  return openSqliteTrace(path);
}

/** The records of a trace; none when there is no such file. */
export async function* readTrace(path: string): AsyncGenerator<TraceRecord> {
  if (!SQLITE.test(path)) {
    yield* readJsonLines(path);
    return;
  }
  const { readSqliteTrace } = await import("../storage/sqlite-trace.ts");
  yield* readSqliteTrace(path);
}

/** A trace that is opened at its first record, for makers that must not wait. */
export function lazyTrace(path: string): TraceSink {
  let opened: Promise<TraceSink> | undefined;
  const sink = async (): Promise<TraceSink> => (opened ??= openTrace(path));
  return {
    live: SQLITE.test(path),
    write: async (record) => (await sink()).write(record),
    spentSince: async (moment) => (await (await sink()).spentSince?.(moment)) ?? 0,
    close: async () => opened && (await opened).close?.(),
  };
}
