import { median, quantile, round } from "../report.ts";
import type { Kind } from "./queries.ts";

export const KINDS: readonly Kind[] = ["k1", "k1s", "k2", "k3", "k4"];
/** The kinds in the headline. The others are easier: their queries hold words of the answer itself. */
export const HEADLINE: readonly Kind[] = ["k1s", "k2", "k3"];

/** Numbers by kind of query. */
export type ByKind = Map<Kind, number[]>;

/** What is measured of one method. */
export interface Tally {
  readonly gains: ByKind;
  /** Of each search, in ms. */
  readonly times: number[];
  /** Of all builds together, in ms. */
  indexMs: number;
  /** Searches that ended in an error, which count as having found nothing. */
  failed: number;
  /** The most memory that it held, in MB. */
  peak: number;
}

export function createTally(): Tally {
  return { gains: new Map(), times: [], indexMs: 0, failed: 0, peak: 0 };
}

export function note(lists: ByKind, kind: Kind, value: number): void {
  const list = lists.get(kind);
  if (list) list.push(value);
  else lists.set(kind, [value]);
}

/** A method's line of the table; `packs` where it can pack. */
export function toRow(name: string, { gains, times, indexMs, peak }: Tally, packs: ByKind | undefined) {
  return {
    method: name,
    ...Object.fromEntries(KINDS.map((kind) => [kind, gains.has(kind) ? round(mean(gains.get(kind)!), 3) : "–"])),
    M3: inTable(headline(gains)),
    "pack@4000": packs ? inTable(headline(packs)) : "–",
    "index, s": round(indexMs / 1000, 1),
    "query p50, ms": round(median(times), 1),
    "p99, ms": round(quantile(times, 0.99), 1),
    "peak memory, MB": round(peak),
  };
}

/** The mean of the kinds' means: each kind counts alike, however many queries it has. Not a number unless all were asked. */
export function headline(lists: ByKind): number {
  return mean(HEADLINE.map((kind) => mean(lists.get(kind) ?? [])));
}

const inTable = (value: number): string => (Number.isNaN(value) ? "–" : round(value, 3));

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
