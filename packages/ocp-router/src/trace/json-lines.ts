import { createReadStream, existsSync, mkdirSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { roundDollars } from "../route/prices.ts";
import type { TraceRecord, TraceSink } from "./record.ts";

/** A trace as JSON lines, which several processes may append to. Only its owner may read the file. */
export function openJsonLines(path: string): TraceSink {
  mkdirSync(dirname(path), { recursive: true });
  let last: Promise<void> = Promise.resolve();
  return {
    async write(record) {
      const written = last.then(async () => appendFile(path, `${JSON.stringify(record)}\n`, { mode: 0o600 }));
      last = written.catch(() => {});
      return written;
    },
    async spentSince(moment) {
      const since = moment.toISOString();
      let sum = 0;
      for await (const record of readJsonLines(path))
        if (record.type === "call" && record.at >= since) sum += record.cost_usd ?? 0;
      return roundDollars(sum);
    },
    close: async () => last,
  };
}

/** The records of a file; lines that are none, such as one that was cut off, are passed over. */
export async function* readJsonLines(path: string): AsyncGenerator<TraceRecord> {
  if (!existsSync(path)) return;
  for await (const line of createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity })) {
    const record = parseRecord(line);
    if (record) yield record;
  }
}

/** Reads a record; undefined = it is none. */
export function parseRecord(line: string): TraceRecord | undefined {
  try {
    const value = JSON.parse(line) as Partial<TraceRecord> | null;
    const { type, at, trace_id: id } = value ?? {};
    if ((type === "call" || type === "feedback") && typeof at === "string" && typeof id === "string")
      return value as TraceRecord;
  } catch {
    // No record.
  }
  return undefined;
}
