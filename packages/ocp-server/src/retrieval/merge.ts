/** Answers the rank of a byte string (one character a byte), or undefined when it is no token. */
export type Ranks = ReadonlyMap<string, number>;

// Up to here a plain scan for the lowest rank is faster than keeping a heap.
const SHORT = 96;
const NONE = Number.POSITIVE_INFINITY;

/** Counts the tokens into which byte-pair merging turns a byte string; never slower than O(n log n). */
export function countMerged(bytes: string, ranks: Ranks, longest: number): number {
  if (bytes.length < 2) return bytes.length;
  return bytes.length <= SHORT ? mergeByScan(bytes, ranks) : mergeByHeap(bytes, ranks, longest);
}

function mergeByScan(bytes: string, ranks: Ranks): number {
  const starts: number[] = [];
  const pairs: number[] = [];
  for (let index = 0; index < bytes.length; index++) {
    starts.push(index);
    pairs.push(ranks.get(bytes.slice(index, index + 2)) ?? NONE);
  }
  pairs[bytes.length - 1] = NONE;
  starts.push(bytes.length);
  const rank = (index: number): number =>
    index + 2 < starts.length ? (ranks.get(bytes.slice(starts[index], starts[index + 2])) ?? NONE) : NONE;
  for (;;) {
    let lowest = NONE;
    let place = -1;
    for (let index = 0; index < pairs.length; index++) {
      if (pairs[index]! < lowest) {
        lowest = pairs[index]!;
        place = index;
      }
    }
    if (place < 0) return starts.length - 1;
    starts.splice(place + 1, 1);
    pairs.splice(place + 1, 1);
    pairs[place] = rank(place);
    if (place > 0) pairs[place - 1] = rank(place - 1);
  }
}

function mergeByHeap(bytes: string, ranks: Ranks, longest: number): number {
  const length = bytes.length;
  const next = new Int32Array(length + 1);
  const previous = new Int32Array(length + 1);
  // The rank of the pair that starts here; -1 where no pair can be merged or no part starts any more.
  const pairs = new Int32Array(length).fill(-1);
  const heap: number[] = [];
  const offer = (start: number): void => {
    const middle = next[start]!;
    const end = middle < length ? next[middle]! : 0;
    const rank = end > 0 && end - start <= longest ? ranks.get(bytes.slice(start, end)) : undefined;
    pairs[start] = rank ?? -1;
    // Rank first, then position: the leftmost of equal pairs merges first.
    if (rank !== undefined) push(heap, rank * 2 ** 32 + start);
  };
  for (let index = 0; index <= length; index++) {
    next[index] = index + 1;
    previous[index] = index - 1;
  }
  for (let index = 0; index < length - 1; index++) offer(index);
  let parts = length;
  while (heap.length > 0) {
    const top = pop(heap);
    const start = top % 2 ** 32;
    if (pairs[start] !== (top - start) / 2 ** 32) continue;
    const middle = next[start]!;
    const end = next[middle]!;
    next[start] = end;
    if (end <= length) previous[end] = start;
    pairs[middle] = -1;
    parts--;
    offer(start);
    if (start > 0) offer(previous[start]!);
  }
  return parts;
}

function push(heap: number[], value: number): void {
  let index = heap.length;
  heap.push(value);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (heap[parent]! <= value) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = value;
}

function pop(heap: number[]): number {
  const top = heap[0]!;
  const value = heap.pop()!;
  const size = heap.length;
  if (size === 0) return top;
  let index = 0;
  for (;;) {
    let child = index * 2 + 1;
    if (child >= size) break;
    if (child + 1 < size && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= value) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = value;
  return top;
}
