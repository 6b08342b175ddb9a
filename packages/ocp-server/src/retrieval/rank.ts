import type { Candidate } from "../storage/store.ts";
import { nameParts } from "./names.ts";
import type { QueryTerms } from "./query.ts";

/** A candidate with what speaks for it. */
export interface Evidence {
  readonly candidate: Candidate;
  /** What its words and its likeness are worth, 0 or more. */
  readonly score: number;
  /** What its path makes of that, above 0 and at most 1. */
  readonly prior: number;
}

export interface Ranked {
  readonly candidate: Candidate;
  /** Worth of the chunk alone. What a pack is filled by: it does not stack chunks of one file. */
  readonly base: number;
  /** Worth with its file's: what hits are ordered by. At most as high as the best `base`. */
  readonly score: number;
}

/** How far a definition of the very name that was asked for is lifted, in shares of the best chunk. */
const DEFINES = { exact: 0.5, anyStyle: 0.35 } as const;
/** In a sentence a name is but one of the words. */
const INSIDE_SENTENCE = 0.5;
/** How much of a hit's worth is its file's, against 1 for its own; less for a bare name, which one place defines. */
const FILE_SHARE = 1.8;
const FILE_SHARE_OF_NAME = 0.3;
const FILE_CHUNKS = 4;
const FILE_DECAY = 0.9;

/** Orders candidates best first; equal ones by path, then line. The numbers are comparable within one query only. */
export function rank(found: readonly Evidence[], query: QueryTerms): Ranked[] {
  const bases = withDefinitions(found, query);
  const best = highest(bases);
  const files = fileWorth(found, bases);
  const bestFile = highest([...files.values()].map(({ sum }) => sum));
  const fileShare = query.bare ? FILE_SHARE_OF_NAME : FILE_SHARE;
  const ranked = found.map(({ candidate }, index): Ranked => {
    const base = bases[index]!;
    const file = files.get(candidate.path)!;
    const share = bestFile > 0 && file.best > 0 ? best * (file.sum / bestFile) * (base / file.best) : 0;
    return { candidate, base, score: (base + fileShare * share) / (1 + fileShare) };
  });
  return ranked.sort((a, b) => b.score - a.score || inReadingOrder(a.candidate, b.candidate));
}

/** By path, then line, then row: a total order that does not change from run to run. */
export function inReadingOrder(a: Candidate, b: Candidate): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (a.start_line ?? 0) - (b.start_line ?? 0) || a.row - b.row;
}

const highest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);

function withDefinitions(found: readonly Evidence[], { names, bare }: QueryTerms): number[] {
  const bases = found.map(({ score, prior }) => score * prior);
  if (names.length === 0) return bases;
  // A definition that the words did not find (they are too common here) is still lifted by what others score.
  const unit = highest(bases) * (bare ? 1 : INSIDE_SENTENCE);
  const wanted = names.map(nameParts);
  return bases.map((base, index) => {
    const { candidate, prior } = found[index]!;
    return candidate.symbol === null ? base : base + unit * prior * defines(nameParts(candidate.symbol), wanted);
  });
}

function defines(symbol: readonly string[], wanted: readonly (readonly string[])[]): number {
  let most = 0;
  for (const name of wanted) {
    if (endsWith(symbol, name, (part) => part)) return DEFINES.exact;
    if (endsWith(symbol, name, foldCase)) most = DEFINES.anyStyle;
  }
  return most;
}

/** `getUser`, `get_user` and `GET_USER` are one name in several styles. */
const foldCase = (part: string): string => part.toLowerCase().replaceAll("_", "");

/** Whether the symbol is the name, or the name without some of its outer parts. */
function endsWith(symbol: readonly string[], name: readonly string[], fold: (part: string) => string): boolean {
  const offset = symbol.length - name.length;
  return offset >= 0 && name.every((part, index) => fold(part) === fold(symbol[offset + index]!));
}

interface FileWorth {
  readonly best: number;
  readonly sum: number;
}

/** Several good chunks make a good file, each next one counting less. */
function fileWorth(found: readonly Evidence[], bases: readonly number[]): Map<string, FileWorth> {
  const byFile = new Map<string, number[]>();
  found.forEach(({ candidate }, index) => {
    const scores = byFile.get(candidate.path);
    if (scores) scores.push(bases[index]!);
    else byFile.set(candidate.path, [bases[index]!]);
  });
  const worth = new Map<string, FileWorth>();
  for (const [path, scores] of byFile) {
    scores.sort((a, b) => b - a);
    const sum = scores.slice(0, FILE_CHUNKS).reduce((total, score, index) => total + score * FILE_DECAY ** index, 0);
    worth.set(path, { best: scores[0]!, sum });
  }
  return worth;
}
