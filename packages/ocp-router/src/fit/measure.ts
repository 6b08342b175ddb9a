import { createRandom } from "./random.ts";

/** One judged prompt: what the cheap and the dear model made of it, 0 to 1, and the score it got. */
export interface Judged {
  readonly score: number;
  readonly weak: number;
  readonly strong: number;
}

/** The chance that a prompt of the wanted kind scores above one of the other. Ties count half; 0.5 is a coin. */
export function auroc(rows: readonly { readonly score: number; readonly wanted: boolean }[]): number {
  const sorted = rows.toSorted((a, b) => a.score - b.score);
  let ranks = 0;
  let wanted = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) to += 1;
    const middle = (from + to + 1) / 2;
    for (let at = from; at < to; at++) {
      if (!sorted[at]!.wanted) continue;
      ranks += middle;
      wanted += 1;
    }
    from = to;
  }
  const others = sorted.length - wanted;
  return wanted === 0 || others === 0 ? Number.NaN : (ranks - (wanted * (wanted + 1)) / 2) / (wanted * others);
}

/** Gap recovered by share of dear calls, at each share of 0, 1/n … 1. Ties are shared out evenly. */
function gapCurve(rows: readonly Judged[]): number[] {
  const sorted = rows.toSorted((a, b) => b.score - a.score);
  const gain = sorted.map(({ weak, strong }) => strong - weak);
  const whole = gain.reduce((sum, value) => sum + value, 0);
  const curve = [0];
  let sum = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    let tied = 0;
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) tied += gain[to++]!;
    for (let at = from; at < to; at++) curve.push((sum += tied / (to - from)) / whole);
    from = to;
  }
  return curve;
}

/** How well scores choose which prompts to pay for. */
export interface GapFigures {
  /** Mean share of the gap between the models that is recovered, over all shares of paid calls. 0.5 is chance. */
  readonly apgr: number;
  /** The share of paid calls that recovers 50 and 80 % of the gap, in percent. */
  readonly cpt50: number;
  readonly cpt80: number;
}

/** APGR and CPT, as RouteLLM defines them. */
export function gapFigures(rows: readonly Judged[]): GapFigures {
  const curve = gapCurve(rows);
  let area = 0;
  for (let at = 1; at < curve.length; at++) area += (curve[at - 1]! + curve[at]!) / 2;
  const share = (least: number) => {
    const at = curve.findIndex((value) => value >= least);
    return at < 0 ? 100 : (100 * at) / rows.length;
  };
  return { apgr: area / rows.length, cpt50: share(0.5), cpt80: share(0.8) };
}

/** From the 2.5th to the 97.5th percentile of a figure over samples drawn with replacement. */
export function interval<T>(
  rows: readonly T[],
  figure: (sample: readonly T[]) => number,
  { seed = 1, rounds = 300 }: { readonly seed?: number; readonly rounds?: number } = {},
): readonly [low: number, high: number] {
  const random = createRandom(seed);
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const value = figure(rows.map(() => rows[Math.floor(random() * rows.length)]!));
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (q: number) => values[Math.min(values.length - 1, Math.floor(q * values.length))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}
