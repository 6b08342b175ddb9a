import { editDistance } from "../edit-distance.ts";
import type { TextStore } from "../storage/store.ts";
import type { Wanted } from "./candidates.ts";
import { fromTermBytes, openBlock, toTermBytes } from "./lexical/block.ts";

/** Shorter words have too many neighbours that mean something else: cake, make, case. */
const SHORTEST = 5;
const SHORTEST_WITH_TWO_SLIPS = 8;
/** More words than this that occur nowhere are not slips. */
const MOST_WORDS = 8;
/** So many blocks of terms are looked through for one letter, some tens of thousands of terms. */
const MOST_BLOCKS = 500;

interface Guess {
  readonly term: string;
  readonly distance: number;
  readonly count: number;
}

/**
 * Finds for terms that occur nowhere the terms that were meant: those of the workspace that begin with the same letter
 * and differ by one slip, or two in a long word; of several the nearest, then the most frequent. Terms without such a
 * match are left out.
 */
export async function correctSpelling(
  text: TextStore,
  { workspaceId, signal }: Wanted,
  unknown: readonly string[],
): Promise<Map<string, string>> {
  const words = unknown.filter(({ length }) => length >= SHORTEST).slice(0, MOST_WORDS);
  const best = new Map<string, Guess>();
  if (words.length === 0) return new Map();
  const segments = await text.segments(workspaceId);
  for (const [letter, alike] of Map.groupBy(words, (word) => String.fromCodePoint(word.codePointAt(0)!))) {
    const prefix = toTermBytes(letter);
    for (const { segment } of segments) {
      let read = 0;
      for await (const bytes of text.blocksFrom(segment, prefix)) {
        signal?.throwIfAborted();
        if (!consider(openBlock(bytes), prefix, alike, best) || ++read === MOST_BLOCKS) break;
      }
    }
  }
  return new Map([...best].map(([word, { term }]) => [word, term]));
}

/** Compares a block's terms with the words; false when the terms with this beginning end in it. */
function consider(
  block: ReturnType<typeof openBlock>,
  prefix: string,
  words: readonly string[],
  best: Map<string, Guess>,
): boolean {
  for (let place = block.lowerBound(prefix); place < block.count; place++) {
    const bytes = block.termAt(place);
    if (!bytes.startsWith(prefix)) return false;
    const term = fromTermBytes(bytes);
    for (const word of words) {
      const known = best.get(word);
      const most = known?.distance ?? (word.length >= SHORTEST_WITH_TWO_SLIPS ? 2 : 1);
      const distance = editDistance(word, term, most);
      if (distance > most) continue;
      const { count } = block.postingsAt(place);
      const frequency = known?.term === term ? known.count + count : count;
      if (known && known.term !== term && distance === known.distance && frequency <= known.count) continue;
      best.set(word, { term, distance, count: frequency });
    }
  }
  return true;
}
