import type { ChunkFilters } from "ocp-core";
import { lastName, matchesPath } from "../names.ts";
import type { Connection } from "./connection.ts";

/** A list of values as one JSON parameter, so that one prepared statement serves any number of them. */
export const IN_LIST = "(SELECT value FROM json_each(?))";

/** Part of a WHERE clause over `chunk c JOIN file f`, with its parameters. */
export interface Condition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Makes `path_matches(pattern, path)` known to a connection. */
export function registerFunctions({ raw }: Connection): void {
  raw.function("path_matches", { deterministic: true }, (pattern, path) =>
    matchesPath(String(pattern), String(path)) ? 1 : 0,
  );
}

/** Those of a request's filters that hold for a file as a whole; empty when there are none. */
export function fileCondition({ language, path }: ChunkFilters = {}): Condition {
  return filterCondition({ language, path });
}

/** The conditions of a request's filters; empty when there are none. */
export function filterCondition(filters: ChunkFilters | undefined): Condition {
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  for (const column of ["language", "kind"] as const) {
    const wanted = filters?.[column];
    if (wanted === undefined) continue;
    const values = (Array.isArray(wanted) ? wanted : [wanted]).map((value) => value.toLowerCase());
    conditions.push(`${column === "language" ? "f" : "c"}.${column} IN ${IN_LIST}`);
    parameters.push(JSON.stringify(values));
  }
  if (filters?.path !== undefined) {
    conditions.push("path_matches(?, f.path)");
    parameters.push(filters.path);
  }
  if (filters?.symbol !== undefined) {
    const symbol = filters.symbol.toLowerCase();
    const named = (value: string) => `(lower(${value}) = ? OR substr(lower(${value}), ?) = ?)`;
    // A chunk of several small definitions names them all in its metadata.
    conditions.push(
      `((c.name = ? AND ${named("c.symbol")}) OR (c.metadata LIKE '%"symbols":%' AND EXISTS
        (SELECT 1 FROM json_each(c.metadata, '$.symbols') s WHERE ${named("s.value")})))`,
    );
    const match = [symbol, -symbol.length - 1, `.${symbol}`];
    parameters.push(lastName(filters.symbol), ...match, ...match);
  }
  return { sql: conditions.map((condition) => ` AND ${condition}`).join(""), parameters };
}
