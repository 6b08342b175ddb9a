import type { Candidate } from "../storage/store.ts";
import { FREQUENCIES, FREQUENCY, IN_FILE_NAME, IN_FOLDER, IN_SIGNATURE, IN_SYMBOL } from "./lexical/evidence.ts";
import { worthTable, type FieldWeights } from "./lexical/match.ts";
import { wordParts } from "./words.ts";

/** How the terms of a query are to be read in the evidence of a chunk. */
export interface TermRoles {
  /** Rarity of each term of the query, in the order of the evidence; 0 for one that occurs nowhere. */
  readonly rarity: Float64Array;
  /** Terms from here on are no terms of the query. */
  readonly terms: number;
  /** Bytes of evidence for each chunk. */
  readonly places: number;
  /** Terms that name a part of the tree. */
  readonly scope: readonly number[];
  /** Abbreviations, term by term: places in the evidence that stand for a term of the query where names hold them. */
  readonly short: readonly { readonly place: number; readonly term: number }[];
  /** Compounds: places in the evidence of two neighbouring words written as one, with their rarity. */
  readonly compounds: readonly { readonly place: number; readonly rarity: number }[];
}

/** A chunk that was found, with the evidence for it. */
export interface Found {
  readonly candidate: Candidate;
  readonly evidence: Uint8Array;
}

/** What the words say of one chunk, as shares of the query's information, 0..1. */
export interface ChunkFeatures {
  /** BM25F. */
  readonly worth: number;
  /** Held at all, in text or name. */
  readonly coverage: number;
  /** Held by the line that declares it. */
  readonly signature: number;
  readonly symbol: number;
}

/** What the words say of one file, as shares of the query's information. */
export interface FileFeatures {
  /** Of its best chunk. */
  readonly best: number;
  /** Of its four best, each next one counting less. */
  readonly sum: number;
  /** BM25F of its chunks taken together. */
  readonly union: number;
  readonly coverage: number;
  readonly signature: number;
  /** Terms that stand abbreviated in its name, or in names that it defines. */
  readonly shortName: number;
  readonly shortSymbol: number;
  /** Neighbouring words of the query written as one. */
  readonly compound: number;
  /** Share of the terms naming a part of the tree that its path has. */
  readonly scope: number;
  /** Terms that its name holds, the less the more else the name holds. */
  readonly name: number;
}

const FILE_CHUNKS = 4;
const FILE_DECAY = 0.9;
/** Saturation and length normalisation of a whole file's words. */
const UNION_SATURATION = 1.5;
const UNION_LENGTH = 0.5;
const USUAL_FILE_BYTES = 8_000;
/** Of a term that occurs nowhere but abbreviated. */
const UNKNOWN_RARITY = 4;

export const FIELDS: FieldWeights = { symbol: 2.5, signature: 0.7, fileName: 6, folder: 3, saturation: 2.4 };

const TABLE = worthTable(FIELDS);
const TEXT = FREQUENCY | IN_SYMBOL | IN_SIGNATURE;
/** How often each evidence byte counts a term in the text of a whole file. */
const UNION_FREQUENCIES = Float64Array.from(
  { length: 256 },
  (_, byte) => FREQUENCIES[byte & FREQUENCY]! + (byte & IN_SYMBOL ? 2 : 0),
);

export function chunkFeatures(evidence: Uint8Array, roles: TermRoles): ChunkFeatures {
  const { rarity, terms } = roles;
  let total = 0;
  let worth = 0;
  let coverage = 0;
  let signature = 0;
  let symbol = 0;
  for (let term = 0; term < terms; term++) {
    const weight = rarity[term]!;
    const byte = evidence[term]!;
    total += weight;
    worth += weight * TABLE[byte]!;
    if (byte & TEXT) coverage += weight;
    if (byte & IN_SIGNATURE) signature += weight;
    if (byte & IN_SYMBOL) symbol += weight;
  }
  const share = 1 / (total || 1);
  return { worth: worth * share, coverage: coverage * share, signature: signature * share, symbol: symbol * share };
}

export function fileFeatures(
  found: readonly Found[],
  chunks: readonly ChunkFeatures[],
  fileBytes: number,
  roles: TermRoles,
): FileFeatures {
  const { rarity, terms, scope, short, compounds } = roles;
  const worths = chunks.map(({ worth }) => worth).sort((a, b) => b - a);
  const held = together(found);
  const size = 1 - UNION_LENGTH + (UNION_LENGTH * fileBytes) / USUAL_FILE_BYTES;

  let total = 0;
  let union = 0;
  let coverage = 0;
  let inName = 0;
  let wordsInName = 0;
  for (let term = 0; term < terms; term++) {
    const weight = rarity[term]!;
    total += weight;
    if (held[term]! & IN_FILE_NAME) {
      inName += weight;
      wordsInName++;
    }
    let frequency = 0;
    for (const { evidence } of found) frequency += UNION_FREQUENCIES[evidence[term]!]!;
    if (frequency > 0) coverage += weight;
    const normalised = frequency / size + (held[term]! & IN_FILE_NAME ? 3 : 0);
    union += (weight * normalised) / (normalised + UNION_SATURATION);
  }
  let shortName = 0;
  let shortSymbol = 0;
  let lastName = -1;
  let lastSymbol = -1;
  for (const { place, term } of short) {
    const rare = rarity[term]! || UNKNOWN_RARITY;
    if (term !== lastName && held[place]! & IN_FILE_NAME && !(held[term]! & IN_FILE_NAME)) {
      lastName = term;
      shortName += rare;
    }
    if (term !== lastSymbol && held[place]! & IN_SYMBOL && !(held[term]! & IN_SYMBOL)) {
      lastSymbol = term;
      shortSymbol += rare;
    }
  }
  let compound = 0;
  for (const { place, rarity: rare } of compounds) {
    if (held[place]! !== 0) compound += rare * (held[place]! & IN_SYMBOL ? 2 : 1);
  }
  const inPath = scope.filter((term) => held[term]! & (IN_FILE_NAME | IN_FOLDER)).length;
  const share = 1 / (total || 1);
  return {
    best: worths[0] ?? 0,
    sum: worths.slice(0, FILE_CHUNKS).reduce((sum, worth, place) => sum + worth * FILE_DECAY ** place, 0),
    union: union * share,
    coverage: coverage * share,
    signature: chunks.reduce((most, { signature }) => Math.max(most, signature), 0),
    shortName: shortName * share,
    shortSymbol: shortSymbol * share,
    compound: compound * share,
    scope: scope.length === 0 ? 0 : inPath / scope.length,
    name: inName === 0 ? 0 : inName * share * Math.min(1, wordsInName / countWords(found[0]!.candidate.path)),
  };
}

// Scratch of this thread.
let scratch = new Uint8Array(1 << 10);

/** Where chunks hold the terms, taken as one, until the next call; how often is lost. */
function together(found: readonly Found[]): Uint8Array {
  const { evidence: first } = found[0]!;
  if (found.length === 1) return first;
  if (scratch.length < first.length) scratch = new Uint8Array(2 * first.length);
  scratch.set(first);
  for (let each = 1; each < found.length; each++) {
    const { evidence } = found[each]!;
    for (let place = 0; place < evidence.length; place++) scratch[place]! |= evidence[place]!;
  }
  return scratch;
}

/** How many words the name of a file is made of, at least one. */
function countWords(path: string): number {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/(?<=.)\.[^.]*$/, "");
  const words = name.match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
  return Math.max(
    1,
    words.reduce((sum, word) => sum + wordParts(word).length, 0),
  );
}
