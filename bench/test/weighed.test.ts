import { describe, expect, it } from "vitest";
import { byKind, byWeight, chosenElsewhere, type Asked } from "../src/retrieval/weighed.ts";

const KINDS = ["k1s", "k2", "k3"] as const;

/** A query of each kind in M3, with what it gains under each weight. */
const asked = (repo: string, gains: Readonly<Record<number, number>>): Asked[] =>
  Object.entries(gains).flatMap(([weight, gain]) =>
    KINDS.map((kind) => ({ repo, kind, weight: Number(weight), gain, shown: 1 })),
  );

const ASKED = [
  ...asked("a", { 0: 0.5, 0.1: 0.6, 0.2: 0.4 }),
  ...asked("b", { 0: 0.5, 0.1: 0.4, 0.2: 0.6 }),
  ...asked("c", { 0: 0.5, 0.1: 0.45, 0.2: 0.6 }),
];

describe("what weights are worth", () => {
  it("is a line for each, and one for that which is shipped", () => {
    expect(byWeight(ASKED, [0, 0.2], 0.1).map(({ weight, M3 }) => [weight, M3])).toEqual([
      ["0.0", "0.500"],
      ["0.2", "0.533"],
      ["0.1, shipped", "0.483"],
    ]);
  });

  it("is the difference from none, by repository", () => {
    expect(byKind(ASKED, 0.2).map(({ repository, k2, k4 }) => [repository, k2, k4])).toEqual([
      ["a", "-0.100", "–"],
      ["b", "+0.100", "–"],
      ["c", "+0.100", "–"],
      ["all", "+0.033", "–"],
    ]);
  });

  it("is judged on repositories that had no say in the choice", () => {
    expect(
      chosenElsewhere(ASKED, [0, 0.1, 0.2]).map(({ repository, weight, difference }) => [
        repository,
        weight,
        difference,
      ]),
    ).toEqual([
      ["a", "0.2", "-0.100"],
      ["b", "0.1", "-0.100"],
      ["c", "0.0", "+0.000"],
      ["all", "", "-0.067"],
    ]);
  });
});
