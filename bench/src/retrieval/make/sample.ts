import { createHash } from "node:crypto";

/** The part of a sample that one group may fill while the others have more. */
const SHARE = 1 / 10;

/**
 * At most `max` items, of which one group has more than a tenth only where the others run out. Which ones is decided by a
 * digest of `idOf`, so the same items always give the same sample, and one more item hardly changes it.
 */
export function sample<T>(
  items: readonly T[],
  max: number,
  { idOf, groupOf }: { readonly idOf: (item: T) => string; readonly groupOf: (item: T) => string },
): T[] {
  const ordered = items
    .map((item) => ({ item, order: digest(idOf(item)), group: groupOf(item) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const most = Math.ceil(max * SHARE);
  const seen = new Map<string, number>();
  return ordered
    .map(({ item, group }) => {
      const turn = seen.get(group) ?? 0;
      seen.set(group, turn + 1);
      return { item, turn: Math.floor(turn / most) };
    })
    .sort((a, b) => a.turn - b.turn)
    .slice(0, max)
    .map(({ item }) => item);
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
