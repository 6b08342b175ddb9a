import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseRecord } from "../trace/json-lines.ts";
import type { TraceRecord, TraceSink } from "../trace/record.ts";

/** A trace in SQLite: columns to ask for, and each record whole as `record`. */
export function openSqliteTrace(path: string): TraceSink {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS router_trace (
      id INTEGER PRIMARY KEY, trace_id TEXT NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL,
      answered_by TEXT, outcome TEXT, cost_usd REAL, record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS router_trace_at ON router_trace (at);
  `);
  const insert = database.prepare(
    "INSERT INTO router_trace (trace_id, type, at, answered_by, outcome, cost_usd, record) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const sum = database.prepare("SELECT TOTAL(cost_usd) AS spent FROM router_trace WHERE at >= ?");
  return {
    live: true,
    write(record) {
      const call = record.type === "call" ? record : undefined;
      const { trace_id: id, type, at } = record;
      insert.run(
        id,
        type,
        at,
        call?.answered_by ?? null,
        call?.outcome ?? null,
        call?.cost_usd ?? null,
        JSON.stringify(record),
      );
    },
    spentSince: (moment) => (sum.get(moment.toISOString()) as { spent: number }).spent,
    close: () => database.close(),
  };
}

/** The records of a database, oldest first. */
export function* readSqliteTrace(path: string): Generator<TraceRecord> {
  if (!existsSync(path)) return;
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    for (const row of database.prepare("SELECT record FROM router_trace ORDER BY id").iterate()) {
      const record = parseRecord((row as { record: string }).record);
      if (record) yield record;
    }
  } finally {
    database.close();
  }
}
