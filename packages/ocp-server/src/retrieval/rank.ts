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
import { WEIGHTS, type Weights } from "./weights.ts";

/** What makes up the worth of a hit; all of it in 0..1. */
export interface Parts {
  /** Share of the query's words that the chunk answers. */
  readonly words: number;
  /** The same for its file as a whole. */
  readonly file: number;
  /** What it gains by defining a name that was asked for. */
  readonly definition: number;
  /** By how much its path makes it count. */
  readonly path: number;
  /** Share of the query's neighbouring words that are neighbours in it; absent where its text was not read. */
  readonly wording?: number;
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
  readonly weights?: Weights;
}

/** Orders what was found, best first; equal ones by path, then line. */
export function rank(found: readonly Found[], { weights = WEIGHTS, ...options }: RankOptions): Ranked[] {
  const { query, meaning } = options;
  const names = query.names.map(nameParts);
  const weighing = { weights, ...options, names, roles: withDeeds(options.roles, query.deeds, weights.deed) };
  const chunks = found.map((each) => weighChunk(each, weighing));
  const share = query.bare ? weights.fileShareOfName : weights.fileShare;
  const ranked: Ranked[] = [];
  for (const members of Map.groupBy(chunks, ({ candidate }) => candidate.path).values()) {
    const file = weighFile(members, weighing);
    const best = members.reduce((most, { worth }) => Math.max(most, worth), 0);
    members.sort((a, b) => b.worth - a.worth || inReadingOrder(a.candidate, b.candidate));
    let after = 1;
    for (const { candidate, worth, features, definition, path } of members) {
      const relative = best > 0 ? worth / best : 0;
      const parts = { words: features.worth, file, definition, path };
      ranked.push({
        candidate,
        base: worth,
        score: ((1 - share) * worth + share * file * relative) * after,
        parts: meaning ? { ...parts, meaning: meaning.byRow.get(candidate.row) ?? 0 } : parts,
      });
      after *= weights.nextOfFile;
    }
  }
  return ranked.sort(byScore);
}

/** Best first; equal ones in reading order. */
export function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || inReadingOrder(a.candidate, b.candidate);
}

function withDeeds(roles: TermRoles, deeds: readonly number[], weight: number): TermRoles {
  if (deeds.length === 0) return roles;
  return { ...roles, rarity: roles.rarity.map((rare, term) => (deeds.includes(term) ? rare * weight : rare)) };
}

/** By path, then line, then row: a total order that does not change from run to run. */
export function inReadingOrder(a: Candidate, b: Candidate): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (a.start_line ?? 0) - (b.start_line ?? 0) || a.row - b.row;
}

type Weighing = RankOptions & {
  readonly weights: Weights;
  /** The query's names by their parts. */
  readonly names: readonly (readonly string[])[];
};

interface Weighed {
  readonly candidate: Candidate;
  readonly found: Found;
  readonly features: ChunkFeatures;
  readonly definition: number;
  readonly path: number;
  readonly worth: number;
}

function weighChunk(found: Found, { query, names, roles, prior, meaning, weights }: Weighing): Weighed {
  const { candidate, evidence } = found;
  const features = chunkFeatures(evidence, roles);
  const definition = names.length === 0 ? 0 : definitionShare(found, { names, bare: query.bare }, weights);
  const path = prior(candidate.path);
  const words = weighted(features, weights.chunk) / weights.chunkTotal + definition;
  return { candidate, found, features, definition, path, worth: path * blended(words, candidate.row, meaning) };
}

function weighFile(members: readonly Weighed[], { roles, meaning, weights }: Weighing): number {
  const { path } = members[0]!;
  const { features, definition } = describeFile(members, roles);
  const words = weighWords(features, definition, weights);
  if (!meaning) return path * words;
  const nearest = members.reduce((near, each) =>
    (meaning.byRow.get(each.candidate.row) ?? 0) > (meaning.byRow.get(near.candidate.row) ?? 0) ? each : near,
  );
  return path * blended(words, nearest.candidate.row, meaning);
}

function describeFile(members: readonly Weighed[], roles: TermRoles): FileDescription {
  const features = fileFeatures(
    members.map(({ found }) => found),
    members.map((member) => member.features),
    members[0]!.candidate.file_bytes,
    roles,
  );
  return { features, definition: members.reduce((most, member) => Math.max(most, member.definition), 0) };
}

/** What words say of a file, before they are weighed. */
export interface FileDescription {
  readonly features: FileFeatures;
  /** What it gains by defining a name that was asked for. */
  readonly definition: number;
}

/** What words say of each file that was found, by path: to be weighed again and again. */
export function describeFiles(
  found: readonly Found[],
  options: Pick<RankOptions, "query" | "roles">,
): Map<string, FileDescription> {
  const weighing = {
    ...options,
    names: options.query.names.map(nameParts),
    weights: WEIGHTS,
    roles: withDeeds(options.roles, options.query.deeds, WEIGHTS.deed),
    prior: () => 1,
  };
  const chunks = Map.groupBy(
    found.map((each) => weighChunk(each, weighing)),
    ({ candidate }) => candidate.path,
  );
  return new Map([...chunks].map(([path, members]) => [path, describeFile(members, weighing.roles)]));
}

/** The worth of a file by its words, without its place. */
export function weighWords(features: FileFeatures, definition: number, weights: Weights): number {
  return weighted(features, weights.file) / weights.fileTotal + definition;
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

function definitionShare(
  { candidate: { symbol }, evidence }: Found,
  { names, bare }: Pick<Weighing, "names"> & Pick<QueryTerms, "bare">,
  { defines, insideSentence }: Weights,
): number {
  const parts = symbol === null ? [] : nameParts(symbol);
  const defined = names.reduce((most, name) => Math.max(most, likeness(parts, name, defines)), 0);
  // The first term of a bare name is the whole of it; several small definitions may share a chunk.
  const among = bare && evidence[0]! & IN_SYMBOL ? defines.amongOthers : 0;
  return Math.max(defined, among) * (bare ? 1 : insideSentence);
}

function likeness(symbol: readonly string[], name: readonly string[], defines: Weights["defines"]): number {
  if (endsWith(symbol, name, (part) => part)) return symbol.length === name.length ? defines.alone : defines.exact;
  return endsWith(symbol, name, foldCase) ? defines.anyStyle : 0;
}

/** `getUser`, `get_user` and `GET_USER` are one name in several styles. */
const foldCase = (part: string): string => part.toLowerCase().replaceAll("_", "");

/** Whether the symbol is the name, or the name without some of its outer parts. */
function endsWith(symbol: readonly string[], name: readonly string[], fold: (part: string) => string): boolean {
  const offset = symbol.length - name.length;
  return offset >= 0 && name.every((part, index) => fold(part) === fold(symbol[offset + index]!));
}
