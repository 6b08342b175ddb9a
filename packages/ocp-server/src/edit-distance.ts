// Scratch of this thread: the row in hand and the two before it.
let rows = [0, 1, 2].map(() => new Uint32Array(128));

/**
 * Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours count one each. As soon
 * as it is certain to be more than `most`, any number above `most` is the answer.
 */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  if (rows[0]!.length <= b.length) rows = rows.map(() => new Uint32Array(2 * b.length));
  let [beforeLast, last, current] = rows as [Uint32Array, Uint32Array, Uint32Array];
  for (let column = 0; column <= b.length; column++) last[column] = column;
  for (let row = 1; row <= a.length; row++) {
    const letter = a.charCodeAt(row - 1);
    let least = row;
    current[0] = row;
    for (let column = 1; column <= b.length; column++) {
      const other = b.charCodeAt(column - 1);
      let best = last[column - 1]! + (letter === other ? 0 : 1);
      if (last[column]! < best) best = last[column]! + 1;
      if (current[column - 1]! < best) best = current[column - 1]! + 1;
      const isSwap = row > 1 && column > 1 && letter === b.charCodeAt(column - 2) && a.charCodeAt(row - 2) === other;
      if (isSwap && beforeLast[column - 2]! < best) best = beforeLast[column - 2]! + 1;
      current[column] = best;
      if (best < least) least = best;
    }
    // Each row's least is at most one above that of the row before, so no later one comes back from here.
    if (least > most) return least;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return last[b.length]!;
}
