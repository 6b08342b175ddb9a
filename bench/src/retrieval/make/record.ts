import type { Place } from "../queries.ts";

/** Lines of a file: 1-based, inclusive. */
export type Lines = Required<Place>;

/** A query that was made, before it has a number. */
export interface Made {
  readonly kind: "k1" | "k2" | "k4";
  readonly query: string;
  readonly relevant: readonly Place[];
  readonly symbol?: string;
  readonly strip?: readonly Lines[];
  readonly source_commit?: string;
}

/** Whose queries they are. */
export interface Origin {
  /** `owner/name`. */
  readonly repo: string;
  readonly commit: string;
  readonly lang: string;
}

/** One line each of a file of queries, numbered by kind. */
export function toLines(made: readonly Made[], origin: Origin): string[] {
  const counts = new Map<string, number>();
  const project = origin.repo.slice(origin.repo.indexOf("/") + 1);
  return made.map(({ kind, ...rest }) => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return JSON.stringify({ id: `${project}-${kind}-${String(number).padStart(2, "0")}`, ...origin, kind, ...rest });
  });
}
