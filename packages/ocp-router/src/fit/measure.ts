import { createRandom } from "../classifier/fitted/random.ts";

/** One judged prompt: what the local and the paid model made of it, 0 to 1, and the score it got. */
export interface Judged {
  readonly score: number;
  readonly weak: number;
  readonly strong: number;
}

/** How well scores choose which prompts to pay for. `NaN` where the rows cannot tell. */
export interface Figures {
  /** The chance that a prompt where paying helps scores above one where it does not. Ties count half; 0.5 is a coin. */
  readonly auroc: number;
  /** Mean share of the gap between the models that is closed, over all shares of paid calls, as RouteLLM defines it. */
  readonly apgr: number;
  /** The share of paid calls that closes 50 and 80 % of the gap, in percent. */
  readonly cpt50: number;
  readonly cpt80: number;
}

export interface Figure {
  readonly value: number;
  /** From the 2.5th to the 97.5th percentile of a bootstrap. */
  readonly interval: readonly [low: number, high: number];
}

/** The figures with their intervals. */
export interface Quality {
  readonly rows: number;
  readonly auroc: Figure;
  readonly apgr: Figure;
  readonly cpt50: Figure;
  readonly cpt80: Figure;
}

const ROUNDS = 300;

export function measure(rows: readonly Judged[]): Figures {
  const sorted = sortByScore(rows);
  return measureSorted(sorted, new Int32Array(sorted.length).fill(1));
}

/** The figures, with intervals over samples drawn with replacement, the same for the same seed. */
export function measureQuality(rows: readonly Judged[], seed: number): Quality {
  const sorted = sortByScore(rows);
  const whole = measureSorted(sorted, new Int32Array(sorted.length).fill(1));
  const random = createRandom(seed);
  // A sample is how often each row is drawn, so that nothing has to be sorted again.
  const samples = Array.from({ length: ROUNDS }, () => {
    const drawn = new Int32Array(sorted.length);
    for (let at = 0; at < sorted.length; at++) drawn[Math.floor(random() * sorted.length)]! += 1;
    return measureSorted(sorted, drawn);
  });
  const figure = (name: keyof Figures): Figure => ({
    value: whole[name],
    interval: middle(samples.map((sample) => sample[name])),
  });
  const [auroc, apgr, cpt50, cpt80] = [figure("auroc"), figure("apgr"), figure("cpt50"), figure("cpt80")];
  return { rows: rows.length, auroc, apgr, cpt50, cpt80 };
}

const sortByScore = (rows: readonly Judged[]): Judged[] => rows.toSorted((a, b) => b.score - a.score);

function middle(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}

/** Walks rows from the highest score down, each as often as it was drawn; rows that tie share what they bring. */
function measureSorted(sorted: readonly Judged[], drawn: Int32Array): Figures {
  let [all, gap, helped] = [0, 0, 0];
  for (const [at, { weak, strong }] of sorted.entries()) {
    all += drawn[at]!;
    gap += drawn[at]! * (strong - weak);
    if (strong > weak) helped += drawn[at]!;
  }
  let [paid, closed, area, above, pairs] = [0, 0, 0, 0, 0];
  let [cpt50, cpt80] = [100, 100];
  for (let from = 0; from < sorted.length;) {
    let [count, gain, helps] = [0, 0, 0];
    const { score } = sorted[from]!;
    for (; from < sorted.length && sorted[from]!.score === score; from++) {
      const { weak, strong } = sorted[from]!;
      count += drawn[from]!;
      gain += drawn[from]! * (strong - weak);
      if (strong > weak) helps += drawn[from]!;
    }
    if (count === 0) continue;
    pairs += (count - helps) * (above + helps / 2);
    above += helps;
    const next = closed + gain / gap;
    const crossing = (share: number) => (100 * (paid + (count * (share - closed)) / (next - closed))) / all;
    if (cpt50 === 100 && next >= 0.5) cpt50 = crossing(0.5);
    if (cpt80 === 100 && next >= 0.8) cpt80 = crossing(0.8);
    area += (count * (closed + next)) / 2;
    paid += count;
    closed = next;
  }
  return { auroc: pairs / (helped * (all - helped)), apgr: area / all, cpt50, cpt80 };
}
