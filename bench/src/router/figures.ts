import type { LabelledPrompt } from "./prompts.ts";

/** A way to score prompts, and from where on it would pay. */
export interface Method {
  readonly name: string;
  readonly threshold: number;
  readonly score: (prompt: string) => number;
}

interface Scored extends LabelledPrompt {
  readonly score: number;
  readonly right: boolean;
}

export function scorePrompts(prompts: readonly LabelledPrompt[], { score, threshold }: Method): Scored[] {
  return prompts.map((row) => {
    const points = score(row.prompt);
    return { ...row, score: points, right: points >= threshold === (row.label === "paid") };
  });
}

export const accuracy = (rows: readonly Scored[]): number => rows.filter(({ right }) => right).length / rows.length;

/** The chance that a `paid` prompt scores above a `local` one; ties count half. */
export function auroc(rows: readonly Scored[]): number {
  const paid = rows.filter(({ label }) => label === "paid");
  const local = rows.filter(({ label }) => label === "local");
  let wins = 0;
  for (const a of paid) for (const b of local) wins += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
  return wins / (paid.length * local.length);
}

/** `13/15` of the rows that a test keeps. */
export function rightOf(rows: readonly Scored[], keep: (row: Scored) => boolean): string {
  const kept = rows.filter(keep);
  return kept.length === 0 ? "–" : `${kept.filter(({ right }) => right).length}/${kept.length}`;
}
