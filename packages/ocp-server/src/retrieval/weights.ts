import type { ChunkFeatures, FileFeatures } from "./features.ts";

/** The numbers of the ranking, as fitted (docs/decisions/ranking.md). */
export interface Weights {
  readonly file: Readonly<Record<keyof FileFeatures, number>>;
  /** What a file's features are divided by. */
  readonly fileTotal: number;
  readonly chunk: Readonly<Record<keyof ChunkFeatures, number>>;
  readonly chunkTotal: number;
  /** How far a definition of the very name that was asked for is lifted. */
  readonly defines: {
    readonly alone: number;
    readonly exact: number;
    readonly anyStyle: number;
    readonly amongOthers: number;
  };
  /** In a sentence a name is but one of the words. */
  readonly insideSentence: number;
  /** What a word for the deed counts of one for its place, in a query worded as a commit's subject. */
  readonly deed: number;
  /** How much of a hit's worth is its file's; less for a bare name, which one place defines. */
  readonly fileShare: number;
  readonly fileShareOfName: number;
  /** Each further chunk of a file counts this much of the one before, so that other files are seen too. */
  readonly nextOfFile: number;
  /** By how much a sort of file that is seldom meant counts, unless the question asks for it. */
  readonly places: PlaceWeights;
}

export interface PlaceWeights {
  readonly tests: number;
  readonly vendored: number;
  readonly examples: number;
  /** Changelogs, data and settings. */
  readonly records: number;
  /** Text to be read counts this much where there is hardly any of it: beside code, the code is meant. */
  readonly prose: number;
  /** How far files of a family that makes up little of the workspace count less: the power of its share. */
  readonly rareFamily: number;
}

export const WEIGHTS: Weights = {
  file: {
    best: 1,
    sum: 0.38,
    union: 0.35,
    coverage: 0.1,
    signature: 0.2,
    shortName: 0.3,
    shortSymbol: 0.15,
    compound: 0.05,
    scope: 0.3,
    name: 0.6,
  },
  fileTotal: 2.1,
  chunk: { worth: 1, coverage: 0.1, signature: 0.05, symbol: 0.05 },
  chunkTotal: 1.2,
  defines: { alone: 0.55, exact: 0.5, anyStyle: 0.35, amongOthers: 0.3 },
  insideSentence: 0.1,
  deed: 0.6,
  fileShare: 1,
  fileShareOfName: 0.1,
  nextOfFile: 0.9,
  places: { tests: 0.25, vendored: 0.5, examples: 0.4, records: 0.35, prose: 0.5, rareFamily: 0.2 },
};
