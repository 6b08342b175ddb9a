import { round } from "../report.ts";

/** A hit: its score, 0..1, and whether it is in a file that answers. */
export interface Judged {
  readonly score: number;
  readonly answers: boolean;
}

/** How often hits answer, by tenths of their scores. */
export function scoreTable(judged: readonly Judged[]): Record<string, string | number>[] {
  return [...Map.groupBy(judged, ({ score }) => Math.floor(score * 10))]
    .sort(([a], [b]) => a - b)
    .map(([tenth, hits]) => ({
      score: `${round(tenth / 10, 1)} to ${round((tenth + 1) / 10, 1)}`,
      hits: hits.length,
      "in a file that answers": round(hits.filter(({ answers }) => answers).length / hits.length, 2),
    }));
}
