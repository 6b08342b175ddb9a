import type { Candidate } from "../storage/store.ts";
import {
  chunkFeatures,
  fileFeatures,
  type ChunkFeatures,
  type FileFeatures,
  type Found,
  type TermRoles,
} from "./features.ts";
import { IN_SYMBOL } from "./lexical/evidence.ts";
import { nameParts } from "./names.ts";
import type { QueryTerms } from "./query.ts";

/** What makes up the worth of a hit; all of it in 0..1 but the definition's share, which is at most `DEFINES.exact`. */
export interface Parts {
  /** Share of the query's words that the chunk answers. */
  readonly words: number;
  /** The same for its file as a whole. */
  readonly file: number;
  /** What it gains by defining a name that was asked for. */
  readonly definition: number;
  /** By how much its path makes it count. */
  readonly path: number;
  /** Likeness of meaning, measured against the nearest; absent where no embedder was asked. */
  readonly meaning?: number;
}

export interface Ranked {
  readonly candidate: Candidate;
  /** Worth of the chunk alone. What a pack is filled by: it does not stack chunks of one file. */
  readonly base: number;
  /** Worth with its file's: what hits are ordered by. */
  readonly score: number;
  readonly parts: Parts;
}

/** Likeness of meaning by row, 0..1, and how much of the whole it is. */
export interface Meaning {
  readonly weight: number;
  readonly byRow: ReadonlyMap<number, number>;
}

export interface RankOptions {
  readonly query: QueryTerms;
  readonly roles: TermRoles;
  /** By how much the chunks of a path count. */
  readonly prior: (path: string) => number;
  readonly meaning?: Meaning | undefined;
}

// Weights as fitted (docs/decisions/ranking.md).
const FILE: Readonly<Record<keyof FileFeatures, number>> = {
  best: 1,
  sum: 0.38,
  union: 0.35,
  coverage: 0.1,
  signature: 0.2,
  shortName: 0.3,
  shortSymbol: 0.15,
  compound: 0.05,
  scope: 0.3,
};
const CHUNK: Readonly<Record<keyof ChunkFeatures, number>> = { worth: 1, coverage: 0.1, signature: 0.05, symbol: 0.05 };
const FILE_TOTAL = 2;
const CHUNK_TOTAL = 1.2;

/** How far a definition of the very name that was asked for is lifted. */
const DEFINES = { alone: 0.55, exact: 0.5, anyStyle: 0.35, amongOthers: 0.3 } as const;
/** In a sentence a name is but one of the words. */
const INSIDE_SENTENCE = 0.1;
/** How much of a hit's worth is its file's; less for a bare name, which one place defines. */
const FILE_SHARE = 1;
const FILE_SHARE_OF_NAME = 0.1;
/** Each further chunk of a file counts this much of the one before, so that other files are seen too. */
const NEXT_OF_FILE = 0.9;

/** Orders what was found, best first; equal ones by path, then line. */
export function rank(found: readonly Found[], options: RankOptions): Ranked[] {
  const { query, meaning } = options;
  const chunks = found.map((each) => weighChunk(each, options));
  const share = query.bare ? FILE_SHARE_OF_NAME : FILE_SHARE;
  const ranked: Ranked[] = [];
  for (const members of Map.groupBy(chunks, ({ candidate }) => candidate.path).values()) {
    const file = weighFile(members, options);
    const best = members.reduce((most, { worth }) => Math.max(most, worth), 0);
    members.sort((a, b) => b.worth - a.worth || inReadingOrder(a.candidate, b.candidate));
    for (const [place, { candidate, worth, features, definition, path }] of members.entries()) {
      const relative = best > 0 ? worth / best : 0;
      const near = meaning?.byRow.get(candidate.row) ?? 0;
      ranked.push({
        candidate,
        base: worth,
        score: ((1 - share) * worth + share * file * relative) * NEXT_OF_FILE ** place,
        parts: { words: features.worth, file, definition, path, ...(meaning ? { meaning: near } : {}) },
      });
    }
  }
  return ranked.sort((a, b) => b.score - a.score || inReadingOrder(a.candidate, b.candidate));
}

/** By path, then line, then row: a total order that does not change from run to run. */
export function inReadingOrder(a: Candidate, b: Candidate): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (a.start_line ?? 0) - (b.start_line ?? 0) || a.row - b.row;
}

interface Weighed {
  readonly candidate: Candidate;
  readonly found: Found;
  readonly features: ChunkFeatures;
  readonly definition: number;
  readonly path: number;
  readonly worth: number;
}

function weighChunk(found: Found, { query, roles, prior, meaning }: RankOptions): Weighed {
  const { candidate, evidence } = found;
  const features = chunkFeatures(evidence, roles);
  const definition = definitionShare(found, query);
  const path = prior(candidate.path);
  const words = weighted(features, CHUNK) / CHUNK_TOTAL + definition;
  return { candidate, found, features, definition, path, worth: path * blended(words, candidate.row, meaning) };
}

function weighFile(members: readonly Weighed[], { roles, meaning }: RankOptions): number {
  const { candidate, path } = members[0]!;
  const features = fileFeatures(
    members.map(({ found }) => found),
    members.map((member) => member.features),
    candidate.file_bytes,
    roles,
  );
  const definition = members.reduce((most, member) => Math.max(most, member.definition), 0);
  const words = weighted(features, FILE) / FILE_TOTAL + definition;
  if (!meaning) return path * words;
  const nearest = members.reduce((near, each) =>
    (meaning.byRow.get(each.candidate.row) ?? 0) > (meaning.byRow.get(near.candidate.row) ?? 0) ? each : near,
  );
  return path * blended(words, nearest.candidate.row, meaning);
}

function blended(words: number, row: number, meaning: Meaning | undefined): number {
  if (!meaning) return words;
  return (1 - meaning.weight) * words + meaning.weight * (meaning.byRow.get(row) ?? 0);
}

function weighted<K extends string>(
  features: Readonly<Record<K, number>>,
  weights: Readonly<Record<K, number>>,
): number {
  let sum = 0;
  for (const name in weights) sum += weights[name] * features[name];
  return sum;
}

function definitionShare({ candidate: { symbol }, evidence }: Found, { names, bare }: QueryTerms): number {
  if (names.length === 0) return 0;
  const parts = symbol === null ? [] : nameParts(symbol);
  const defined = names.reduce((most, name) => Math.max(most, defines(parts, nameParts(name))), 0);
  // The first term of a bare name is the whole of it; several small definitions may share a chunk.
  const among = bare && evidence[0]! & IN_SYMBOL ? DEFINES.amongOthers : 0;
  return Math.max(defined, among) * (bare ? 1 : INSIDE_SENTENCE);
}

function defines(symbol: readonly string[], name: readonly string[]): number {
  if (endsWith(symbol, name, (part) => part)) return symbol.length === name.length ? DEFINES.alone : DEFINES.exact;
  return endsWith(symbol, name, foldCase) ? DEFINES.anyStyle : 0;
}

/** `getUser`, `get_user` and `GET_USER` are one name in several styles. */
const foldCase = (part: string): string => part.toLowerCase().replaceAll("_", "");

/** Whether the symbol is the name, or the name without some of its outer parts. */
function endsWith(symbol: readonly string[], name: readonly string[], fold: (part: string) => string): boolean {
  const offset = symbol.length - name.length;
  return offset >= 0 && name.every((part, index) => fold(part) === fold(symbol[offset + index]!));
}
