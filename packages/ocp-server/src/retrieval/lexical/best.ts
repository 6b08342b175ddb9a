/** What is kept of documents, by slot. Scratch of this thread: what is found is read before the next search begins. */
export interface Kept {
  readonly worths: Float64Array;
  readonly rows: Int32Array;
  /** The number of each in its segment. */
  readonly documents: Int32Array;
}

/** The best of many, by worth, equal ones by row. */
export interface Best {
  readonly kept: Kept;
  /** Nothing of less worth is kept any more. */
  readonly threshold: number;
  offer(worth: number, row: number, document: number): void;
  /** The slots of those that came since it was asked before, and are still kept. */
  takeFresh(): number[];
  /** All slots, best first. */
  ranked(): number[];
}

let kept = makeRoom(1 << 9);
/** Slots in a binary heap, the worst on top. */
let heap = new Int32Array(1 << 9);
/** For each slot whether it is fresh. */
let fresh = new Uint8Array(1 << 9);

function makeRoom(length: number): Kept {
  return {
    worths: new Float64Array(length),
    rows: new Int32Array(length),
    documents: new Int32Array(length),
  };
}

/**
 * Keeps the `limit` best, one call at a time. They are numbers in arrays: objects, of which there are many times as many
 * as are kept in the end, are what a collection of garbage takes longest over.
 */
export function createBest(limit: number): Best {
  if (heap.length < limit) {
    kept = makeRoom(limit);
    heap = new Int32Array(limit);
    fresh = new Uint8Array(limit);
  }
  fresh.fill(0);
  const { worths, rows, documents } = kept;
  const order = heap;
  let size = 0;

  const isWorse = (a: number, b: number): boolean =>
    worths[a]! < worths[b]! || (worths[a] === worths[b] && rows[a]! > rows[b]!);

  function sink(slot: number): void {
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= size) break;
      if (below + 1 < size && isWorse(order[below + 1]!, order[below]!)) below++;
      if (!isWorse(order[below]!, slot)) break;
      order[place] = order[below]!;
      place = below;
    }
    order[place] = slot;
  }

  function rise(slot: number, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >>> 1;
      if (!isWorse(slot, order[above]!)) break;
      order[place] = order[above]!;
      place = above;
    }
    order[place] = slot;
  }

  const slots = (): number[] => Array.from({ length: size }, (_, slot) => slot);

  return {
    kept,
    get threshold() {
      return size < limit ? 0 : worths[order[0]!]!;
    },
    offer(worth, row, document) {
      const isFull = size === limit;
      const slot = isFull ? order[0]! : size;
      if (isFull && !(worths[slot]! < worth || (worths[slot] === worth && rows[slot]! > row))) return;
      worths[slot] = worth;
      rows[slot] = row;
      documents[slot] = document;
      fresh[slot] = 1;
      if (isFull) sink(slot);
      else rise(slot, size++);
    },
    takeFresh() {
      const found = slots().filter((slot) => fresh[slot] === 1);
      fresh.fill(0);
      return found;
    },
    ranked: () => slots().sort((a, b) => (isWorse(a, b) ? 1 : -1)),
  };
}
