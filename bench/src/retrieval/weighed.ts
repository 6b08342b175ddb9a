import { round } from "../report.ts";
import type { Kind } from "./queries.ts";
import { headline, HEADLINE, KINDS, mean, note, type ByKind } from "./tally.ts";

/** A query that was asked with an embedder of some weight. */
export interface Asked {
  readonly repo: string;
  readonly kind: Kind;
  readonly weight: number;
  readonly gain: number;
  /** 1 where its pack shows an answer, else 0; undefined where none was packed. */
  readonly shown: number | undefined;
}

type Row = Record<string, string | number>;

/** Quality by weight, a line each, then the shipped weight's. */
export function byWeight(asked: readonly Asked[], weights: readonly number[], shipped: number): Row[] {
  const line = (weight: number, name: string): Row => {
    const { gains, packs } = tally(at(weight, asked));
    return {
      weight: name,
      ...Object.fromEntries(KINDS.map((kind) => [kind, inTable(mean(gains.get(kind) ?? []))])),
      M3: inTable(headline(gains)),
      "pack@4000": inTable(headline(packs)),
    };
  };
  return [...weights.map((weight) => line(weight, round(weight, 1))), line(shipped, `${shipped}, shipped`)];
}

/** What a weight adds to words alone, by repository and in all. */
export function byKind(asked: readonly Asked[], weight: number): Row[] {
  return eachRepository(asked).map(([repository, own]) => {
    const [without, vectors] = [0, weight].map((each) => tally(at(each, own)));
    const difference = (of: (lists: { gains: ByKind; packs: ByKind }) => number): string =>
      signed(of(vectors!) - of(without!));
    return {
      repository,
      ...Object.fromEntries(KINDS.map((kind) => [kind, difference(({ gains }) => mean(gains.get(kind) ?? []))])),
      M3: difference(({ gains }) => headline(gains)),
      "pack@4000": difference(({ packs }) => headline(packs)),
    };
  });
}

/** For each repository the weight with the best M3 on the others, and what that is worth on it. */
export function chosenElsewhere(asked: readonly Asked[], weights: readonly number[]): Row[] {
  const chosen = repositories(asked).map((repo) => {
    const others = asked.filter((each) => each.repo !== repo);
    const worths = weights.map((weight) => m3(at(weight, others)));
    const weight = weights[worths.indexOf(Math.max(...worths))]!;
    const own = asked.filter((each) => each.repo === repo);
    return { repo, weight: round(weight, 1), without: at(0, own), vectors: at(weight, own) };
  });
  const all = {
    repo: "all",
    weight: "",
    without: chosen.flatMap(({ without }) => without),
    vectors: chosen.flatMap(({ vectors }) => vectors),
  };
  return [...chosen, all].map(({ repo, weight, without, vectors }) => ({
    repository: repo,
    weight,
    "M3 without": round(m3(without), 3),
    "M3 with": round(m3(vectors), 3),
    difference: signed(m3(vectors) - m3(without)),
  }));
}

const at = (weight: number, asked: readonly Asked[]): Asked[] => asked.filter((each) => each.weight === weight);

const m3 = (asked: readonly Asked[]): number => headline(tally(asked).gains);

const repositories = (asked: readonly Asked[]): string[] => [...new Set(asked.map(({ repo }) => repo))];

const eachRepository = (asked: readonly Asked[]): [string, readonly Asked[]][] => [
  ...repositories(asked).map((repo): [string, Asked[]] => [repo, asked.filter((each) => each.repo === repo)]),
  ["all", asked],
];

function tally(asked: readonly Asked[]): { gains: ByKind; packs: ByKind } {
  const [gains, packs]: ByKind[] = [new Map(), new Map()];
  for (const { kind, gain, shown } of asked) {
    note(gains!, kind, gain);
    if (shown !== undefined && HEADLINE.includes(kind)) note(packs!, kind, shown);
  }
  return { gains: gains!, packs: packs! };
}

const inTable = (value: number): string => (Number.isNaN(value) ? "–" : round(value, 3));
const signed = (value: number): string => (Number.isNaN(value) ? "–" : `${value < 0 ? "" : "+"}${round(value, 3)}`);
