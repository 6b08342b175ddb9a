/** The candidate that a mistyped word most likely means, compared without case; undefined when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.slice(0, 200).toLowerCase();
  let best: string | undefined;
  let least = wanted.length <= 3 ? 2 : Math.max(3, Math.floor(wanted.length / 3) + 1);
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= least) continue;
    const distance = slips(wanted, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** How many letters must be inserted, left out, replaced or swapped with their neighbour to make one word the other. */
export function slips(from: string, to: string): number {
  let older: number[] = [];
  let old = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = old[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      let cost = Math.min(replaced, old[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        cost = Math.min(cost, older[j - 2]! + 1);
      row.push(cost);
    }
    older = old;
    old = row;
  }
  return old[to.length]!;
}
