import {
  createPathPrior,
  describeFiles,
  order,
  weighWords,
  type FileDescription,
  type Material,
  type Weights,
} from "ocp-server/workbench";
import { HITS } from "./method.ts";
import type { Kind, Place } from "./queries.ts";
import type { References } from "./references.ts";
import { gainByFile } from "./score.ts";
import { mean } from "./tally.ts";

/** A query with what its ranking rests on. */
export interface Case {
  readonly repo: string;
  readonly kind: Kind;
  readonly material: Material;
  readonly relevant: readonly Place[];
  readonly references: References;
}

export interface Gain {
  readonly kind: Kind;
  readonly gain: number;
}

/** Answers with the paths of hits, best first. */
export type Ranking = (each: Case) => string[];

/** The shipped ranking with some weights. */
export const weighted =
  (weights: Weights): Ranking =>
  ({ material }) =>
    order(material, weights)
      .slice(0, HITS)
      .map(({ candidate }) => candidate.path);

const described = new WeakMap<Case, Map<string, FileDescription>>();

/** The order of files that `weighted` gives, of what words say of them, which is found out once: for fits. */
const weightedFiles =
  (weights: Weights): Ranking =>
  (each) => {
    const { asked, languages, found } = each.material;
    let files = described.get(each);
    if (!files) described.set(each, (files = describeFiles(found, each.material)));
    const prior = createPathPrior(asked, languages, weights.places);
    const worths = [...files].map(([path, { features, definition }]) => ({
      path,
      worth: prior(path) * weighWords(features, definition, weights),
    }));
    return worths.sort((a, b) => b.worth - a.worth || (a.path < b.path ? -1 : 1)).map(({ path }) => path);
  };

/** What a ranking gains on each query, 0..1. */
export function gains(cases: readonly Case[], ranking: Ranking): Gain[] {
  return cases.map((each) => ({ kind: each.kind, gain: gainByFile(ranking(each), each.relevant) }));
}

/** The mean over M3's kinds, as far as they were asked. */
export function m3(gained: readonly Gain[]): number {
  const kinds = [...Map.groupBy(gained, ({ kind }) => kind).values()];
  return mean(kinds.map((each) => mean(each.map(({ gain }) => gain))));
}

/** A fit starts here, so that what was found before on the same queries does not help it. */
const START = { file: 0.25, place: 0.5, rareFamily: 0.25 } as const;
const STEPS = [0, 0.5, 0.75, 1.33, 2];
const ROUNDS = 2;

/** Fits the weights of files and places to queries, one number at a time. */
export function fit(cases: readonly Case[], start: Weights): Weights {
  let weights: Weights = {
    ...start,
    file: { ...mapValues(start.file, () => START.file), best: 1 },
    places: { ...mapValues(start.places, () => START.place), rareFamily: START.rareFamily },
  };
  let best = m3(gains(cases, weightedFiles(weights)));
  for (let round = 0; round < ROUNDS; round++) {
    for (const group of ["file", "places"] as const) {
      for (const name of Object.keys(weights[group])) {
        // Only the sizes relative to each other matter; this one stays.
        if (name === "best") continue;
        const tried = STEPS.map((step) => scaled(weights, group, name, step));
        const worths = tried.map((each) => m3(gains(cases, weightedFiles(each))));
        const most = Math.max(...worths);
        if (most <= best) continue;
        best = most;
        weights = tried[worths.indexOf(most)]!;
      }
    }
  }
  return weights;
}

function scaled(weights: Weights, group: "file" | "places", name: string, step: number): Weights {
  const values: Record<string, number> = { ...weights[group] };
  values[name] = group === "places" ? Math.min(1, values[name]! * step) : values[name]! * step;
  return { ...weights, [group]: values };
}

function mapValues<K extends string>(values: Readonly<Record<K, number>>, to: () => number): Record<K, number> {
  return Object.fromEntries(Object.keys(values).map((name) => [name, to()])) as Record<K, number>;
}
