import type { Judged } from "./measure.ts";

/** A threshold, and what it brings on the rows that it was chosen on, none of which the scores had seen. */
export interface Calibration {
  readonly threshold: number;
  /** Share of prompts that go to the paid model, 0 to 1. */
  readonly paidShare: number;
  /** Share of right answers, and what they would be with only the local or only the paid model. */
  readonly right: number;
  readonly rightLocal: number;
  readonly rightPaid: number;
}

/** The threshold that sends about this share of such prompts to the paid model. */
export function thresholdForShare(rows: readonly Judged[], share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return 0;
  const candidates = thresholds(rows);
  const distance = (threshold: number) => Math.abs(shareAt(rows, threshold) - share);
  return candidates.reduce((best, next) => (distance(next) < distance(best) ? next : best));
}

/** The threshold at which the gap between the models that is closed most exceeds the share that is paid for. */
export function balancedThreshold(rows: readonly Judged[]): number {
  const whole = rows.reduce((sum, { weak, strong }) => sum + strong - weak, 0);
  const worth = (threshold: number) => {
    const paid = rows.filter(({ score }) => score >= threshold);
    const gained = paid.reduce((sum, { weak, strong }) => sum + strong - weak, 0);
    return (whole > 0 ? gained / whole : 0) - paid.length / rows.length;
  };
  return thresholds(rows).reduce((best, next) => (worth(next) > worth(best) ? next : best));
}

/** What a threshold brings. */
export function calibrationAt(rows: readonly Judged[], threshold: number): Calibration {
  const mean = (of: (row: Judged) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  return {
    threshold,
    paidShare: shareAt(rows, threshold),
    right: mean(({ score, weak, strong }) => (score >= threshold ? strong : weak)),
    rightLocal: mean(({ weak }) => weak),
    rightPaid: mean(({ strong }) => strong),
  };
}

/** Scores have three places, so between two of them lies nothing to choose. At most a few hundred are tried. */
function thresholds(rows: readonly Judged[]): number[] {
  const sorted = [...new Set(rows.map(({ score }) => score))].toSorted((a, b) => a - b);
  const step = Math.max(1, Math.floor(sorted.length / 400));
  return sorted.filter((_, at) => at % step === 0);
}

const shareAt = (rows: readonly Judged[], threshold: number): number =>
  rows.filter(({ score }) => score >= threshold).length / rows.length;
