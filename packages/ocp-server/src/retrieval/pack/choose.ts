import type { Item } from "./item.ts";

/**
 * Pieces are taken by value over length to this power: with 0 one long piece displaces several good ones, with 1 only
 * snippets win.
 */
const LENGTH_POWER = 0.3;
/** The part of a piece's value that hangs on terms of the intent which nothing chosen holds yet. */
const COVERAGE = 0.5;
/** What a chosen piece already holds counts half as much in the next, a quarter in the one after. */
const REPEATED = 0.5;
/** What chosen code calls explains it, and gains this much. */
const CALLED = 1.5;

/** Picks items one by one, each the one that adds most to those that were taken, for its length. */
export interface Chooser<T extends Item> {
  /** Removes the best of what is left and returns it; undefined when nothing is left. */
  next(): T | undefined;
  /** Says that an item is shown, so that what it says counts less in others and what it calls counts more. */
  take(item: T): void;
  /** What a piece of an item that has this length would add now, were it not for terms. */
  valueOf(item: T, length: number): number;
}

/** `terms` is how many the intent has. The order is total: of equal items the one given first wins. */
export function createChooser<T extends Item>(items: readonly T[], terms: number): Chooser<T> {
  const left = new Set(items);
  const analysed = new Set<T>();
  const fresh = Array.from<number>({ length: terms }).fill(1);
  const called = new Set<string>();

  const valueOf = (item: T, length: number): number =>
    (item.worth * (item.name !== undefined && called.has(item.name) ? CALLED : 1)) / length ** LENGTH_POWER;

  /** How much of all that was asked for it would be the first to hold, 0..1. */
  const freshness = (item: T): number => item.terms().reduce((sum, term) => sum + fresh[term]!, 0) / terms;

  const gainOf = (item: T): number => {
    const most = valueOf(item, item.length);
    // Until its terms are looked at, the most that it can be worth; most of what was found never gets that far.
    if (!analysed.has(item)) return most;
    return most * (1 - COVERAGE + COVERAGE * freshness(item));
  };

  const best = (): T | undefined => {
    let found: T | undefined;
    let most = -1;
    for (const item of left) {
      const gain = gainOf(item);
      if (gain > most) {
        most = gain;
        found = item;
      }
    }
    return found;
  };

  return {
    next() {
      for (;;) {
        const item = best();
        if (item === undefined || analysed.has(item)) {
          if (item !== undefined) left.delete(item);
          return item;
        }
        analysed.add(item);
      }
    },
    take(item) {
      for (const term of item.terms()) fresh[term]! *= REPEATED;
      for (const name of item.calls()) called.add(name);
    },
    valueOf,
  };
}
