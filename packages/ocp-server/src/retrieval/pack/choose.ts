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
  const left = items
    .map((item) => ({ item, value: item.worth / item.length ** LENGTH_POWER, read: false }))
    .sort((a, b) => b.value - a.value);
  const fresh = Array.from<number>({ length: terms }).fill(1);
  const called = new Set<string>();

  const explanation = ({ name }: T): number => (name !== undefined && called.has(name) ? CALLED : 1);

  /** How much of all that was asked for it would be the first to hold, 0..1. */
  const freshness = (item: T): number => item.terms().reduce((sum, term) => sum + fresh[term]!, 0) / terms;

  return {
    next() {
      for (;;) {
        let best = -1;
        let most = -1;
        for (let place = 0; place < left.length; place++) {
          const each = left[place]!;
          if (each.value * CALLED <= most) break;
          const value = each.value * explanation(each.item);
          // Until its terms are looked at, the most that it can be worth: most of what was found is never looked at.
          const gain = each.read ? value * (1 - COVERAGE + COVERAGE * freshness(each.item)) : value;
          if (gain > most) {
            most = gain;
            best = place;
          }
        }
        const found = left[best];
        if (found === undefined || found.read) {
          left.splice(best, 1);
          return found?.item;
        }
        found.read = true;
      }
    },
    take(item) {
      for (const term of item.terms()) fresh[term]! *= REPEATED;
      for (const name of item.calls()) called.add(name);
    },
    valueOf: (item, length) => (item.worth * explanation(item)) / length ** LENGTH_POWER,
  };
}
