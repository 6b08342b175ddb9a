import type { Assembly } from "./assembly.ts";
import { createChooser, type Chooser } from "./choose.ts";
import type { Found } from "./item.ts";

/** Pieces below this share of the best one are at most outlined. */
const LEAST_WHOLE = 0.25;
/** This part of a budget is kept for outlines of what does not fit whole. */
const OUTLINES = 0.12;
/** When even the best piece has to be cut, this part of the room stays for others. */
const OTHERS = 0.5;
/** After so many in a row that were too long, it is full. */
const PATIENCE = 12;

/**
 * Fills an assembly with what was found, the best given first: whole pieces, each the one that adds most for its length;
 * then outlines of what is left, a line each, so that the reader knows where to look; then whatever still fits, the last
 * perhaps cut. Where everything fits whole nothing is outlined. Returns the ids of chunks that say what is shown already.
 */
export function fill(assembly: Assembly, found: readonly Found[], terms: number): Set<string> {
  const fit = found.filter(isWhole);
  const chooser = createChooser(fit, terms);
  const repeated = new Set<string>();
  const { settled, cut } = addWhole(assembly, chooser, repeated);
  const left = byValue(
    chooser,
    fit.filter((item) => !settled.has(item)),
    ({ length }) => length,
  );
  assembly.settle();
  if (!assembly.fitsAll(left.map(({ part }) => part)))
    addOutlines(
      assembly,
      chooser,
      found.filter((item) => !settled.has(item)),
    );
  addRest(assembly, left);
  if (cut !== undefined) {
    cut.takeBack();
    assembly.settle();
    assembly.addCut([cut.item], { short: true });
  }
  return repeated;
}

/** Whether it is good enough to be shown whole. */
export const isWhole = ({ worth }: Pick<Found, "worth">): boolean => worth >= LEAST_WHOLE;

interface Whole {
  /** What needs no further thought, because it is shown or says what is shown already. */
  readonly settled: Set<Found>;
  /** The best piece, when it had to be cut: it may grow once the others are in. */
  readonly cut: { readonly item: Found; readonly takeBack: () => void } | undefined;
}

function addWhole(assembly: Assembly, chooser: Chooser<Found>, repeated: Set<string>): Whole {
  const settled = new Set<Found>();
  const reserve = Math.floor(assembly.room() * OUTLINES);
  let cut: Whole["cut"];
  for (let tooLong = 0; tooLong < PATIENCE;) {
    const item = chooser.next();
    if (item === undefined) break;
    const isFirst = !assembly.hasParts();
    const outcome = assembly.add(item.part, reserve);
    tooLong = outcome === "full" ? tooLong + 1 : 0;
    if (outcome === "repeated") repeated.add(item.chunk.chunk_id);
    // Something of the best says more than the whole of something else.
    const takeBack =
      outcome === "full" && isFirst
        ? assembly.addCut([item], { keep: Math.floor(assembly.room() * OTHERS) })
        : undefined;
    if (takeBack !== undefined) cut = { item, takeBack };
    else if (outcome === "full") continue;
    settled.add(item);
    if (outcome !== "repeated") chooser.take(item);
  }
  return { settled, cut };
}

function addOutlines(assembly: Assembly, chooser: Chooser<Found>, items: readonly Found[]): void {
  const outlined = items.filter((item) => item.windows().outline !== undefined);
  let tooLong = 0;
  for (const item of byValue(chooser, outlined, (each) => each.windows().outline!.lines[0]!.length)) {
    tooLong = assembly.add(item.windows().outline!) === "full" ? tooLong + 1 : 0;
    if (tooLong === PATIENCE) return;
  }
}

function addRest(assembly: Assembly, items: readonly Found[]): void {
  const left: Found[] = [];
  for (const item of items) {
    if (left.length === PATIENCE) break;
    if (assembly.add(item.part) === "full") left.push(item);
  }
  assembly.addCut(assembly.hasParts() ? left : items);
}

function byValue(chooser: Chooser<Found>, items: readonly Found[], lengthOf: (item: Found) => number): Found[] {
  return items
    .map((item) => ({ item, value: chooser.valueOf(item, lengthOf(item)) }))
    .sort((a, b) => b.value - a.value)
    .map(({ item }) => item);
}
