import { editDistance } from "../edit-distance.ts";
import { analyse } from "./analyse.ts";
import { findByVector, type Gathering, type Wanted } from "./candidates.ts";
import { chunksByRow } from "./chunks.ts";

/** Shorter words have too many neighbours that mean something else: cake, make, case. */
const SHORTEST = 5;
const SHORTEST_WITH_TWO_SLIPS = 8;
/** More words than this that occur nowhere are not slips. */
const MOST_WORDS = 8;
const NEIGHBOURS = 40;

/**
 * Finds for words that occur nowhere the words that were meant: those spelt almost alike in the chunks that the
 * embedder, which compares by letters, takes for the nearest. Words without such a match are left out.
 */
export async function correctSpelling(
  gathering: Gathering,
  wanted: Wanted,
  unknown: readonly string[],
): Promise<Map<string, string>> {
  const corrections = new Map<string, string>();
  const words = unknown.filter(({ length }) => length >= SHORTEST).slice(0, MOST_WORDS);
  if (words.length === 0) return corrections;
  const neighbours = (await findByVector(gathering, wanted, words.join(" "), [])) ?? [];
  const rows = neighbours.slice(0, NEIGHBOURS).map(({ row }) => row);
  const chunks = await chunksByRow(gathering.index, rows);
  // In the order of nearness, so that of two words equally alike the one in the nearer chunk wins.
  const vocabulary = new Set(rows.flatMap((row) => knownWords(chunks.get(row)?.content ?? "")));
  for (const word of words) {
    const meant = nearestWord(word, vocabulary);
    if (meant !== undefined) corrections.set(word, meant);
  }
  return corrections;
}

/** Enough of a long chunk. */
const LOOKED_AT = 20_000;

function knownWords(content: string): string[] {
  return analyse(content.slice(0, LOOKED_AT)).filter(({ length }) => length >= SHORTEST - 1);
}

function nearestWord(word: string, vocabulary: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = (word.length >= SHORTEST_WITH_TWO_SLIPS ? 2 : 1) + 1;
  for (const candidate of vocabulary) {
    // Hardly anybody gets the first letter wrong, and it rules out most candidates at once.
    if (candidate[0] !== word[0] || Math.abs(candidate.length - word.length) >= least) continue;
    const distance = editDistance(word, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}
