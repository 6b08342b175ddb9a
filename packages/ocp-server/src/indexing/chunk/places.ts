import type { Piece } from "./chunker.ts";

/**
 * A name for the place of each piece in its file, in order. Unique in the file, and the same as long as what is at the
 * place keeps its name, whatever happens in the rest of the file: `method Router.add`, `method Router.add#2` for the
 * next of that name, `start#1` and `after:method Router.add#1` for pieces without a name.
 */
export function placesOf(pieces: readonly Pick<Piece, "kind" | "symbol">[]): string[] {
  const counts = new Map<string, number>();
  const taken = new Set<string>();
  let neighbour = "start";

  const number = (base: string, isNamed: boolean): string => {
    let count = counts.get(base) ?? 0;
    let place: string;
    do {
      count++;
      place = isNamed && count === 1 ? base : `${base}#${count}`;
    } while (taken.has(place));
    counts.set(base, count);
    taken.add(place);
    return place;
  };

  return pieces.map(({ kind, symbol }) => {
    if (symbol === null) return number(neighbour, false);
    const place = number(`${kind} ${symbol}`, true);
    neighbour = `after:${place}`;
    return place;
  });
}
