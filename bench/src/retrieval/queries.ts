import { readFile } from "node:fs/promises";

/** What the benchmarks of retrieval read, in words. */
export const INPUT = `  queries.jsonl      one query a line:
                     { "id", "repo": "owner/name", "commit", "kind", "query",
                       "relevant": [{ "path", "start_line"?, "end_line"? }],
                       "strip"?: [{ "path", "start_line", "end_line" }] }
                     pnpm bench:queries makes k1, k2 and k4 from any checkout with its history:
                     k1  a sentence of a definition's documentation; relevant is the definition, strip its documentation
                     k2  the subject of a commit that changed one to three source files; relevant are those files
                     k3  a question written by hand; relevant are the lines that answer it: bench/data/questions.jsonl
                     k4  a bare name; relevant is the one place that defines it
  checkouts-folder   for each repo a git checkout at its commit, in a folder named owner+name`;

const KINDS = ["k1", "k2", "k3", "k4"] as const;
type AskedKind = (typeof KINDS)[number];

/** The kind of a query, where `k1s` is `k1` asked of the copy without the lines that the query was taken from. */
export type Kind = AskedKind | "k1s";

/** A file, or some lines of it: 1-based, inclusive. */
export interface Place {
  readonly path: string;
  readonly start_line?: number;
  readonly end_line?: number;
}

/** A question with the places that answer it. */
export interface Query {
  readonly id: string;
  readonly repo: string;
  readonly commit: string;
  readonly kind: AskedKind;
  readonly query: string;
  readonly relevant: readonly Place[];
  readonly strip: readonly Required<Place>[];
}

/** Reads one query a line. Throws an `Error` that names the line and what is wrong in it. */
export async function readQueries(file: string): Promise<Query[]> {
  const queries: Query[] = [];
  for (const [index, line] of (await readFile(file, "utf8")).split("\n").entries()) {
    if (line.trim() === "") continue;
    try {
      queries.push(parseQuery(JSON.parse(line)));
    } catch (error) {
      throw new Error(`${file}, line ${index + 1}: ${(error as Error).message}`, { cause: error });
    }
  }
  if (queries.length === 0) throw new Error(`${file} holds no queries`);
  return queries;
}

function parseQuery(value: unknown): Query {
  const record = toRecord(value);
  const repo = text(record, "repo");
  if (!/^[\w-]+\/[\w.-]+$/.test(repo)) throw new Error(`repo must be owner/name, not ${repo}`);
  const kind = KINDS.find((known) => known === record["kind"]);
  if (kind === undefined) throw new Error(`kind must be one of ${KINDS.join(", ")}`);
  const relevant = places(record, "relevant");
  if (relevant.length === 0) throw new Error("relevant must name at least one place");
  const strip = record["strip"] === undefined ? [] : places(record, "strip").map(withLines);
  return {
    id: text(record, "id"),
    repo,
    commit: text(record, "commit"),
    kind,
    query: text(record, "query"),
    relevant,
    strip,
  };
}

function toRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error("expected an object");
  return value as Record<string, unknown>;
}

function text(record: Record<string, unknown>, field: string): string {
  const value = record[field];
  if (typeof value !== "string" || value.trim() === "") throw new Error(`${field} must be a text`);
  return value;
}

function places(record: Record<string, unknown>, field: string): Place[] {
  const value = record[field];
  if (!Array.isArray(value)) throw new Error(`${field} must be a list of places`);
  return value.map(toRecord).map((place) => {
    const path = text(place, "path");
    // Lines of these paths are blanked in a copy: nothing outside of it may be meant.
    if (path.startsWith("/") || path.split("/").includes(".."))
      throw new Error(`${path} must be inside the repository`);
    const { start_line, end_line } = place;
    if (start_line === undefined && end_line === undefined) return { path };
    if (!isLine(start_line) || !isLine(end_line) || end_line < start_line)
      throw new Error(`${field} needs start_line and end_line in order, from 1`);
    return { path, start_line, end_line };
  });
}

const isLine = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 1;

function withLines({ path, start_line, end_line }: Place): Required<Place> {
  if (start_line === undefined || end_line === undefined) throw new Error("strip needs start_line and end_line");
  return { path, start_line, end_line };
}
